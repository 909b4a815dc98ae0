"""As many as may wait at a door, without anybody who takes time."""

from contextlib import contextmanager
from unittest.mock import patch

from dokaz.access import passphrases


@contextmanager
def of_strangers():
    """One tries their pass-phrase at this moment, and no other stranger may wait."""
    turns = passphrases.Turns()
    with patch.object(passphrases, "_turns", turns), turns.turn(known=False):
        turns._waiting[False] = passphrases.PLACES
        yield turns
