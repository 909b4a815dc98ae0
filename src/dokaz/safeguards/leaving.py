"""When somebody leaves (S-51): a list that is done when every compartment they knew has keys they never had."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.languages import _
from dokaz.safeguards import steps
from dokaz.safeguards.errors import FilesBehind, LeavingAlready, LeavingUnknown, StepUnknown
from dokaz.safeguards.models import Leaving
from dokaz.safeguards.steps import Step

BEGIN, END, LIST = "safeguards:leaving:begin", "safeguards:leaving:end", "safeguards:leavings:list"
SESSIONS, COMPARTMENT, ACCOUNT = "sessions", "compartment:", "account"
BY_HAND = {
    "devices": _("Take back devices, security keys and disks of the house, and wipe them."),
    "papers": _("Take back papers with codes and fingerprints, and keys of rooms."),
    "shares": _("If they hold a recovery share: make new shares with “dokaz recovery renew”."),
    "outside": _("Tell log witnesses, hosts and partners to whom they were a contact who is it now."),
    "machines": _("If they knew pass-phrases or a start key of servers, or keys of storage: make others."),
}
_SESSIONS = _("End every session of theirs.")
_RENEWED = _("Give the compartment {about} new keys without them.")
_WITHDRAW = _("Withdraw the account: its keys and its role end.")


@dataclass(frozen=True, slots=True)
class LeavingList:
    """What is still to be done about one who leaves."""

    id: UUID
    account: UUID
    begun_by: UUID
    begun_at: datetime
    ended_at: datetime | None
    steps: tuple[Step, ...]


def begin_leaving(*, account: UUID, by: access.Session, now: datetime) -> UUID:
    """Begin the list for a colleague. Nothing of theirs ends before a step is pressed.

    Raises NotPermitted, LeavingAlready, and AccountUnknown and ColleagueNeeded of `access`.
    """
    access.require(by, access.Permission.MANAGE_ACCOUNTS, now=now)
    with access.acting(by, now=now):
        if account == by.actor.account:
            raise access.ColleagueNeeded
        if account not in {each.account for each in access.colleagues(by=by, now=now)}:
            raise access.AccountUnknown(account=account)
        if Leaving.objects.filter(account=account, ended_at=None).exists():
            raise LeavingAlready
        row = Leaving.objects.create(id=ordered_id(now), account_id=account, begun_by_id=by.actor.account, begun_at=now)
        _record(BEGIN, row, by, now)
    return row.id


def leavings(*, by: access.Session, now: datetime) -> tuple[LeavingList, ...]:
    """Every list, newest first. Raises NotPermitted, RecordUnvouched of `journal`."""
    return _read(Leaving.objects.order_by("-id")[:100], by, now)


def leaving_list(leaving: UUID, /, *, by: access.Session, now: datetime) -> LeavingList:
    """Raises NotPermitted, LeavingUnknown, RecordUnvouched of `journal`."""
    return _read(Leaving.objects.filter(pk=leaving), by, now, one=True)[0]


def do_leaving_step(leaving: UUID, /, *, step: str, by: access.Session, now: datetime) -> LeavingList:
    """Do a step, or say that one was done which the house cannot see; after the last one the list is ended.

    Raises NotPermitted, LeavingUnknown, StepUnknown, FilesBehind, RecordUnvouched of `journal`, and what `access`
    refuses.
    """
    found = leaving_list(leaving, by=by, now=now)
    known = next((each for each in found.steps if each.code == step), None)
    if known is None or found.ended_at is not None:
        raise StepUnknown
    if not known.done:
        with access.acting(by, now=now):
            _do(_vouched(leaving), step, by, now)
        journal.settle(now=now)
    with access.acting(by, now=now):
        row = _vouched(leaving)
        told = _told(row, _withdrawn(by, now), by, now)
        if all(each.done for each in told.steps):
            row.ended_at = now
            row.save(update_fields=["ended_at"])
            _record(END, row, by, now)
        return replace(told, ended_at=row.ended_at)


def _read(asked: QuerySet[Leaving], by: access.Session, now: datetime, *, one: bool = False) -> tuple[LeavingList, ...]:
    access.require(by, access.Permission.MANAGE_ACCOUNTS, now=now)
    journal.settle(now=now)
    with access.acting(by, now=now):
        rows = list(asked)
        if one and not rows:
            raise LeavingUnknown
        journal.vouch(*database.digests(*rows))
        journal.record(LIST, by=by.actor, now=now, about=[str(row.id) for row in rows])
        withdrawn = _withdrawn(by, now)
        return tuple(_told(row, withdrawn, by, now) for row in rows)


def _vouched(leaving: UUID) -> Leaving:
    row = Leaving.objects.get(pk=leaving)
    journal.vouch(database.digest(row))
    return row


def _withdrawn(by: access.Session, now: datetime) -> frozenset[UUID]:
    return frozenset(each.account for each in access.colleagues(by=by, now=now) if each.withdrawn)


def _do(row: Leaving, step: str, by: access.Session, now: datetime) -> None:
    if step == SESSIONS:
        access.revoke(account=row.account_id, by=by, now=now)
    elif step == ACCOUNT:
        access.withdraw(row.account_id, by=by, now=now)
    elif step == steps.SEALED:
        _require_followed(row, by, now)
        steps.tick(row, step, by=by, now=now)
    elif step.startswith(COMPARTMENT):
        place = UUID(step.removeprefix(COMPARTMENT))
        access.remove_member(compartment=place, account=row.account_id, by=by, now=now)
    else:
        steps.tick(row, step, by=by, now=now)


def _require_followed(row: Leaving, by: access.Session, now: datetime) -> None:
    """Before its new key a compartment has nothing to be moved to. Raises FilesBehind."""
    places = access.memberships(row.account_id, by=by, now=now)
    if waiting := [each for each in places if not each.renewed]:
        raise FilesBehind(count=len(waiting))
    steps.require_sealed([each.compartment for each in places])


def _told(row: Leaving, gone: frozenset[UUID], by: access.Session, now: datetime) -> LeavingList:
    account = row.account_id
    done = steps.ticked(row)
    open_sessions = access.browsers(account=account, by=by, now=now)
    places = access.memberships(account, by=by, now=now)
    found = [Step(SESSIONS, _SESSIONS, "", not open_sessions, acts=True)]
    found += [Step(f"{COMPARTMENT}{each.compartment}", _RENEWED, each.name, each.renewed, acts=True) for each in places]
    if places and (row.ended_at is None or steps.SEALED in done):  # older lists ended without it
        found.append(steps.sealed_step(done, [each.compartment for each in places]))
    found.append(Step(ACCOUNT, _WITHDRAW, "", account in gone, acts=True))
    found += [Step(code, sentence, "", code in done, acts=False) for code, sentence in BY_HAND.items()]
    return LeavingList(row.id, account, row.begun_by_id, row.begun_at, row.ended_at, tuple(found))


def _record(verb: str, row: Leaving, by: access.Session, now: datetime) -> None:
    about = [str(row.id), str(row.account_id)]
    journal.record(verb, by=by.actor, now=now, about=about, records=[database.digest(row)])
