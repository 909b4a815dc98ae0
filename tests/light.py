"""Guesses at pass-phrases that cost next to nothing, for tests of what comes after a pass-phrase.

One at full cost takes a second of both processors, and a story types its own some twenty times. `test_custodian` and
`tests/unit/access/test_passphrases.py` keep to the full cost.
"""

from pathlib import Path

ROOT = Path(__file__).parents[1]
PROGRAM = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests import light; light.lighten(); "
    "from dokaz.cli import main; sys.exit(main.run())"
)


def verbs():
    """The verbs by which a command makes a pass-phrase."""
    from dokaz.config import homes, people

    names = ("admit_alone", "propose_account", "propose_keys", "change_passphrase")
    return [homes.create, homes.recover, *(getattr(people, name) for name in names)]


def lighten():
    """For the rest of this process."""
    for verb in verbs():
        verb.__kwdefaults__["cost"] = cost()


def cost():
    from dokaz.access import api as access

    return access.Argon2Cost(memory_kib=64, passes=1, lanes=1)
