"""How to sign in to the practice office as each of its invented people."""

from collections.abc import Sequence
from pathlib import Path

from dokaz.access import api as access
from dokaz.demo import api as demo
from dokaz.kernel.languages import _, said

SIGN_IN = _("Sign in to the office as any of these. Name, pass-phrase, and one of the codes on paper:")
ONE = _("  {role}: {name}\n      pass-phrase  {passphrase}\n      codes        {codes} …")
CODES = _("Each code stands once. The others, and new ones after the next `make demo`, are in {file}")
SHOWN = 3


def lines(home: Path, people: Sequence[demo.Resident]) -> list[str]:
    """What to say of them; nothing where there is nobody."""
    if not people:
        return []
    told = [said(ONE).format(role=_role(each), name=each.name, **_secrets(each)) for each in people]
    return ["", said(SIGN_IN), *told, said(CODES).format(file=home / demo.PEOPLE_FILE)]


def _role(each: demo.Resident) -> str:
    return said(str(access.RoleName(each.role).label))


def _secrets(each: demo.Resident) -> dict[str, str]:
    return {"passphrase": each.passphrase, "codes": "  ".join(each.codes[-SHOWN:])}
