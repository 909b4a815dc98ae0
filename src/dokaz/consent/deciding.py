"""The algebra of consent: whether it may go, from what was said. Pure: no clock, no database, no order of its input.

For each voice that counts, of all it said that covers what is asked:

    it permits  ⟺  something permits, and for everything that limits there is something permitting, within
                   its scope and from a later day; or narrower than it, and said with it at one asking

A limit is whatever is no yes in this form, of a part of what is asked as of all of it, and also of a voice that could
permit nothing. So one more limit, voice or person never permits more; nor does what makes a yes void.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from dokaz.consent import noticing
from dokaz.consent.ages import of_age
from dokaz.consent.facts import (
    Appearing,
    Because,
    Condition,
    ConsentDecision,
    Decision,
    ItemFacts,
    PersonFacts,
)
from dokaz.consent.scopes import HOUSE, Scope
from dokaz.consent.words import ConditionKind, Form, Reply, Voice, Why
from dokaz.people.api import Relation

T = TypeVar("T")

_LIMITS = {
    Reply.NO: Why.SAID_NO,
    Reply.NOT_NOW: Why.SAID_NOT_NOW,
    Reply.ASK_FIRST: Why.WANTS_TO_BE_ASKED,
    Reply.WITHDRAWN: Why.WITHDREW,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to do: for what, towards whom, how openly, on which day."""

    scope: Scope
    form: Form
    on: date


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where one voice stands. `void` are yeses that do not count, told only where nothing else was said."""

    permits: tuple[Because, ...] = ()
    limits: tuple[Because, ...] = ()
    void: tuple[Because, ...] = ()
    conditioned: bool = False
    yeses: tuple[ConsentDecision, ...] = ()  # all that count, also those to a part of what is asked

    @property
    def agrees(self) -> bool:
        return bool(self.permits) and not self.limits

    @property
    def why_not(self) -> tuple[Because, ...]:
        return self.limits or self.void


def decide_person(facts: PersonFacts, asked: Asked) -> Decision:
    """Whether what is only about this person may go."""
    if _too_open(asked):
        return _refused(Because(Why.NEVER_SO_OPENLY))
    if facts.out_of_sight:
        return _refused(Because(Why.OUT_OF_SIGHT, facts.person))
    if not facts.bound:
        return _by_law(facts, asked)
    voices, looks = _voices(facts, asked), noticing.looks(facts, asked.scope, asked.on)
    against = [voice.why_not for voice in voices if not voice.agrees]
    if against:
        return Decision(False, _in_order(_merged(against)) or (Because(Why.SILENCE, facts.person),), looks=looks)
    agreed = _in_order(_merged(voice.permits for voice in voices))
    return Decision(True, agreed, _conditions(facts, asked, voices), looks)


def decide_item(item: ItemFacts, verdict: Callable[[UUID], Decision | None], asked: Asked) -> Decision:
    """Whether an item may go: all it comes from must permit, and who only appears is redacted unless they do.

    In it are also those in what it was made of who were not judged out of it (`people.reckoned_in_many`).

    `verdict` of somebody whom the reader may not see is None, and then nothing goes.
    """
    return replace(_of_item(item, verdict, asked), peopled=item.peopled)


def _of_item(item: ItemFacts, verdict: Callable[[UUID], Decision | None], asked: Asked) -> Decision:
    given = [(each, verdict(each.person)) for each in item.appearing]
    seen = [(each, decided) for each, decided in given if decided is not None]
    if (why := _why_closed(item, asked)) or len(seen) < len(given):
        return _refused(Because(why or Why.OUT_OF_SIGHT))
    sources = [decided for each, decided in seen if each.relation is Relation.COMES_FROM]
    refusals = [decided.because for decided in sources if not decided.allowed]
    looks = _merged(decided.looks for _each, decided in seen)
    if refusals or not (sources or _confirmed(item, asked)):
        return Decision(False, _merged(refusals) or (Because(Why.NOBODY_ANSWERS),), looks=looks)
    standing = _merged(decided.because for decided in sources) or (Because(Why.ITEM_BASIS_STANDS),)
    return Decision(True, standing, _merged(_of_appearing(each, decided, asked) for each, decided in seen), looks)


def _why_closed(item: ItemFacts, asked: Asked) -> Why | None:
    if not item.examined:
        return Why.NOT_EXAMINED
    if not item.whole:
        return Why.ORIGIN_UNSEEN
    return Why.NEVER_SO_OPENLY if _too_open(asked) else None


def _confirmed(item: ItemFacts, asked: Asked) -> bool:
    return any(basis.confirmed and _covers(basis.scope, asked) for basis in item.bases)


def _of_appearing(appearing: Appearing, decided: Decision, asked: Asked) -> tuple[Condition, ...]:
    """Who only appears is removed from what leaves: without their yes always, with it where it was for less than their
    name.
    """
    if asked.scope.recipient == HOUSE:
        return decided.conditions
    if not decided.allowed:
        return (Condition(ConditionKind.REDACT, appearing.person, decided.because),)
    hidden = any(each.kind is ConditionKind.HIDE_NAME for each in decided.conditions)
    if hidden and appearing.relation is not Relation.COMES_FROM:
        return (*decided.conditions, Condition(ConditionKind.REDACT, appearing.person, decided.because))
    return decided.conditions


def _too_open(asked: Asked) -> bool:
    return asked.scope.purpose is not None and asked.form.shows_more_than(asked.scope.purpose.widest)


def _by_law(facts: PersonFacts, asked: Asked) -> Decision:
    """Suspects and officials in their function: a recorded basis stands in the place of consent (DESIGN 9).

    What anybody refused for them is heard all the same.
    """
    refused = _limits(facts, asked, list(Voice), yeses=_stand(facts, asked, Voice.PERSON).yeses)
    if refused:
        return Decision(False, refused)
    if any(_covers(basis.scope, asked) for basis in facts.bases):
        return Decision(True, (Because(Why.BASIS_STANDS, facts.person),))
    return _refused(Because(Why.NO_BASIS, facts.person))


# -- whose word counts


def _voices(facts: PersonFacts, asked: Asked) -> list[_Stand]:
    """Every voice that must agree, and those that said no."""
    own = _stand(facts, asked, Voice.PERSON)
    if facts.gone:
        return [*_kin(facts, asked, own), *_strangers(facts, asked, [Voice.GUARDIAN], ())]
    if _is_child(facts, asked.on) or facts.represented:
        guarding = _guarded(facts, asked, own)
        yeses = tuple(yes for each in guarding for yes in each.yeses)
        return [*guarding, *_strangers(facts, asked, [Voice.KIN], yeses)]
    others = _strangers(facts, asked, [Voice.GUARDIAN, Voice.KIN], own.yeses)
    if own.permits or own.limits or others:
        return [own, *others]
    return [_Stand(void=own.void + _stand(facts, asked, Voice.GUARDIAN).void)]


def _strangers(
    facts: PersonFacts, asked: Asked, voices: Sequence[Voice], yeses: Sequence[ConsentDecision]
) -> list[_Stand]:
    """What was refused by somebody who could permit nothing: it counts until who decides says yes on a later day."""
    limits = _limits(facts, asked, voices, yeses=yeses)
    return [_Stand(limits=limits)] if limits else []


def _limits(
    facts: PersonFacts, asked: Asked, voices: Sequence[Voice], *, yeses: Sequence[ConsentDecision]
) -> tuple[Because, ...]:
    """Everything that is no yes, of these voices, but for guardians who do not speak for the person."""
    heard = [each for each in facts.decisions if each.voice in voices and each.reply is not Reply.YES]
    counting = [each for each in heard if each.voice is not Voice.GUARDIAN or each.speaker not in facts.excluded]
    touching = [each for each in counting if each.scope.meet(asked.scope) is not None]
    left = [each for each in touching if not _undone(each, yeses, asked)]
    return _in_order(_because(_why_not(_LIMITS[each.reply], each, asked), each, facts) for each in left)


def _kin(facts: PersonFacts, asked: Asked, own: _Stand) -> list[_Stand]:
    """The first in the recorded order decides; another's limit is a dispute, and a dispute is a no."""
    limiting = [own] if own.limits else []
    if not facts.kin:
        return [*limiting, _Stand(void=(Because(Why.NO_KIN, facts.person),))]
    first, *rest = [_stand(facts, asked, Voice.KIN, speaker) for speaker in facts.kin]
    strangers = _stand(facts, asked, Voice.KIN)
    if first.permits and (any(each.limits for each in rest) or strangers.limits):
        return [*limiting, _Stand(limits=(Because(Why.KIN_DISPUTE, facts.person),))]
    others = tuple(because for each in rest for because in each.permits)
    void = tuple(Because(Why.KIN_OUT_OF_ORDER, each.person, each.day, each.of) for each in others)
    told = tuple(Because(Why.GONE, each.person, each.day, each.of) for each in own.permits)
    stand = first if first.permits or first.limits else _Stand(void=void or told)
    return [*limiting, stand, *(each for each in (*rest, strangers) if each.limits)]


def _guarded(facts: PersonFacts, asked: Asked, own: _Stand) -> list[_Stand]:
    """One guardian at least agrees with the child, none refuses, and neither does the child."""
    limiting = [_Stand(limits=own.limits)] if own.limits else []
    spoke = dict.fromkeys(each.speaker for each in facts.decisions if each.voice is Voice.GUARDIAN)
    guardians = [_stand(facts, asked, Voice.GUARDIAN, speaker) for speaker in spoke]
    speaking = [each for each in guardians if each.permits or each.limits]
    alone = tuple(Because(Why.CHILD_ALONE, each.person, each.day, each.of) for each in own.permits)
    void = tuple(because for each in guardians for because in each.void)
    both = [_asked_too(own, guardians)] if _may_be_grown(facts, asked.on) and not own.limits else []
    return [*limiting, *both, *(speaking or [_Stand(void=void + alone)])]


def _asked_too(own: _Stand, guardians: Iterable[_Stand]) -> _Stand:
    """Who may be of age by now agrees as well."""
    alone = [because for each in guardians for because in each.permits]
    return own if own.permits else _Stand(void=(*own.void, *(replace(each, why=Why.GROWN_UP) for each in alone)))


def _is_child(facts: PersonFacts, day: date) -> bool:
    """On this day. Where the birth is not certain: who is known as a child is one until they must be of age, and
    anybody else until the first day on which they can be.
    """
    if facts.of_age_from is None:
        return facts.child
    return day < ((facts.of_age_by or facts.of_age_from) if facts.child else facts.of_age_from)


def _may_be_grown(facts: PersonFacts, day: date) -> bool:
    """Then they must agree themself as well. Of a child of unknown birth, 18 years after a guardian first agreed."""
    if facts.of_age_from is not None:
        return day >= facts.of_age_from
    return facts.child and facts.guarded_from is not None and day >= of_age(facts.guarded_from)


def _was_child(then: date, facts: PersonFacts, now: date) -> bool:
    """Whether they were a child on that day in a sense in which they may be none any more."""
    grown = _is_child(facts, then) and not _is_child(facts, now)
    return grown or (_may_be_grown(facts, now) and not _may_be_grown(facts, then))


# -- what one voice says


def _stand(facts: PersonFacts, asked: Asked, voice: Voice, *speakers: object) -> _Stand:
    """Of one voice; of kin without a speaker named, those outside the recorded order."""
    heard = [each for each in facts.decisions if each.voice is voice and each.scope.meet(asked.scope) is not None]
    if speakers:
        heard = [each for each in heard if each.speaker in speakers]
    elif voice is Voice.KIN:
        heard = [each for each in heard if each.speaker not in facts.kin]
    yeses, limiting, void = [], [], []
    for each in heard:
        if strange := _has_no_say(each, facts, asked.on):
            void.append((strange, each))
        elif why := _why_limited(each, asked):
            limiting.append((_why_not(why, each, asked), each))
        elif overtaken := _why_overtaken(each, facts, asked):
            void.append((overtaken, each))
        else:
            yeses.append(each)
    permitting = [each for each in yeses if _covers(each.scope, asked)]
    left = [(why, each) for why, each in limiting if not _undone(each, yeses, asked)]
    return _Stand(
        permits=_in_order(_because(Why.AGREED, each, facts) for each in permitting),
        limits=_in_order(_because(why, each, facts) for why, each in left),
        void=_in_order(_because(why, each, facts) for why, each in void if _covers(each.scope, asked)),
        conditioned=any(each.conditioned for each in permitting),
        yeses=tuple(yeses),
    )


def _undone(limit: ConsentDecision, yeses: Sequence[ConsentDecision], asked: Asked) -> bool:
    """By a yes within its scope, to all that it keeps back of what is asked."""
    kept_back = limit.scope.meet(asked.scope)
    assert kept_back is not None
    inside = [yes for yes in yeses if limit.scope.covers(yes.scope) and yes.scope.covers(kept_back)]
    return any(yes.permits_from > limit.limits_until or yes.is_exception_from(limit) for yes in inside)


def _why_not(why: Why, each: ConsentDecision, asked: Asked) -> Why:
    """Of a word about a part of what is asked, that it is one."""
    return why if _covers(each.scope, asked) else Why.NOT_ALL


def _why_limited(each: ConsentDecision, asked: Asked) -> Why | None:
    """Why this is no yes to what is asked; None where it is."""
    if each.reply is not Reply.YES:
        return _LIMITS[each.reply]
    if each.voice is Voice.GUARDIAN and each.assent is False:
        return Why.CHILD_REFUSED
    if each.form is None or asked.form.shows_more_than(each.form):
        return Why.LESS_AGREED
    return Why.REVIEW_DUE if each.review is not None and each.review <= asked.on else None


def _why_overtaken(each: ConsentDecision, facts: PersonFacts, asked: Asked) -> Why | None:
    """Why a yes counts for nothing any more, or not yet; None where it counts."""
    if each.voice is Voice.GUARDIAN and each.assent is None:
        return Why.NO_ASSENT
    if each.voice is Voice.PERSON and _was_child(each.permits_from, facts, asked.on):
        return Why.WAS_CHILD
    if facts.worse_on is not None and each.permits_from <= facts.worse_on:
        return Why.WORSENED
    return Why.INSIDE if _is_from_before_inside(each, facts) and not _stays_in_house(asked) else None


def _is_from_before_inside(each: ConsentDecision, facts: PersonFacts) -> bool:
    """On the day on which it was written that the person is within reach, what was recorded after it is a new yes.

    What was said that day and recorded on a later one may have been said before it.
    """
    since = facts.inside_since
    if since is None or each.permits_from > since.date():
        return False
    anew = each.permits_from == each.recorded_at.date() == since.date() and each.recorded_at >= since
    return not anew


def _stays_in_house(asked: Asked) -> bool:
    return asked.scope.recipient is not None and HOUSE.covers(asked.scope.recipient)


def _has_no_say(each: ConsentDecision, facts: PersonFacts, on: date) -> Why | None:
    """Why whatever this guardian says counts for nothing; None of everybody else."""
    if each.voice is not Voice.GUARDIAN:
        return None
    if each.speaker in facts.excluded:
        return Why.GUARDIAN_EXCLUDED
    if facts.represented or _is_child(facts, on):
        return None
    return Why.NO_GUARDIAN if facts.of_age_from is None else Why.GROWN_UP


# -- what is told beside


def _conditions(facts: PersonFacts, asked: Asked, voices: Iterable[_Stand]) -> tuple[Condition, ...]:
    hide = [ConditionKind.HIDE_NAME] if asked.form is not Form.NAMED else []
    kept = [ConditionKind.AS_SAID] if any(voice.conditioned for voice in voices) else []
    return tuple(Condition(kind, facts.person) for kind in (*hide, *kept))


def _because(why: Why, each: ConsentDecision, facts: PersonFacts) -> Because:
    return Because(why, facts.person, each.said_on, each.of)


def _covers(scope: Scope, asked: Asked) -> bool:
    return scope.covers(asked.scope)


def _refused(because: Because) -> Decision:
    return Decision(False, (because,))


def _in_order(reasons: Iterable[Because]) -> tuple[Because, ...]:
    """Each once, the newest first, whatever order they came in."""
    return tuple(sorted(set(reasons), key=lambda each: (each.day or date.min, each.why, str(each.of)), reverse=True))


def _merged(groups: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(each for group in groups for each in group))
