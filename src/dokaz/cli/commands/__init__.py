"""One file a command: `add` gives its grammar, `run` calls one verb of a door and says what happened."""

from . import (
    checkpoint,
    compartment,
    database,
    demo,
    examine,
    extract,
    init,
    items,
    package,
    receive,
    recover,
    serve,
    show,
    sweep,
    verify,
    witness,
)

ALL = (
    init,
    receive,
    items,
    show,
    extract,
    verify,
    checkpoint,
    package,
    compartment,
    examine,
    sweep,
    database,
    recover,
    witness,
    serve,
    demo,
)
