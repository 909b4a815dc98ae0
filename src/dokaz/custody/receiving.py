"""The verbs that receive: one file, or many in groups."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody.groups import Group, Place
from dokaz.custody.receipts import Arrival, Description, Receipt, Refusal
from dokaz.custody.rows import Parentage
from dokaz.custody.words import Channel

ARCHIVE = "archive"


def receive(  # noqa: PLR0913 - keyword-only: a sentence where it is called
    stream: BinaryIO,
    *,
    name: str,
    by: access.Session,
    now: datetime,
    source: str | None = None,
    path: str | None = None,
    compartment: UUID | None = None,
    channel: Channel = Channel.UPLOAD,
    description: Description | None = None,
) -> Receipt:
    """Take a file into the vault, seal it, and say which journal entry holds it. The stream is read once and closed.

    When this returns, payload, header copy, rows and entry are durable. Raises Refused, NotPermitted, StatementError.
    """
    arrival = Arrival(
        open=lambda: stream,
        name=name,
        path=path,
        source=source,
        compartment=compartment,
        channel=channel,
        description=description or Description(),
    )
    return receive_alone(arrival, _Places(by, lambda: now).of(arrival), now=now)


def receive_many(
    arrivals: Iterable[Arrival | Refusal], *, by: access.Session, now: datetime | Callable[[], datetime]
) -> Iterator[Receipt | Refusal]:
    """Receive in groups that become durable together, and answer in the order of the arrivals, only then.

    What is refused is answered with a sentence, and the rest goes on; refusals among the arrivals are passed through.
    Interrupted at any instant, it has kept whole acknowledged items and nothing else; the same arrivals again are
    answered "already held". Raises NotPermitted, StatementError before the group they concern is acknowledged.
    """
    clock = now if callable(now) else lambda: now
    earlier: Group | None = None
    before: Group | None = None
    with ThreadPoolExecutor(1, thread_name_prefix="custody-keep") as keeper:
        try:
            for group in _grouped(iter(arrivals), _Places(by, clock)):
                earlier, before = before, group
                group.keep(keeper)  # while this one is made durable, the one before it is answered
                if earlier is not None:
                    yield from earlier.answer(keeper, clock)
            if before is not None:
                yield from before.answer(keeper, clock)
        finally:
            for unanswered in filter(None, (earlier, before)):
                unanswered.close()


def receive_alone(
    arrival: Arrival,
    place: Place,
    *,
    now: datetime,
    parentage: Parentage | None = None,
    within: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Receipt:
    """One arrival as a group of its own, whose rows are written inside a block of `within`. Raises Refused."""
    return answered_alone(Group(place, parentage, within=within), lambda group: group.take(arrival), now=now)


def answered_alone(group: Group, fill: Callable[[Group], None], *, now: datetime) -> Receipt:
    """The answer to the one arrival that `fill` puts into a group. Raises Refused."""
    with ThreadPoolExecutor(1, thread_name_prefix="custody-keep") as keeper, closing(group):
        fill(group)
        group.keep(keeper)
        (answer,) = group.answer(keeper, lambda: now)
    if isinstance(answer, Refusal):
        raise answer.error
    return answer


def _grouped(waiting: Iterator[Arrival | Refusal], places: "_Places") -> Iterator[Group]:
    """Groups of one compartment each, filled one at a time as they are asked for."""
    arrival = next(waiting, None)
    while arrival is not None:
        with ExitStack() as unfinished:
            group = Group(places.of(arrival))
            unfinished.callback(group.close)
            while arrival is not None and not group.full and places.of(arrival) is group.place:
                _put(group, arrival)
                arrival = next(waiting, None)
            unfinished.pop_all()
        yield group


class _Places:
    """The place of each arrival; permission and keys are asked once a compartment."""

    def __init__(self, by: access.Session, clock: Callable[[], datetime]) -> None:
        self._by = by
        self._clock = clock
        self._archive: UUID | None = None
        self._places: dict[UUID, Place] = {}
        self._last: Place | None = None

    def of(self, arrival: Arrival | Refusal) -> Place:
        """A refusal belongs wherever the arrivals beside it go."""
        if isinstance(arrival, Refusal):
            return self._last or self._known(self._default())
        self._last = self._known(arrival.compartment or self._default())
        return self._last

    def _known(self, compartment: UUID) -> Place:
        if compartment not in self._places:
            access.require(self._by, access.Permission.RECEIVE_EVIDENCE, compartment=compartment, now=self._clock())
            self._places[compartment] = Place.of(compartment, by=self._by)
        return self._places[compartment]

    def _default(self) -> UUID:
        if self._archive is None:
            self._archive = access.compartment(ARCHIVE, by=self._by).id
        return self._archive


def _put(group: Group, arrival: Arrival | Refusal) -> None:
    if isinstance(arrival, Refusal):
        group.slots.append(arrival)
    else:
        group.take(arrival)
