"""One file a command: `add` gives its grammar, `run` calls one verb of a door and says what happened."""

from . import checkpoint, compartment, demo, examine, extract, init, items, package, receive, show, sweep, verify

ALL = (init, receive, items, show, extract, verify, checkpoint, package, compartment, examine, sweep, demo)
