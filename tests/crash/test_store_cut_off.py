"""Every verb that asks the object store loses it at one of its requests: a sentence, and the same again goes on.

The requests of an act are counted as they pass a server in between, in whatever order the threads send them. `make
test` loses the store at one of them for some verbs, `make soak` at every single one, in each way and for all.
"""

import io
import random
from datetime import timedelta
from itertools import count
from typing import ClassVar

import pytest
from tests import destroying, permitting
from tests.misbehaving import Loss
from tests.objectstores import LOOPBACK

from dokaz.access import api as access
from dokaz.adapters.s3 import uploads
from dokaz.config import environment, inspection, wiring
from dokaz.custody import api as custody
from dokaz.custody import vault
from dokaz.custody.models import Item
from dokaz.disclosure import api as disclosure
from dokaz.kernel.errors import DokazError
from dokaz.kernel.faults import failing_at

pytestmark = pytest.mark.allow_hosts(LOOPBACK)

LARGE = uploads.PART + 300_000  # two parts
GROUP = 5
AGAIN = "run the same command again"


class PowerCut(BaseException):
    pass


def cut():
    raise PowerCut


class Acts:
    """One act of each verb; `before_` it comes what it needs, `after_` it what leaves nothing to the next. Each takes its turn's number, and a new turn is new."""

    grows: ClassVar = {"receive": 1, "receive_large": 1, "receive_group": GROUP, "derive": 1, "destroy": -1}

    def __init__(self, world, server, folder):
        self.world, self.server, self.folder = world, server, folder
        self.large = random.Random(1).randbytes(LARGE)
        self.film = self._received(self.large, "film.bin").ref
        self.note = self._received(b"a note", "note.txt").ref
        self.two = destroying.Two.of(world)
        permitting.of(world, [self.film, self.note])
        self.asked = {}

    @property
    def said(self):
        return {"by": self.world.session, "now": self.world.tick()}

    def _received(self, data, name):
        return custody.receive(io.BytesIO(data), name=name, **self.said)

    def receive(self, turn):
        self._received(b"small %d" % turn, f"{turn}.txt")

    def receive_large(self, turn):
        self._received(b"%d" % turn + self.large, f"{turn}.bin")

    def receive_group(self, turn):
        files = {f"{turn}-{number}": b"%d of %d" % (number, turn) for number in range(GROUP)}
        arrivals = [custody.Arrival(open=lambda data=data: io.BytesIO(data), name=name) for name, data in files.items()]
        answers = list(custody.receive_many(arrivals, **self.said))
        assert [answer.name for answer in answers if isinstance(answer, custody.Receipt)] == list(files)

    def derive(self, turn):
        custody.derive(
            io.BytesIO(b"redacted %d" % turn), parent=self.note, making=custody.Making.REDACTION, name=f"{turn}",
            tool="pen", tool_version="1", parameters={}, **self.said,
        )  # fmt: skip

    def open(self, _turn):
        with custody.open_item(self.film, **self.said) as stream:
            assert stream.read() == self.large

    def open_in_the_middle(self, _turn):
        with custody.open_item(self.film, **self.said) as stream:
            for place in (LARGE - 1000, 3_000_000, 70_000):
                stream.seek(place)
                assert stream.read(1000) == self.large[place : place + 1000]

    def extract(self, turn):
        custody.extract(self.film, to=self.folder / f"extracted {turn}", **self.said)
        assert (self.folder / f"extracted {turn}").read_bytes() == self.large

    def before_package(self, turn):
        self.world.tick(24 * 3600)  # what one asks for within a day counts together, and would wait
        self.asked[turn] = permitting.approved_in(self.world, [self.film, self.note]).proposed

    def package(self, turn):
        to = self.folder / f"package {turn}"
        try:
            disclosure.package(self.asked[turn], to=to, **self.said)
        except access.ApprovalMissing:  # the turn before had begun to write, so two people say so again
            self.before_package(turn)
            disclosure.package(self.asked[turn], to=to, **self.said)

    def examine(self, _turn):
        custody.examine(self.note, **self.said)

    def check(self, _turn):
        assert custody.check(**self.said).clean

    def verify(self, _turn):
        assert inspection.inspect(everything=True, **self.said).problems == ()

    def before_mend(self, _turn):
        headers = vault.headers()
        headers.remove(next(headers.names()))

    def mend(self, _turn):
        custody.mend(**self.said)

    def before_sweep(self, turn):
        """A payload with its header that no row names, and an upload in parts that was never finished."""
        with failing_at("custody:rows", act=cut), pytest.raises(PowerCut):
            self.receive(-1 - turn)
        self.server.between.server.admin.create_multipart_upload(Bucket=self.bucket, Key=f"vault/abc/abc{turn:045}")

    def sweep(self, _turn):
        custody.sweep(**self.said)

    def after_sweep(self):
        """The days of all locks are over: or each turn found more to ask about than the last, and never came to an end."""
        admin = self.server.between.server.admin
        over = {"Mode": "COMPLIANCE", "RetainUntilDate": self.world.now - timedelta(days=1000)}
        for version in admin.list_object_versions(Bucket=self.bucket)["Versions"] if self.lock else ():
            told = {"Bucket": self.bucket, "Key": version["Key"], "VersionId": version["VersionId"]}
            admin.put_object_retention(**told, Retention=over)

    def before_destroy(self, turn):
        self.asked[turn] = self.two.ask([self._received(b"goes %d" % turn, f"goes {turn}").ref])
        self.two.approve(self.asked[turn])

    def destroy(self, turn):
        custody.destroy(self.asked[turn].receipt, by=self.two.asker, now=self.world.tick())

    @property
    def bucket(self):
        return environment.STORE.read().name

    @property
    def lock(self):
        return environment.STORE.read().lock


VERBS = sorted(
    name for name, verb in vars(Acts).items() if callable(verb) and not name.startswith(("_", "before", "after"))
)


READING = ("check", "examine", "extract", "open", "open_in_the_middle", "package", "verify")
EVERY_TIME = ("receive_group",)  # `make soak` takes all
WRITING = [verb for verb in VERBS if verb not in READING]
CASES = [
    *((verb, loss, "2d") for verb in WRITING for loss in Loss),
    *((verb, loss, None) for verb in ("receive_group", "sweep", "destroy") for loss in Loss),
    *((verb, loss, "2d") for verb in READING for loss in (Loss.AWAY, Loss.BUSY)),  # there is nothing to carry out
]


class Turns:
    """Turns of one verb, each by a process of its own as far as the store can tell."""

    def __init__(self, acts, losing, verb):
        self.acts, self.losing, self.numbers = acts, losing, count()
        self.verb, self.world = verb, acts.world
        self.act, self.before = getattr(acts, verb), getattr(acts, f"before_{verb}", lambda _turn: None)
        self.after = getattr(acts, f"after_{verb}", lambda: None)

    def _started(self, turn):
        """As the next command starts: it knows nothing of the store."""
        wiring.wire(self.world.session, home=self.world.home)
        self.act(turn)

    def clean(self):
        """How many requests the act needs where nothing is wrong."""
        turn = next(self.numbers)
        self.before(turn)
        with self.losing.losing(at=0, loss=Loss.AWAY):
            self._started(turn)
            needed = self.losing.count
        self.after()
        return needed

    def lost(self, *, at, loss):
        """Whether the store was lost before the act was done. Then it was refused in words, and done again."""
        turn = next(self.numbers)
        self.before(turn)
        held, grown = items(), self.acts.grows.get(self.verb, 0)
        with self.losing.losing(at=at, loss=loss):
            refused = refusal(lambda: self._started(turn))
            lost = self.losing.lost
        if refused is not None:
            assert loss is not Loss.ONCE, refused  # asked again at once, the store did what it was asked
            assert isinstance(refused, custody.StoreAway), refused
            assert AGAIN in str(refused)
            assert items() in (held, held + grown)
            self._started(turn)
        assert items() == held + grown
        assert custody.check(refs=newest(max(1, grown)), **self.acts.said).clean  # `end` reads all
        self.after()
        return lost

    def end(self):
        """Everything that was ever acknowledged is there, and what a lost store left behind goes with one sweep."""
        custody.sweep(**self.acts.said)
        swept = custody.sweep(**self.acts.said)
        assert (swept.blobs, swept.headers, swept.temporary) == (0, 0, 0)
        assert inspection.inspect(everything=True, **self.acts.said).problems == ()


def refusal(act):
    try:
        act()
    except DokazError as said:
        return said
    return None


def items():
    with access.whole_house("test"):
        return Item.objects.filter(destruction=None).count()


def newest(count):
    with access.whole_house("test"):
        return list(Item.objects.filter(destruction=None).order_by("-id").values_list("ref", flat=True)[:count])


@pytest.fixture
def acts(request, world, object_server, losing, tmp_path, monkeypatch):
    server, lock = losing.between.server, request.param
    files, headers = object_server.make(lock=lock), object_server.make()
    monkeypatch.setenv(environment.STORE.name, server.url(files.name, lock=lock))
    monkeypatch.setenv(environment.HEADERS.name, server.url(headers.name))
    world.open_again()
    return Acts(world, losing, tmp_path)


@pytest.mark.parametrize("acts", ["2d"], indirect=True)
@pytest.mark.parametrize("verb", EVERY_TIME)
def test_lost_in_the_middle_it_says_so_and_the_same_again_goes_on(acts, losing, verb):
    turns = Turns(acts, losing, verb)
    assert turns.lost(at=max(1, turns.clean() // 2), loss=Loss.UNANSWERED)
    turns.end()


@pytest.mark.parametrize("acts", ["2d"], indirect=True)
@pytest.mark.parametrize(
    ("at", "loss"),
    [
        ("last", Loss.BUSY),
        *(pytest.param(*each, marks=pytest.mark.soak) for each in [("first", Loss.AWAY), ("last", Loss.ONCE)]),
    ],
)
def test_lost_at_the_first_or_the_last_request_of_a_group(acts, losing, at, loss):
    turns = Turns(acts, losing, "receive_group")
    assert turns.lost(at=1 if at == "first" else turns.clean(), loss=loss)
    turns.end()


@pytest.mark.soak
@pytest.mark.parametrize(("verb", "loss", "acts"), CASES, indirect=["acts"])
def test_lost_at_any_request_the_same_again_goes_on(acts, losing, verb, loss):
    turns, at = Turns(acts, losing, verb), 1
    turns.clean()
    while turns.lost(at=at, loss=loss):
        at += 1
    assert at > 4
    turns.end()
