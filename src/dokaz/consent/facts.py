"""What is known of a person and an item when somebody asks whether it may go; and the answer. Values only."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dokaz.consent.scopes import Scope
from dokaz.consent.words import ConditionKind, Form, Look, Reply, Voice, Why
from dokaz.kernel.dates import Span, in_words
from dokaz.kernel.languages import said
from dokaz.people.api import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDecision:
    """What was said about one scope, by whom, and when. `form` belongs to a yes: it may go so, or less openly."""

    of: UUID  # the asking in which it was recorded
    scope: Scope
    reply: Reply
    form: Form | None = None
    said_on: date
    recorded_at: datetime
    voice: Voice = Voice.PERSON
    speaker: UUID | None = None
    assent: bool | None = None  # what the child said where a guardian spoke; None: was not asked
    review: date | None = None
    statement: UUID | None = None
    conditioned: bool = False  # the person set conditions in their own words

    @property
    def permits_from(self) -> date:
        """The day a yes counts from: never later than it was said, nor than it was recorded."""
        return min(self.said_on, self.recorded_at.date())

    @property
    def limits_until(self) -> date:
        """The last day a yes of which does not undo this: never earlier than it was said, nor than it was recorded."""
        return max(self.said_on, self.recorded_at.date())

    def is_exception_from(self, other: "ConsentDecision") -> bool:
        """Said together with a wider word: “no country but Lithuania”. It contradicts nothing."""
        together = self.of == other.of and self.voice == other.voice
        return together and self.scope != other.scope and other.scope.covers(self.scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A basis in law for a scope. Of an item it counts once a second person has weighed the harm."""

    scope: Scope
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """Everything about one person that decides."""

    person: UUID
    bound: bool = True  # survivor, victim, witness, source, relative: consent binds; otherwise a basis in law
    child: bool = False  # flagged as a child, whether or not a birth is known
    of_age_from: date | None = None  # the earliest day on which the person can have come of age
    of_age_by: date | None = None  # the latest
    guarded_from: date | None = None  # the first day on which a guardian agreed for the person
    out_of_sight: bool = False  # judged the same as somebody whom the reader may not see
    represented: bool = False  # a grown person for whom a guardian speaks
    gone: bool = False  # dead or missing: the next of kin decide
    kin: tuple[UUID, ...] = ()  # in the recorded order
    excluded: frozenset[UUID] = frozenset()  # guardians who do not speak for the person
    worse_on: date | None = None  # the last day on which the situation became worse
    inside_since: datetime | None = None  # flagged as within reach of the authorities they fear: when that was written
    changed_statements: frozenset[UUID] = frozenset()  # texts whose contents have changed since
    bases: tuple[Basis, ...] = ()
    decisions: tuple[ConsentDecision, ...] = ()
    papers: tuple[UUID, ...] = ()  # everything that was read for this


@dataclass(frozen=True, slots=True)
class Appearing:
    """That a person is in an item."""

    person: UUID
    relation: Relation


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """Everything about one item that decides."""

    examined: bool
    appearing: tuple[Appearing, ...] = ()
    bases: tuple[Basis, ...] = ()
    papers: tuple[UUID, ...] = ()
    whole: bool = True  # everything it was made of lies where the reader may look
    peopled: bool = True  # somebody is, or may be, in it or in what it was made of, also who went out of it since


@dataclass(frozen=True, slots=True)
class Because:
    """One reason, with the person and the day it is about; `of` names what was recorded."""

    why: Why
    person: UUID | None = None
    day: date | None = None
    of: UUID | None = None

    @property
    def says(self) -> str:
        return _with_day(self.why.words, self.day)


@dataclass(frozen=True, slots=True)
class Looked:
    """Something to look at."""

    look: Look
    person: UUID | None = None
    day: date | None = None

    @property
    def says(self) -> str:
        return _with_day(self.look.words, self.day)


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be done before it goes; of a redaction, why the person has to be removed."""

    kind: ConditionKind
    person: UUID
    because: tuple[Because, ...] = ()

    @property
    def says(self) -> str:
        return said(self.kind.words)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something may go: why or why not, under which conditions, and what somebody should look at.

    Only with `allowed`, and with every condition kept, may anything go. `peopled` is as of `people.Reckoned`.
    """

    allowed: bool
    because: tuple[Because, ...] = ()
    conditions: tuple[Condition, ...] = ()
    looks: tuple[Looked, ...] = ()
    peopled: bool = True


def _with_day(words: str, day: date | None) -> str:
    told = said(words).format(day="" if day is None else in_words(Span.parse(day.isoformat())))
    return told.replace("..", ".")  # a date that ends with an abbreviation, as in Belarusian and Russian
