"""Whether something may go: asked for one person or for many items at once, and required before anything goes.

Each question is answered from the rows as they stand, every one held against its entry (SECURITY 5.6), and is an entry.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import gathering, papers, subjects
from dokaz.consent.deciding import Asked, decide_item, decide_person
from dokaz.consent.errors import ConsentMissing, PermitForged, PermitOutdated
from dokaz.consent.facts import Condition, Decision, ItemFacts, PersonFacts
from dokaz.consent.scopes import Recipient, Scope
from dokaz.consent.words import Form, Purpose
from dokaz.custody import api as custody
from dokaz.journal import api as journal

ASK, REQUIRE = "consent:gate:ask", "consent:gate:require"
_NAMED_AT_MOST = 100  # items an entry names; of more it says how many
_KEY = secrets.token_bytes(32)  # of this process: a permit is given here, or it is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """That one item may go: so, for this, to this recipient. Only `require` makes one, and only `recheck` believes it.

    `decisions` are the papers it rests on; `digest` is over everything that decided. `peopled` is as of
    `people.Reckoned`.
    """

    item: str
    form: Form
    persons: tuple[UUID, ...]
    purpose: Purpose
    recipient: Recipient
    occasion: str
    conditions: tuple[Condition, ...]
    peopled: bool
    decisions: tuple[UUID, ...]
    digest: str
    seal: bytes = field(repr=False)


def permits(
    *,
    items: Sequence[str],
    purpose: Purpose,
    recipient: Recipient,
    form: Form,
    occasion: str = "",
    by: access.Session,
    now: datetime,
) -> tuple[Decision, ...]:
    """Whether each of these items may go, in their order. Raises NotPermitted, ItemNotFound of `custody`, PapersGone,
    RecordUnvouched of `journal`.
    """
    asked = Asked(Scope(purpose, recipient, occasion), form, now.date())
    return tuple(judged.decision for judged in _judge(items, asked, ASK, by, now))


def permits_person(
    person: str | UUID,
    /,
    *,
    purpose: Purpose,
    recipient: Recipient,
    form: Form,
    occasion: str = "",
    by: access.Session,
    now: datetime,
) -> Decision:
    """Whether what is about this person alone may go, or be done. Raises NotPermitted, and what `people` refuses."""
    subject = subjects.person(person, by=by, now=now)
    asked = Asked(Scope(purpose, recipient, occasion), form, now.date())
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_CONSENT, compartment=subject.compartment, now=now)
        known = gathering.people_of([UUID(subject.key)], by=by, now=now)
        decision = decide_person(known[UUID(subject.key)], asked)
        _record(ASK, {subject.ref: subject.compartment}, asked, [decision], by, now, sealed=True)
    return decision


def require(
    *,
    items: Sequence[str],
    purpose: Purpose,
    recipient: Recipient,
    form: Form,
    occasion: str = "",
    by: access.Session,
    now: datetime,
) -> tuple[Permit, ...]:
    """A permit for each of these items, or nothing at all. Call it in the transaction in which they go.

    Everything that decides is held against its entry first, so that nothing was taken away or hidden.

    Raises ConsentMissing with the first reason, and what `permits` raises.
    """
    papers.refuse_altered()
    asked = Asked(Scope(purpose, recipient, occasion), form, now.date())
    judged = _judge(items, asked, REQUIRE, by, now)
    refused = [each for each in judged if not each.decision.allowed]
    if refused:
        raise ConsentMissing(count=len(refused), because=refused[0].decision.because[0].says)
    return tuple(_permit(ref, each, asked) for ref, each in zip(items, judged, strict=True))


def recheck(permits: Sequence[Permit], /, *, by: access.Session, now: datetime) -> None:
    """Return only if each permit was given here and everything that decided is still as it was then.

    Whatever writes bytes to the outside calls it last. Raises PermitForged, PermitOutdated, and what `permits` raises.
    """
    require_genuine(permits)
    for scope, form in {(_scope_of(permit), permit.form) for permit in permits}:
        asked = Asked(scope, form, now.date())
        mine = [permit for permit in permits if (_scope_of(permit), permit.form) == (scope, form)]
        again = _judge([permit.item for permit in mine], asked, REQUIRE, by, now)
        for permit, judged in zip(mine, again, strict=True):
            fresh = _permit(permit.item, judged, asked)
            if not judged.decision.allowed or fresh != permit:
                raise PermitOutdated


def require_genuine(permits: Iterable[Permit], /) -> None:
    """Return only if each of these was given here, word for word; whether it still holds, `recheck` asks.

    Raises PermitForged.
    """
    for permit in permits:
        genuine = _seal(_digest(permit), permit.item)
        if not hmac.compare_digest(permit.seal, genuine):
            raise PermitForged


@dataclass(frozen=True, slots=True)
class _Judged:
    """The decision on one item, with whom it concerns and the papers that were read for them."""

    decision: Decision
    persons: tuple[UUID, ...]
    papers: tuple[UUID, ...]


def _judge(refs: Sequence[str], asked: Asked, verb: str, by: access.Session, now: datetime) -> list[_Judged]:
    with access.acting(by, now=now), access.scope(by):
        places = custody.places(refs, by=by)
        for ref in refs:
            if ref not in places:
                raise custody.ItemNotFound(ref=ref)
        for compartment in sorted(set(places.values())):
            access.require(by, access.Permission.SEE_CONSENT, compartment=compartment, now=now)
        items = gathering.items(refs, by=by, now=now)
        known = gathering.people_of(gathering.persons_in(items.values()), by=by, now=now)
        judged = _decide(items, known, asked)
        found = [judged[items[ref]] for ref in refs]
        _record(verb, places, asked, [each.decision for each in found], by, now)
    return found


def _decide(
    items: Mapping[str, ItemFacts], known: Mapping[UUID, PersonFacts], asked: Asked
) -> dict[ItemFacts, _Judged]:
    """Each person is judged once, and each group of persons once, however many items they are in."""
    verdicts = {person: decide_person(facts, asked) for person, facts in known.items()}
    judged: dict[ItemFacts, _Judged] = {}
    for item in items.values():
        if item not in judged:
            persons = tuple(dict.fromkeys(each.person for each in item.appearing))
            read = [paper for person in persons if person in known for paper in known[person].papers]
            judged[item] = _Judged(decide_item(item, verdicts.get, asked), persons, (*read, *item.papers))
    return judged


def _permit(ref: str, judged: _Judged, asked: Asked) -> Permit:
    purpose, recipient = asked.scope.purpose, asked.scope.recipient
    assert purpose is not None
    assert recipient is not None
    bare = Permit(
        item=ref,
        form=asked.form,
        persons=judged.persons,
        purpose=purpose,
        recipient=recipient,
        occasion=asked.scope.occasion,
        conditions=judged.decision.conditions,
        peopled=judged.decision.peopled,
        decisions=tuple(sorted(judged.papers)),
        digest="",
        seal=b"",
    )
    digest = _digest(bare)
    return replace(bare, digest=digest, seal=_seal(digest, ref))


def _digest(permit: Permit) -> str:
    told = [
        permit.item,
        permit.form.value,
        permit.purpose.value,
        str(permit.recipient),
        permit.occasion,
        [str(person) for person in permit.persons],
        [[each.kind.value, str(each.person)] for each in permit.conditions],
        permit.peopled,
        [str(paper) for paper in permit.decisions],
    ]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()


def _scope_of(permit: Permit) -> Scope:
    return Scope(permit.purpose, permit.recipient, permit.occasion)


def _seal(digest: str, ref: str) -> bytes:
    return hmac.digest(_KEY, f"{digest} {ref}".encode(), "sha256")


def _record(
    verb: str,
    places: Mapping[str, UUID],
    asked: Asked,
    decisions: Iterable[Decision],
    by: access.Session,
    now: datetime,
    *,
    sealed: bool = False,
) -> None:
    """One entry for each compartment: what was asked, and how many may go. Sealed where it is protected, and always of
    a person, of whom it tells whether they agreed.
    """
    allowed, protected = [each.allowed for each in decisions], access.protected_compartments()
    drafts = []
    for compartment in sorted(set(places.values())):
        mine = [ref for ref, place in places.items() if place == compartment]
        facts: dict[str, Any] = {
            "purpose": str(asked.scope.purpose),
            "recipient": str(asked.scope.recipient),
            "form": str(asked.form),
            "asked": len(allowed),
            "allowed": sum(allowed),
            **({"occasion": asked.scope.occasion} if asked.scope.occasion else {}),
        }
        drafts.append(
            journal.Draft(
                verb=verb, by=by.actor, now=now, about=mine if len(mine) <= _NAMED_AT_MOST else (), facts=facts,
                compartment=compartment, sealed=sealed or compartment in protected,
            )
        )  # fmt: skip
    journal.record_many(drafts)
