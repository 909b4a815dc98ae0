"""Who and what is within reach of a compromise: by the journal, read by index from its end, and by what modules add."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import SystemRandom
from uuid import UUID

from dokaz.access import api as access
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.codes import Code, Kind, parse
from dokaz.kernel.errors import DokazError, SealBroken
from dokaz.safeguards import providers
from dokaz.safeguards.errors import SuspectUnknown
from dokaz.safeguards.models import CompromiseKind
from dokaz.safeguards.ports import Contributor, OutsideProvider, OutsideService, Reached, Suspect

AT_ONCE = 1_000
LATE = timedelta(days=1)  # an entry's time is a claim, and the log's order is that of integration (SECURITY 5.3)
_contributors: list[Contributor] = []


@dataclass(frozen=True, slots=True)
class Reach:
    """What a compromise may have shown to others. `unread`: entries of compartments that the reader has no key of.

    Of a provider: its name, what it does, and `sealed_of`, the compartments whose sealed files lay there. They are not
    in `compartments`, which are those whose keys may be in other hands.

    `persons` stand in an order that says nothing: a step about one is known by its place, and its row is open.
    `stopped` are compartments whose keys are safe, in which those persons are recorded or appear.
    """

    accounts: tuple[UUID, ...]
    compartments: tuple[UUID, ...]
    refs: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=dict)
    entries: int = 0
    unread: int = 0
    provider: str = ""
    service: str = ""
    sealed_of: tuple[UUID, ...] = ()
    persons: tuple[str, ...] = ()
    stopped: tuple[UUID, ...] = ()


def wire_reach(*contributors: Contributor) -> None:
    """Say which modules answer what of theirs a suspect touched, replacing all."""
    _contributors[:] = contributors


def reach(kind: CompromiseKind, subject: str, *, since: datetime, by: access.Session, now: datetime) -> Reach:
    """By what has its place in the log. It may take a while: outside any transaction. Raises SuspectUnknown."""
    suspect = _suspect(kind, subject, since, by, now)
    if suspect.provider is not None:
        return _of_provider(suspect, suspect.provider, by, now)
    named, entries, unread = set[str](), 0, 0
    for event in _entries(since, by):
        if event is None:
            unread += 1
        elif _by(event) in suspect.accounts or (suspect.package and suspect.package in _about(event)):
            entries += 1
            named |= set(_about(event))
    found = _told(replace(suspect, named=frozenset(named)), by, now)
    refs = (found.refs | set(filter(_is_code, named))) - found.persons
    people = access.members_of(suspect.compartments) | suspect.accounts
    return Reach(
        tuple(sorted(people)), tuple(sorted(suspect.compartments)), tuple(sorted(refs)), found.counts, entries, unread,
        persons=_mixed(found.persons), stopped=tuple(sorted(found.stopped - suspect.compartments)),
    )  # fmt: skip


def _told(suspect: Suspect, by: access.Session, now: datetime) -> Reached:
    """What all modules tell together."""
    told = [contributor(suspect, by=by, now=now) for contributor in _contributors]
    return Reached(
        refs=frozenset().union(*(each.refs for each in told)),
        counts={kind: count for each in told for kind, count in each.counts.items()},
        persons=frozenset().union(*(each.persons for each in told)),
        stopped=frozenset().union(*(each.stopped for each in told)),
        sealed_of=frozenset().union(*(each.sealed_of for each in told)),
    )


def _mixed(persons: frozenset[str]) -> tuple[str, ...]:
    return tuple(SystemRandom().sample(sorted(persons), len(persons)))


def _suspect(kind: CompromiseKind, subject: str, since: datetime, by: access.Session, now: datetime) -> Suspect:
    if kind == CompromiseKind.PACKAGE:
        return _of_package(subject, since)
    if kind == CompromiseKind.PROVIDER:
        return Suspect(since, frozenset(), frozenset(), providers.named(subject))
    named = _uuid(subject)
    everybody = access.colleagues(by=by, now=now)
    if kind == CompromiseKind.MACHINE:
        if named != by.machine:
            raise SuspectUnknown
        circles = access.circles(by=by, now=now)  # every one that admits it, whether the one who marks belongs there
        places = frozenset(each.id for each in circles if named in {machine.id for machine in each.machines})
        return Suspect(since, frozenset(), places)
    if kind == CompromiseKind.COMPARTMENT:
        access.compartment(named, by=by)
        return Suspect(since, frozenset(), frozenset({named}))
    if named not in {each.account for each in everybody}:
        raise SuspectUnknown
    places = frozenset(each.compartment for each in access.memberships(named, by=by, now=now))
    return Suspect(since, frozenset({named}), places)


def _of_provider(suspect: Suspect, provider: OutsideProvider, by: access.Session, now: datetime) -> Reach:
    """What lay there, as modules tell it. Nobody acted here in its name, so the journal is not searched for it."""
    found = _told(suspect, by, now)
    hashed = provider.service in (OutsideService.WITNESS, OutsideService.MIRROR)
    return Reach(
        (), (), (), found.counts, journal.head().size if hashed else 0, 0, provider.name, provider.service.value,
        tuple(sorted(found.sealed_of)),
    )  # fmt: skip


def _of_package(subject: str, since: datetime) -> Suspect:
    try:
        ref = str(parse(subject, kind=Kind.PACKAGE))
    except DokazError as why:
        raise SuspectUnknown from why
    entries = journal.entries_about(ref)
    if not entries:
        raise SuspectUnknown
    places = frozenset(entry.compartment for entry in entries if entry.compartment is not None)
    return Suspect(since, frozenset(), places, package=ref)


def _entries(since: datetime, by: access.Session) -> Iterator[Mapping[str, object] | None]:
    """What entries say, from the end of the log back to that time; None for one that the reader cannot open."""
    end, unseal = journal.head().size, access.unsealer(by)
    while end > 0:
        start = max(0, end - AT_ONCE)
        events = [_event(entry, unseal) for entry in journal.read(start=start, limit=end - start)]
        yield from (event for event in events if event is None or _at(event) >= since)
        if events and _all_before(events, since - LATE):
            return
        end = start


def _event(entry: journal.PlacedEntry, unseal: journal.Unseal) -> Mapping[str, object] | None:
    try:
        return journal.opened_entry(entry, unseal=unseal).event
    except SealBroken:
        return None


def _all_before(events: Sequence[Mapping[str, object] | None], when: datetime) -> bool:
    known = [event for event in events if event is not None]
    return bool(known) and all(_at(event) < when for event in known)


def _at(event: Mapping[str, object]) -> datetime:
    return clock.parse_timestamp(str(event["at"]))


def _by(event: Mapping[str, object]) -> UUID | None:
    who = event.get("by")
    return UUID(str(who["account"])) if isinstance(who, dict) else None


def _about(event: Mapping[str, object]) -> list[str]:
    about = event.get("about")
    return [str(ref) for ref in about] if isinstance(about, list) else []


def _is_code(ref: str) -> bool:
    """An item, a package: what has a code that people use."""
    try:
        return isinstance(parse(ref), Code)
    except DokazError:
        return False


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as why:
        raise SuspectUnknown from why
