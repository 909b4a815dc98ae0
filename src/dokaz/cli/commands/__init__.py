"""One file a command: `add` gives its grammar, `run` calls one verb of a door and says what happened."""

from . import checkpoint, compartment, examine, extract, init, items, receive, show, verify

ALL = (init, receive, items, show, extract, verify, checkpoint, compartment, examine)
