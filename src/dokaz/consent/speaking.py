"""Who speaks for a person who cannot: guardians, those excluded, and the next of kin in their recorded order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import papers, subjects
from dokaz.consent.errors import ReasonNeeded, SpeakerThemself
from dokaz.consent.models import PaperKind
from dokaz.consent.papers import Written

SAY, SHOW = "consent:speakers:say", "consent:speakers:show"


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who speaks for a person, whole, as it was last recorded. Everybody is named as a person themself."""

    guardian_decides: bool = False  # a grown person for whom a guardian speaks
    kin_decide: bool = False  # the person is dead or missing
    kin: tuple[UUID, ...] = ()  # the first decides; who cannot be asked is left out, and the reason says so
    excluded: tuple[UUID, ...] = ()  # guardians whose word counts for nothing, and the reason says why
    reason: str = ""
    recorded_at: datetime | None = None
    recorded_by: UUID | None = None


NOBODY = Speakers()


def say_who_speaks(person: str | UUID, /, *, speakers: Speakers, by: access.Session, now: datetime) -> UUID:
    """Record who speaks for a person from now on, in place of what was recorded before; always with a reason.

    Raises NotPermitted, ReasonNeeded, SpeakerThemself, and what `people` refuses.
    """
    subject = subjects.person(person, by=by, now=now)
    with access.acting(by, now=now):
        access.require(by, access.Permission.RECORD_CONSENT, compartment=subject.compartment, now=now)
        if not speakers.reason.strip():
            raise ReasonNeeded
        if UUID(subject.key) in (*speakers.kin, *speakers.excluded):
            raise SpeakerThemself
        words = {
            "guardian_decides": speakers.guardian_decides,
            "kin_decide": speakers.kin_decide,
            "kin": list(map(str, dict.fromkeys(speakers.kin))),
            "excluded": list(map(str, dict.fromkeys(speakers.excluded))),
            "reason": speakers.reason,
        }
        return papers.write(PaperKind.SPEAKERS, subject, words, verb=SAY, by=by, now=now)


def speakers_of(person: str | UUID, /, *, by: access.Session, now: datetime) -> Speakers:
    """Who speaks for a person now; reading it is an entry. Raises NotPermitted, and what `people` refuses."""
    subject = subjects.person(person, by=by, now=now)
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_CONSENT, compartment=subject.compartment, now=now)
        found = papers.read([subject.key], PaperKind.SPEAKERS, by=by)[subject.key]
        papers.record(SHOW, subject, by=by, now=now)
    return newest(found)


def newest(found: Sequence[Written]) -> Speakers:
    """What the last of these papers says. Of two written at one instant, both are kept and the last counts."""
    if not found:
        return NOBODY
    last = found[-1]
    return Speakers(
        guardian_decides=last.words["guardian_decides"],
        kin_decide=last.words["kin_decide"],
        kin=tuple(map(UUID, last.words["kin"])),
        excluded=tuple(map(UUID, last.words["excluded"])),
        reason=last.words["reason"],
        recorded_at=last.at,
        recorded_by=last.by,
    )
