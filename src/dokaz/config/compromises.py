"""A drill of compromises: a practice home is copied, what is in its copy is taken for compromised, and nothing of it
stays.

A compartment, the account of a colleague, and a package that left, one after the other. What is practised is the whole
way: mark, reach, who is to be warned, new keys, nothing leaves, the notice in three languages, every step.
"""

import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from dokaz.access import api as access
from dokaz.config import drills, homes, inspection
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import Language, _, said
from dokaz.people import api as people
from dokaz.releases import api as releases
from dokaz.safeguards import api as safeguards

Kind = safeguards.CompromiseKind

SINCE = timedelta(days=7)
LEFT = _("A copy could leave a compartment that is frozen.")
OLD_KEYS = _("The compartment {name} has no new keys.")
NOT_ENDED = _("Every step was done, and the list is not ended.")
NO_NOTICE = _("The notice in {language} does not name the deadline.")
NO_NUMBER = _("The notice in {language} does not say how many persons are within reach.")
NOT_LOCKED = _("The account within reach can still sign in.")
NOT_WARNED = _("Nothing on the list leads to a warning of {ref}, who is recorded there.")


class DrillOnPracticeOnly(DokazError):
    """Raised when a drill is asked for on a collection that is no practice home."""

    code = "drill-on-practice-only"
    says = _("A drill of a compromise runs on a copy of a practice home. dokaz demo makes one.")


@dataclass(frozen=True, slots=True)
class CompromiseDrilled:
    """What was within reach of one thing that was taken for compromised."""

    kind: Kind
    accounts: int
    persons: int
    items: int


@dataclass(frozen=True, slots=True)
class CompromiseDrill:
    """What was practised, and each thing that did not hold, in a sentence."""

    drilled: tuple[CompromiseDrilled, ...]
    faults: tuple[str, ...]


def drill(home: Path, *, passphrase: str, now: datetime) -> CompromiseDrill:
    """Take for compromised, in a copy of this practice home: its first compartment, a colleague's account, and the
    newest package, as far as there are such. Do every step each time, and remove the copy.

    Whatever database was open is closed. Raises DrillOnPracticeOnly, HomeMissing, WrongPassphrase.
    """
    homes.require(home)
    if access.home_file(home).kind != "practice":
        raise DrillOnPracticeOnly
    with drills.alone(None) as copy:
        database.close()
        shutil.copytree(home, copy)
        try:
            return _practised(homes.enter(copy, passphrase=passphrase, now=now), copy, now)
        finally:
            database.close()


def _practised(by: access.Session, copy: Path, now: datetime) -> CompromiseDrill:
    drilled, faults = list[CompromiseDrilled](), list[str]()
    for kind, subject in _subjects(by, now):
        marked, wrong = _taken_for_compromised(kind, subject, by, copy, now)
        reach = marked.reach
        items = reach.counts.get("items-readable", 0)
        drilled.append(CompromiseDrilled(kind, len(reach.accounts), len(reach.persons), items))
        faults += wrong
    found = inspection.inspect(by=by, mirrors=False, everything=True, now=now)
    faults += [problem.says for problem in found.problems]
    return CompromiseDrill(tuple(drilled), tuple(faults))


def _subjects(by: access.Session, now: datetime) -> Iterator[tuple[Kind, str]]:
    """What there is of each, as this account can do every step of it alone: it moves files where it belongs itself."""
    mine = [each.id for each in access.compartments(by=by)]
    yield Kind.COMPARTMENT, str(mine[0])
    for each in access.colleagues(by=by, now=now):
        theirs = {one.compartment for one in access.memberships(each.account, by=by, now=now)}
        if each.account != by.actor.account and theirs and theirs <= {*mine}:
            yield Kind.ACCOUNT, str(each.account)
            break
    for release in releases.register(states=releases.WITH_THEM, limit=1, by=by, now=now):
        yield Kind.PACKAGE, release.package


def _taken_for_compromised(
    kind: Kind, subject: str, by: access.Session, copy: Path, now: datetime
) -> tuple[safeguards.Compromise, list[str]]:
    """Mark it, see that what has to follow follows, and do every step."""
    before = access.newest_generations()
    marked = safeguards.mark_compromised(kind, subject=subject, since=now - SINCE, by=by, now=now)
    faults = [*_left(marked.reach.compartments, by, copy, now), *_unsaid(marked)]
    if kind == Kind.COMPARTMENT:
        faults += _unwarned(marked, UUID(subject), by, now)
    if kind == Kind.ACCOUNT:
        faults += [] if UUID(subject) in access.locked_accounts() else [said(NOT_LOCKED)]
        access.withdraw(UUID(subject), by=by, now=now)
    if kind != Kind.PACKAGE:  # no key of ours is in a package
        faults += _same_keys(marked.reach.compartments, before, by)
        for place in marked.reach.compartments:
            while custody.move_some(place, by=by, now=now).moved:
                pass
    for step in marked.steps:
        ended = safeguards.do_compromise_step(marked.id, step=step.code, by=by, now=now).ended_at
    return marked, faults if ended else [*faults, said(NOT_ENDED)]


def _same_keys(places: Collection[UUID], before: Mapping[UUID, int], by: access.Session) -> list[str]:
    now_newest, names = access.newest_generations(places), {each.id: each.name for each in access.compartments(by=by)}
    old = [place for place in places if now_newest[place] == before[place]]
    return [said(OLD_KEYS).format(name=names.get(place, place)) for place in old]


def _left(frozen: Collection[UUID], by: access.Session, copy: Path, now: datetime) -> list[str]:
    """An item of each compartment within reach is tried, as far as it is seen, and of no other: those let copies go."""
    for place in {*frozen} & {each.id for each in access.compartments(by=by)}:
        for line in custody.items(by=by, now=now, compartment=place, limit=1):
            try:
                custody.extract(line.ref, to=copy.parent / "left", by=by, now=now)
            except safeguards.Frozen:
                continue
            return [said(LEFT)]
    return []


def _unsaid(marked: safeguards.Compromise) -> list[str]:
    due = f"{marked.deadline:%Y-%m-%d %H:%M}"
    drafts = {language: safeguards.notice(marked, language=language) for language in Language}
    faults = [said(NO_NOTICE).format(language=each.value) for each, text in drafts.items() if due not in text]
    told = re.compile(rf"\b{len(marked.reach.persons)}\b")
    return faults + [
        said(NO_NUMBER).format(language=each.value) for each, text in drafts.items() if not told.search(text)
    ]


def _unwarned(marked: safeguards.Compromise, place: UUID, by: access.Session, now: datetime) -> list[str]:
    """Everybody recorded in the compartment, asked of `people` itself, has a step."""
    listed, found, last = {step.person for step in marked.steps}, list[str](), None
    while page := people.persons(by=by, now=now, compartment=place, before=last):
        found += [each.ref for each in page if each.ref not in listed]
        last = page[-1].id
    return [said(NOT_WARNED).format(ref=ref) for ref in found]
