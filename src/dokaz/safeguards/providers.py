"""Who runs something for us outside the house: what of ours lies there, and what is done when it is compromised."""

from collections.abc import Callable, Mapping
from datetime import datetime

from dokaz.access import api as access
from dokaz.journal import api as journal
from dokaz.kernel.languages import _
from dokaz.safeguards.errors import StepUnknown, SuspectUnknown
from dokaz.safeguards.ports import OutsideProvider, OutsideService

WITHDRAW = "withdraw"
PLACES = (
    OutsideService.STORE,
    OutsideService.HEADERS,
    OutsideService.BACKUPS,
)  # where sealed files lie; the others get hashes
HELD = {
    OutsideService.STORE: _(
        "Sealed files lay there. No key that opens them was ever there: they open with nothing the provider had. It "
        "could learn how many there are, their sizes, when they came and went, and that we are its customer."
    ),
    OutsideService.HEADERS: _(
        "The second copies of the headers of sealed files lay there, sealed to keys of compartments that the provider "
        "never had. It could learn how many there are, when they came and went, and that we are its customer. Who kept "
        "copies could, with such a key from elsewhere, open files that were destroyed here since."
    ),
    OutsideService.BACKUPS: _(
        "Back-ups lay there, sealed to keys that are kept offline. They open with nothing the provider had. It could "
        "learn their sizes and times, and that we are its customer. What was destroyed here may be in its copies still."
    ),
    OutsideService.WITNESS: _(
        "Checkpoints of our journal and the hashes of its entries went there. They reveal nothing of what entries say, "
        "only how many there are and when. What it cosigned since that day vouches for nothing."
    ),
    OutsideService.MIRROR: _(
        "The hashes of our journal's entries lay there. They reveal nothing of what entries say, only how many there "
        "are and when. What it gives back is believed nowhere without a checkpoint from another place."
    ),
    OutsideService.AUTHORITY: _(
        "Digests of our checkpoints went there, which reveal nothing. Its time stamps since that day prove no time."
    ),
}
_CREDENTIALS = {"credentials": _("End the passwords and keys we have there, and make others where we stay.")}
_MOVED = {
    "moved": _("Copy what lies there to another place, and use that one from now on."),
    "fixity": _("Check every copy once it is moved: all files against their hashes, back-ups by a trial restore."),
}
_ANOTHER = {"another": _("Admit another in its place, and look whether enough of them are left.")}
_WITHDRAWN = _("Withdraw it: nothing more goes there.")
_KNOWN = {
    "known": _(
        "Ask whether those whose names or addresses the provider knows, who pay or sign in there, must be warned, "
        "through the channels that are safe for them."
    )
}
BY_HAND: Mapping[OutsideService, Mapping[str, str]] = {
    OutsideService.STORE: _CREDENTIALS | _MOVED | _KNOWN,
    OutsideService.HEADERS: _CREDENTIALS | _MOVED | _KNOWN,
    OutsideService.BACKUPS: _CREDENTIALS | _MOVED | _KNOWN,
    OutsideService.WITNESS: _ANOTHER | _KNOWN,
    OutsideService.MIRROR: _CREDENTIALS | _ANOTHER | _KNOWN,
    OutsideService.AUTHORITY: _ANOTHER | _KNOWN,
}
_wired: list[Callable[[], tuple[OutsideProvider, ...]]] = []


def wire_providers(places: Callable[[], tuple[OutsideProvider, ...]], /) -> None:
    """Say who tells where files, headers and back-ups of this home lie outside it."""
    _wired[:] = [places]


def providers(*, by: access.Session, now: datetime) -> tuple[OutsideProvider, ...]:
    """Those this home uses, and log witnesses, mirrors and authorities that it used before. Raises NotPermitted."""
    access.require(by, access.Permission.GUARD, now=now)
    return tuple(_everyone())


def named(subject: str, /) -> OutsideProvider:
    """The provider with this code, name or address. Raises SuspectUnknown."""
    found = next((each for each in _everyone() if subject in (each.code, each.name)), None)
    if found is None:
        raise SuspectUnknown
    return found


def withdraw_step(code: str, /) -> tuple[str, bool] | None:
    """The sentence of the step that withdraws it, and whether it is withdrawn; None where no verb of ours does."""
    if OutsideService(code.partition(":")[0]) in PLACES:
        return None
    return _WITHDRAWN, not any(each.code == code and not each.former for each in _everyone())


def withdraw(code: str, /, *, by: access.Session, now: datetime) -> None:
    """Send nothing more to a witness, mirror or authority. Raises NotPermitted, StepUnknown."""
    provider = next((each for each in _everyone() if each.code == code and not each.former), None)
    if provider is None:
        raise StepUnknown
    match provider.service:
        case OutsideService.WITNESS:
            for each in [row for row in journal.witnesses() if row.url == provider.name]:
                access.withdraw_witness(each.vkey, by=by, now=now)
        case OutsideService.MIRROR:
            access.require(by, access.Permission.MANAGE_WITNESSES, now=now)
            journal.remove_mirror(provider.name, by=by.actor, now=now)
        case OutsideService.AUTHORITY:
            access.require(by, access.Permission.MANAGE_AUTHORITIES, now=now)
            for authority in [row for row in journal.authorities() if row.url == provider.name]:
                journal.withdraw_authority(authority.name, by=by.actor, now=now)
        case _:
            raise StepUnknown


def _everyone() -> list[OutsideProvider]:
    """Each once, by what we have there and its address; one that serves us in two ways stands in two lines."""
    found = [each for places in _wired for each in places()]
    found += [OutsideProvider(OutsideService.WITNESS, each.url, each.withdrawn_at is not None)
              for each in journal.witnesses(withdrawn=True)]  # fmt: skip
    found += [OutsideProvider(OutsideService.MIRROR, each.place, each.removed_at is not None)
              for each in journal.mirrors(removed=True)]  # fmt: skip
    found += [OutsideProvider(OutsideService.AUTHORITY, each.url, each.withdrawn_at is not None)
              for each in journal.authorities(withdrawn=True)]  # fmt: skip
    in_use = {each.code: each for each in sorted(found, key=lambda each: not each.former)}
    return list(in_use.values())
