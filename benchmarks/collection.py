"""A collection as a documentation centre has it after six years: items by the million in eight compartments.

Every row is written by custody's own code: words sealed under the compartment, blob, event, tallies, and an entry of
the journal with the digests of all of them, so that pages open what they show and a verification holds. Left out, so
that a million take minutes: payloads and true headers (a header is as many random bytes), revisions of notes, and the
acts that follow on receiving. Some hundred items are received whole, by the verbs, through the vault.
"""

import io
import json
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pyotp
from django.db import connection, transaction
from django.db.models import Model

from benchmarks import house
from dokaz.access import api as access
from dokaz.config import homes, people
from dokaz.custody import api as custody
from dokaz.custody import inserting, lastchecks, rows, tallies
from dokaz.custody.arriving import Taken
from dokaz.custody.models import Blob, Event, Item
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import clock

MONTHS, A_MONTH = 72, timedelta(days=30.4)
APART = timedelta(days=2)  # between two who are let in
WRITERS = os.cpu_count() or 1
A_GROUP = 256  # as many as are received together, and share one instant
A_PORTION = 6_000  # items written in one transaction
A_FEW = 12  # references of one month that are kept for those who measure
CACHED = 256 * 1024  # KiB: indexes over what is drawn by chance are changed everywhere, and are kept in memory for it
HEADER = 400
WHOLE, OBJECTS, DERIVED = 300, 100, 60
SOMEWHERE = 400  # references kept, of items from all years
ORIGIN = "http://localhost"
# Compartments, and how many of a hundred items each holds; the fifth is protected.
COMPARTMENTS = {"archive": 30, "portal": 20, "open-source": 16, "prisons": 12, "survivors": 3, "courts": 8, "press": 7,
                "partners": 4}  # fmt: skip
PROTECTED = "survivors"
MIMES = {
    "image/jpeg": 38, "video/mp4": 14, "application/pdf": 12, "audio/ogg": 7, "image/png": 7, "text/html": 5,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": 4, "text/plain": 3, "message/rfc822": 3,
    "application/warc": 2, "image/heic": 2, "text/csv": 1, "application/zip": 1, "application/octet-stream": 1,
}  # fmt: skip
CHANNELS = {
    custody.Channel.PORTAL: 35, custody.Channel.OPEN_SOURCE: 25, custody.Channel.UPLOAD: 15,
    custody.Channel.COMMAND_LINE: 12, custody.Channel.PARTNER: 6, custody.Channel.MAIL: 4, custody.Channel.FIELD: 3,
}  # fmt: skip
ROLES = ("custodian", *["documenter"] * 8, *["analyst"] * 8, *["steering"] * 2)  # beside the founder


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at work: how they sign in."""

    name: str
    passphrase: str
    secret: str


@dataclass(frozen=True, slots=True)
class Deposited:
    """What custody asks of a payload that is in the store; here there is none."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Month:
    """What one compartment received in one month."""

    compartment: UUID
    count: int
    first: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that one group writes."""

    items: list[Item]
    rows: list[Model]
    drafts: list[journal.Draft]


class Bulk(rows.Writer):
    """Makes a group's rows and drafts, and leaves it to others to write those of many groups at once."""

    def prepared(self) -> Prepared:
        fresh = [answer for answer in self.answers if isinstance(answer, rows.Written)]
        made = [row for each in fresh for row in each.rows]
        return Prepared([each.item for each in fresh], made, [self._draft(each, []) for each in fresh])


def make(home: Path, *, amount: int) -> float:
    """A home of `amount` items and twenty people in this folder, and beside it what those who measure need.

    Gives the seconds that the items took.
    """
    began = clock.now() - MONTHS * A_MONTH
    with clock.showing(clock.Clock(began - (len(ROLES) + 1) * APART, timedelta(milliseconds=20))) as watch:
        homes.create(
            home, name="Archive under measurement", shares=access.Shares(k=2, n=3), passphrase=house.PASSPHRASE,
            home_kind="real", now=clock.now(), cost=house.LIGHT, hand_out=lambda _begun: None,
        )  # fmt: skip
        database.close()
        with house.opened(home) as founder:
            circles = _compartments(founder)
            staff = [founder.actor.account, *_admitted(home, founder, watch)]
            _let_in(staff, circles, founder)
    filling = time.perf_counter()
    _keep(home, "somewhere", _filled(home, circles, amount, began))
    filling = time.perf_counter() - filling
    with house.opened(home) as founder:
        _keep(home, "whole", _received_whole(circles["archive"], founder))
        journal.sequence(now=clock.now())
        # last: from then on the founder's own pass-phrase opens nothing without a code
        with clock.showing(clock.Clock(clock.now() - APART, timedelta(milliseconds=20))):
            enrol(home, staff)
    return filling


def enrol(home: Path, staff: Sequence[UUID]) -> None:
    """Let these sign in at a browser, the founder first: `people_of` gives them. Each code proved is used up."""
    _keep(home, "people", [asdict(each) for each in _enrolled(home, staff)])


def people_of(home: Path) -> list[Person]:
    return [Person(**each) for each in kept(home, "people")]


def kept(home: Path, name: str) -> list:
    """`people`, `somewhere` (references in the archive of all years) or `whole` (those with payloads)."""
    return json.loads((home.parent / f"{name}.json").read_text())


def _keep(home: Path, name: str, what: object) -> None:
    (home.parent / f"{name}.json").write_text(json.dumps(what))


def _compartments(founder: access.Session) -> dict[str, UUID]:
    made = {"archive": access.compartment("archive", by=founder).id}
    for name in COMPARTMENTS.keys() - made.keys():
        made[name] = access.add_compartment(
            name=name, protected=name == PROTECTED, by=founder, now=clock.now()
        ).id  # fmt: skip
    return made


def _admitted(home: Path, founder: access.Session, watch: clock.Clock) -> Iterator[UUID]:
    """The second person alone, all others by these two, as in a real home: few a day, or each would have to wait."""
    partner, ours = (access.add_organisation(name=name, by=founder, now=clock.now()) for name in ("Partner", "Ours"))
    with_roles = enumerate(ROLES, start=1)
    number, role = next(with_roles)
    second = people.admit_alone(
        home, passphrase=_words(number), organisation=access.OrganisationId(partner), role=role, by=founder,
        now=clock.now(), cost=house.LIGHT,
    )  # fmt: skip
    yield second
    companion = access.sign_in(access.unlock(home, passphrase=_words(number), account=second), now=clock.now())
    for number, role in with_roles:
        watch.advance(APART)
        asked = people.propose_account(
            home, passphrase=_words(number), organisation=access.OrganisationId(ours), role=role, by=founder,
            now=clock.now(), cost=house.LIGHT,
        )  # fmt: skip
        access.approve(asked.approval, by=companion, now=clock.now(), fingerprint=asked.fingerprint)
        yield people.admit(home, approval=asked.approval, by=founder, now=clock.now()).account


def _words(number: int) -> str:
    return f"{house.PASSPHRASE} {number:02}" if number else house.PASSPHRASE


def _let_in(staff: list[UUID], circles: dict[str, UUID], founder: access.Session) -> None:
    """Everybody belongs to the archive, half of them to all that is not protected, one in five to all."""
    for number, account in enumerate(staff[1:], start=1):
        for place, name in enumerate(COMPARTMENTS):
            belongs = number % 5 == 0 or (name != PROTECTED and (number % 2 == 0 or place <= number % 4 + 1))
            if name == "archive" or belongs:
                access.grant_membership(compartment=circles[name], account=account, by=founder, now=clock.now())


def _enrolled(home: Path, staff: Sequence[UUID]) -> Iterator[Person]:
    """A second factor for each, proved on that day and used up by no later one."""
    machine = access.serve(access.unlock(home, passphrase=house.PASSPHRASE), now=clock.now())
    for number, account in enumerate(staff):
        person = Person(str(access.name_of(account)), _words(number), "")
        tokens = access.begin_sign_in(home, name=person.name, passphrase=person.passphrase, now=clock.now())
        asked = access.first_app_secret(tokens, issuer="Dokaz", machine=machine, now=clock.now())
        now = clock.now()
        code = pyotp.TOTP(asked.text).at(now)
        access.enrol_app(tokens, secret=asked.text, code=code, device=None, machine=machine, now=now)
        yield Person(person.name, person.passphrase, asked.text)


def _filled(home: Path, circles: dict[str, UUID], amount: int, began: datetime) -> list[str]:
    """By as many processes as there are cores, month after month; gives references of the archive of all years."""
    weights = [1 + 2 * month / MONTHS for month in range(MONTHS)]
    asked = {
        name: [
            Month(circles[name], round(amount * share / 100 * weight / sum(weights)), began + month * A_MONTH, month)
            for month, weight in enumerate(weights)
        ]
        for name, share in COMPARTMENTS.items()
    }
    portions = sorted((each for months in asked.values() for each in _portions(months)), key=lambda each: each[0].first)
    done, kept, told = 0, list[str](), time.perf_counter()
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WRITERS, mp_context=fresh, initializer=_open, initargs=(home,)) as writers:
        for months, refs in zip(portions, writers.map(_written, portions), strict=True):
            done += sum(month.count for month in months)
            kept += refs if months[0].compartment == circles["archive"] else []
            print(f"{done:,} of {amount:,} items, {done / (time.perf_counter() - told):,.0f}/s", file=sys.stderr)
    return kept[:: -(-len(kept) // SOMEWHERE)]


def _portions(months: list[Month]) -> Iterator[list[Month]]:
    """What is written in one transaction: months of one compartment, so many that there are few commits to wait for."""
    portion: list[Month] = []
    for month in months:
        if portion and sum(each.count for each in portion) + month.count > A_PORTION:
            yield portion
            portion = []
        portion.append(month)
    if portion:
        yield portion


def _open(home: Path) -> None:
    """For as long as the process lives."""
    _founder.append(homes.open(home, passphrase=house.PASSPHRASE, now=clock.now()))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{CACHED}")


_founder: list[access.Session] = []


def _written(months: list[Month]) -> list[str]:
    """Some months of one compartment, and a few references of each. What takes time is done before the transaction, so
    that two can be at it.
    """
    founder, compartment = _founder[0], months[0].compartment
    to, key = access.sealing(compartment), access.equality_key(compartment, by=founder)
    made = [_prepared(month, to, key, founder) for month in months]
    prepared = [group for groups in made for group in groups]
    items = [[item for group in groups for item in group.items] for groups in made]
    if any(items):
        _put(prepared, [item for each in items for item in each], months[0].first)
    return [item.ref for each in items for item in each[:: -(-len(each) // A_FEW) or 1]]


def _prepared(month: Month, to: access.Sealing, key: bytes | None, founder: access.Session) -> list[Prepared]:
    chance = random.Random(f"{month.number} {month.compartment}")
    groups = -(-month.count // A_GROUP)
    prepared = []
    for number in range(groups):
        now = month.first + A_MONTH * (number + chance.random()) / groups
        writer = Bulk(founder, to, now, rows.Held({}, {}), Headers())
        for taken in _taken(min(A_GROUP, month.count - number * A_GROUP), chance):
            writer.add(taken, rows.marks(taken, key))
        prepared.append(writer.prepared())
    return prepared


def _put(prepared: list[Prepared], items: list[Item], now: datetime) -> None:
    with database.beside_others(), transaction.atomic():
        for model in (Blob, Item, Event):
            inserting.insert([row for each in prepared for row in each.rows if isinstance(row, model)])
        tallies.count(items, now=now)
        lastchecks.begin(items, now=now)
        journal.record_many([draft for each in prepared for draft in each.drafts])


class Headers(dict[str, bytes]):
    """As many random bytes for each payload as its header would have."""

    def __missing__(self, name: str) -> bytes:
        return os.urandom(HEADER)


def _taken(count: int, chance: random.Random) -> Iterator[Taken]:
    """Files of one sending: they came by one way, and are of two or three kinds."""
    (channel,) = chance.choices(list(CHANNELS), CHANNELS.values())
    mimes = chance.choices(list(MIMES), MIMES.values(), k=6)
    for _ in range(count):
        mime, number = chance.choice(mimes), chance.randrange(10_000_000)
        arrival = custody.Arrival(
            open=io.BytesIO, name=f"IMG_{number:07}.{mime.rpartition('/')[2][:4]}", path=f"card/{number % 97}",
            source="Дасланае праз партал", channel=channel,
        )  # fmt: skip
        size = int(chance.paretovariate(0.7) * 20_000) % 4_000_000_000
        yield Taken(arrival, Deposited(os.urandom(24).hex(), size + 64), b"", size, os.urandom(32), mime)


def _received_whole(archive: UUID, founder: access.Session) -> list[str]:
    """By the verbs, through the vault: files, versions made from some of them, and physical objects. Newest last."""
    refs = [_receive(number, archive, founder) for number in range(WHOLE)]
    for parent in refs[:DERIVED]:
        custody.derive(
            io.BytesIO(f"Text of {parent}".encode()), parent=parent, making=custody.Making.TEXT, name="text.txt",
            tool="ocr", tool_version="1", parameters={}, by=founder, now=clock.now(),
        )  # fmt: skip
    for number in range(OBJECTS):
        words = custody.Description(title=f"Telephone {number}", description="Black, cracked glass")
        custody.record_object(words, name="Telephone", by=founder, now=clock.now())
    return refs


def _receive(number: int, archive: UUID, founder: access.Session) -> str:
    payload = io.BytesIO(b"\xff\xd8\xff\xe0" + sha256(str(number).encode()).digest() * 300)
    words = custody.Description(title=f"Photograph {number}", description="Yard, seen from the street", place="Minsk")
    return custody.receive(
        payload, name=f"DSC_{number}.jpg", source="Field team", compartment=archive, description=words, by=founder,
        now=clock.now(),
    ).ref  # fmt: skip
