"""Stamping is cut off anywhere: killed, without an answer, without its database. The same again goes on.

No stamp that was told is lost, none is kept twice, and each stands with its entry or not at all.
"""

import os
import shutil
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from tests import servers
from tests.authorities import Authority

from dokaz.config import inspection, wiring
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.journal.models import TimeStamp
from dokaz.kernel import clock, faults
from dokaz.verify import stamps

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="the program openssl makes the stamps")

NAMES = ("first", "second")


@dataclass
class Stampers:
    """The port in memory; `silent` authorities do not answer, and may have stamped all the same."""

    authorities: dict[str, Authority]
    silent: set[str] = field(default_factory=set)

    def ask(self, url, request):
        name = url.removeprefix("https://").removesuffix(".example/")
        answer = self.authorities[name].reply(request)
        if name in self.silent:
            raise journal.AuthorityAway(url=url, why="no answer came")
        return answer


@dataclass
class Stamping:
    world: object
    stampers: Stampers

    def open_again(self):
        self.world.open_again()
        self.wire()

    def wire(self):
        wiring.wire(self.world.session, home=self.world.home, stamper=self.stampers)

    def publish(self):
        """A new checkpoint that nobody has stamped."""
        self.world.now = max(self.world.now, clock.now())
        with transaction.atomic():
            journal.record("custody:item:open", by=self.world.session.actor, now=self.world.tick())
        return journal.publish(witnesses=(), now=self.world.tick()).size

    def stamp(self, size):
        """The names of those whose stamp was told."""
        results = journal.stamp(size, by=self.world.session.actor, now=self.world.tick())
        return {each.authority for each in results if isinstance(each, journal.Stamped)}

    def assert_each_once(self, size):
        assert sorted(each.authority for each in journal.stamps_on(size)) == sorted(NAMES)
        journal.sequence(now=self.world.tick())
        entries = [each for each in journal.read() if each.verb == "journal:stamp:keep"]
        assert len(entries) == TimeStamp.objects.count()
        report = inspection.inspect(by=self.world.session, everything=True, now=self.world.tick())
        assert report.problems == ()


@pytest.fixture
def stamping(world, tmp_path):
    authorities = {name: Authority(tmp_path / name, name=name) for name in NAMES}
    made = Stamping(world, Stampers(authorities))
    world.now = clock.now()
    made.wire()
    for name, authority in authorities.items():
        journal.admit_authority(
            name, url=f"https://{name}.example/", roots=stamps.pem(authority.roots), by=world.session.actor,
            now=world.tick(),
        )  # fmt: skip
    return made


def killed(stamping, size, *, at):
    """Stamp in a child that is killed at its step of this number: what it told, and whether it was killed."""
    database.close()
    ears, mouth = os.pipe()
    child = os.fork()
    if not child:
        _stamp_until(stamping, size, at, mouth)
    os.close(mouth)
    _, status = os.waitpid(child, 0)
    with os.fdopen(ears) as heard:
        told = set(heard.read().split())
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    stamping.open_again()
    return told, os.WIFSIGNALED(status)


def _stamp_until(stamping, size, at, mouth):
    try:
        stamping.open_again()
        left = iter(range(at, -1, -1))
        with faults.listening(lambda _name: faults.crash() if next(left, None) == 0 else None):
            os.write(mouth, " ".join(stamping.stamp(size)).encode())
        os._exit(0)
    finally:
        os._exit(1)


@pytest.mark.both
def test_killed_at_any_step_each_stamp_is_there_with_its_entry_or_not_at_all(stamping):
    at, was_killed = 0, True
    while was_killed:
        size = stamping.publish()
        told, was_killed = killed(stamping, size, at=at)
        kept = {each.authority for each in journal.stamps_on(size)}
        assert told <= kept
        assert stamping.stamp(size) == set(NAMES) - kept
        stamping.assert_each_once(size)
        at += 1
    assert at > 8  # the round that was not killed came only after every step of both had been tried


@pytest.mark.parametrize("silent", [{"first"}, {"second"}, set(NAMES)], ids=lambda names: " and ".join(sorted(names)))
def test_one_that_stamped_and_did_not_answer_is_asked_again_and_the_other_is_not(stamping, silent):
    size = stamping.publish()
    stamping.stampers.silent = silent
    assert stamping.stamp(size) == set(NAMES) - silent
    stamping.stampers.silent = set()
    assert stamping.stamp(size) == silent
    assert stamping.stamp(size) == set()
    stamping.assert_each_once(size)


def cut_off(stamping, cluster, *, at):
    """Whether the database went away before the stamping was done; it was done again, and each stamp is there once."""
    size = stamping.publish()
    with servers.cutting(cluster, at=at) as cut:
        try:
            stamping.stamp(size)
        except database.DatabaseAway as away:
            assert "run the same command again" in str(away)  # noqa: PT017 - cut before its first word it goes on
    stamping.stamp(size)
    stamping.assert_each_once(size)
    return bool(cut)


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_without_its_database_in_the_middle_the_same_again_goes_on(stamping, cluster):
    size = stamping.publish()
    whole = servers.statements(lambda: stamping.stamp(size))
    for share in (0.3, 0.7):
        assert cut_off(stamping, cluster, at=int(whole * share))


@pytest.mark.soak
@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_without_its_database_at_any_statement_the_same_again_goes_on(stamping, cluster):
    at = 1
    while cut_off(stamping, cluster, at=at):
        at += 1
    assert at > 10
