"""A role that protects, recorded by mistake: one person says so, a second one approves exactly that, then it counts no
more (SECURITY 1.11). Nothing is erased: the revisions stay, and beside them who said what, why, and who approved it.

The request and what became of it are judgements, sealed with the person. Anybody who writes persons can let the role
bind again, alone: that is the careful side.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.kernel.ids import random_id
from dokaz.people import binding, persons
from dokaz.people.errors import (
    RoleMistakeOutdated,
    RoleMistakeUnknown,
    RoleNotBinding,
    RoleReasonMissing,
    RoleStillWritten,
)
from dokaz.people.kinds import MISTAKEN
from dokaz.people.persons import Person
from dokaz.people.words import Part
from dokaz.records import api as records
from dokaz.records.api import Judged, Judgement
from dokaz.verify import canonical

TAKE_BACK_ROLE = "people:role:take-back"


@dataclass(frozen=True, slots=True)
class RoleMistake:
    """That a role in these revisions of a person is said to be a mistake; and what became of it.

    `approved_by` and `done_at`: two people took it back. `bound_again_at`: it binds since then, whatever was before.
    """

    id: UUID
    person: UUID
    person_ref: str
    part: Part
    revisions: tuple[int, ...]
    reason: str = field(repr=False)
    asked_by: UUID
    asked_at: datetime
    approval: UUID
    approved_by: UUID | None = None
    done_at: datetime | None = None
    bound_again_by: UUID | None = None
    bound_again_at: datetime | None = None
    bound_again_because: str = field(default="", repr=False)

    @property
    def waits(self) -> bool:
        """Whether it was asked for and not done yet."""
        return self.done_at is None and self.bound_again_at is None

    @property
    def counts(self) -> bool:
        """Whether the role counts as a mistake now."""
        return self.done_at is not None and self.bound_again_at is None

    @property
    def digest(self) -> bytes:
        """SHA-256 over exactly what will be done (RFC 8785): what the second person says yes to."""
        told: dict[str, canonical.Value] = {
            "act": TAKE_BACK_ROLE,
            "id": str(self.id),
            "person": str(self.person),
            "role": self.part.value,
            "revisions": list(self.revisions),
            "reason": self.reason,
            "asked_by": str(self.asked_by),
        }
        return sha256(canonical.event_bytes(told)).digest()


def ask_role_mistaken(person: UUID, /, *, part: Part, reason: str, by: access.Session, now: datetime) -> RoleMistake:
    """Ask a second person to take a role back, in all revisions that name it and still count.

    Raises NotPermitted, RoleReasonMissing, RoleStillWritten, RoleNotBinding, RecordNotFound of `records`.
    """
    with access.acting(by, now=now):
        who = persons.person(person, by=by, now=now)
        access.require(by, access.Permission.WRITE_PERSONS, compartment=who.compartment, now=now)
        if not reason.strip():
            raise RoleReasonMissing
        revisions = _revisions(who, part, by, now)
        if not revisions:
            raise RoleNotBinding
        act = random_id()
        asked = RoleMistake(
            id=act, person=who.id, person_ref=who.ref, part=part, revisions=revisions, reason=reason.strip(),
            asked_by=by.actor.account, asked_at=now, approval=act,
        )  # fmt: skip
        approval = access.ask(TAKE_BACK_ROLE, digest=asked.digest, compartment=who.compartment, by=by, now=now)
        _judge(asked, Judgement.UNSURE, {"approval": str(approval)}, who.compartment, by, now)
    return _one(who.id, act, by, now)


def take_role_back(person: UUID, /, *, mistake: UUID, by: access.Session, now: datetime) -> RoleMistake:
    """Do what was asked for, once a second person said yes to exactly this: the role counts no more.

    Raises NotPermitted, RoleMistakeUnknown, RoleStillWritten, RoleMistakeOutdated, and what `access.consume` refuses.
    """
    with access.acting(by, now=now):
        who = persons.person(person, by=by, now=now)
        access.require(by, access.Permission.WRITE_PERSONS, compartment=who.compartment, now=now)
        asked = _one(who.id, mistake, by, now)
        if not asked.waits:
            raise RoleMistakeUnknown
        if _revisions(who, asked.part, by, now) != asked.revisions:
            raise RoleMistakeOutdated
        used = access.consume(TAKE_BACK_ROLE, digest=asked.digest, compartment=who.compartment, by=by, now=now)
        told = {"approval": str(used), "approved_by": str(access.approver(used).account)}
        _judge(asked, Judgement.POSITIVE, told, who.compartment, by, now)
    return _one(who.id, mistake, by, now)


def bind_again(person: UUID, /, *, mistake: UUID, reason: str, by: access.Session, now: datetime) -> RoleMistake:
    """Let a role bind again that was taken back: it was no mistake. One person can say so.

    Raises NotPermitted, RoleReasonMissing, RoleMistakeUnknown where it does not count as a mistake.
    """
    if not reason.strip():
        raise RoleReasonMissing
    with access.acting(by, now=now):
        yes = binding.decided(_answers(person, mistake, by, now))
        if yes is None:
            raise RoleMistakeUnknown
        records.reverse(yes.id, reason=reason, by=by, now=now)
    return _one(person, mistake, by, now)


def role_mistakes(person: UUID, /, *, by: access.Session, now: datetime) -> tuple[RoleMistake, ...]:
    """Every role of a person that was ever said to be a mistake, in the order it was said. Raises NotPermitted."""
    found = binding.acts([person], by=by, now=now)
    return tuple(
        sorted((_told(each) for (who, _), each in found.items() if who == person), key=lambda one: one.asked_at)
    )


def mistake_asked(approval: UUID, /, *, by: access.Session, now: datetime) -> RoleMistake | None:
    """What this approval is asked for, read in full; None where it lies where the account may not look.

    It is what the second person says yes to: whoever shows it holds `digest` against the approval.
    """
    for each in records.judgements(MISTAKEN, by=by, now=now):
        if each.judgement is Judgement.UNSURE and each.words["approval"] == str(approval):
            return _one(each.one, each.other, by, now)
    return None


def _revisions(who: Person, part: Part, by: access.Session, now: datetime) -> tuple[int, ...]:
    """Those that name the role and count. Of who is protected by what is written now, nothing is taken back."""
    if who.protected:
        raise RoleStillWritten
    there = (each.revisions for each in binding.once(who.id, by=by, now=now) if each.part is part)
    return next(there, ())


def _judge(
    asked: RoleMistake, judgement: Judgement, more: Mapping[str, Any], place: UUID, by: access.Session, now: datetime
) -> None:
    told = {"part": asked.part.value, "revisions": list(asked.revisions), "person": asked.person_ref, **more}
    records.judge(
        MISTAKEN, asked.person, asked.id, judgement=judgement, reason=asked.reason, words=told, compartment=place,
        by=by, now=now,
    )  # fmt: skip


def _one(person: UUID, mistake: UUID, by: access.Session, now: datetime) -> RoleMistake:
    return _told(_answers(person, mistake, by, now))


def _answers(person: UUID, mistake: UUID, by: access.Session, now: datetime) -> list[Judged]:
    try:
        return binding.acts([person], by=by, now=now)[person, mistake]
    except KeyError:
        raise RoleMistakeUnknown from None


def _told(answers: list[Judged]) -> RoleMistake:
    asked = next(each for each in answers if each.judgement is Judgement.UNSURE)
    done = next((each for each in answers if each.judgement is Judgement.POSITIVE), None)
    over = next((each for each in answers if each.reverses), None)
    return RoleMistake(
        id=asked.other,
        person=asked.one,
        person_ref=asked.words["person"],
        part=Part(asked.words["part"]),
        revisions=tuple(asked.words["revisions"]),
        reason=asked.reason,
        asked_by=asked.by,
        asked_at=asked.at,
        approval=UUID(asked.words["approval"]),
        approved_by=UUID(done.words["approved_by"]) if done else None,
        done_at=done.at if done else None,
        bound_again_by=over.by if over else None,
        bound_again_at=over.at if over else None,
        bound_again_because=over.reason if over else "",
    )
