"""A drill of a compromise: a practice home is copied, its copy is taken for compromised, and nothing of it stays.

What is practised is the whole way: mark, reach, who is to be warned, new keys, nothing leaves, the notice in three
languages, every step.
"""

import re
import shutil
from collections.abc import Collection
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
from dokaz.safeguards import api as safeguards

SINCE = timedelta(days=7)
LEFT = _("A copy could leave a compartment that is frozen.")
OLD_KEYS = _("The compartment {name} has no new keys.")
NOT_ENDED = _("Every step was done, and the list is not ended.")
NO_NOTICE = _("The notice in {language} does not name the deadline.")
NO_NUMBER = _("The notice in {language} does not say how many persons are within reach.")
NOT_WARNED = _("Nothing on the list leads to a warning of {ref}, who is recorded there.")


class DrillOnPracticeOnly(DokazError):
    """Raised when a drill is asked for on a collection that is no practice home."""

    code = "drill-on-practice-only"
    says = _("A drill of a compromise runs on a copy of a practice home. dokaz demo makes one.")


@dataclass(frozen=True, slots=True)
class CompromiseDrill:
    """What was within reach in the drill, and each thing that did not hold, in a sentence."""

    accounts: int
    persons: int
    items: int
    faults: tuple[str, ...]


def drill(home: Path, *, passphrase: str, now: datetime) -> CompromiseDrill:
    """Take the first compartment of a copy of this practice home for compromised, do every step, remove the copy.

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
    place = access.compartments(by=by)[0]
    kind = safeguards.CompromiseKind.COMPARTMENT
    marked = safeguards.mark_compromised(kind, subject=str(place.id), since=now - SINCE, by=by, now=now)
    faults = _left(marked.reach.compartments, by, copy, now)
    if access.compartment(place.id, by=by).generation == place.generation:
        faults.append(said(OLD_KEYS).format(name=place.name))
    faults += [*_unsaid(marked), *_unwarned(marked, place.id, by, now)]
    for each in marked.reach.compartments:
        while custody.move_some(each, by=by, now=now).moved:
            pass
    for step in marked.steps:
        ended = safeguards.do_compromise_step(marked.id, step=step.code, by=by, now=now).ended_at
    if not ended:
        faults.append(said(NOT_ENDED))
    found = inspection.inspect(by=by, mirrors=False, everything=True, now=now)
    faults += [problem.says for problem in found.problems]
    reach = marked.reach
    items = reach.counts.get("items-readable", 0)
    return CompromiseDrill(len(reach.accounts), len(reach.persons), items, tuple(faults))


def _left(frozen: Collection[UUID], by: access.Session, copy: Path, now: datetime) -> list[str]:
    """An item of each compartment within reach is tried, and of no other: out of those, copies may go."""
    for place in frozen:
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
