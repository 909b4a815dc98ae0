"""The newest check of each file is kept beside its chain: always what the chains say, and found without going through them."""

import io
from collections import Counter
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests import destroying

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody import lastchecks, sums
from dokaz.custody.check_rows import CheckTally, LastCheck
from dokaz.custody.models import Event, Item

pytestmark = pytest.mark.both


def received(world, text, **named):
    return custody.receive(io.BytesIO(text), name="one.txt", by=world.session, now=world.tick(), **named).ref


def spoiled(world, ref):
    with access.whole_house("test"):
        name = Item.objects.select_related("blob").get(ref=ref).blob.name
    (payload,) = [path for path in (world.home / "vault").rglob("*") if path.name.endswith(name)]
    payload.chmod(0o600)
    whole = payload.read_bytes()
    payload.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))


def by_the_chains():
    """How many stand how, and from when to when they were checked: from every event there is."""
    standing, times = Counter(), []
    with access.whole_house("test"):
        for item in Item.objects.filter(blob__isnull=False, destruction=None):
            last = Event.objects.filter(item=item, act="checked").order_by("-number").first()
            standing[last.outcome if last else "never"] += 1
            times += [last.at] if last else []
    return standing, min(times, default=None), max(times, default=None)


def agrees(world):
    """The state that is told, once it was held against the chains."""
    state = custody.fixity_state(by=world.session, now=world.tick())
    standing, oldest, newest = by_the_chains()
    assert (state.items, state.checked) == (standing.total(), standing.total() - standing["never"])
    assert (state.oldest, state.newest) == (oldest, newest)
    assert custody.verify_counts() == ()
    return state


@pytest.fixture
def held(world):
    """Six files of which four are destroyed, derived from, altered, or have one key only; and an object."""
    two = destroying.Two.of(world)
    refs = [received(world, b"page %d" % number) for number in range(6)]
    custody.record_object(custody.Description(title="Notebook"), name="notebook", by=world.session, now=world.tick())
    custody.derive(
        io.BytesIO(b"text"), parent=refs[0], making=custody.Making.TEXT, tool="t", tool_version="1",
        parameters={}, name="text.txt", by=world.session, now=world.tick(),
    )  # fmt: skip
    assert agrees(world).checked == 0
    custody.check(by=world.session, now=world.tick, refs=refs[:5])
    assert agrees(world).attention == 0
    spoiled(world, refs[1])
    (world.home / "headers").joinpath(header_of(world, refs[2])).unlink()
    custody.check(by=world.session, now=world.tick, refs=refs[1:4])
    two.destroy([refs[3]])
    return refs


def header_of(world, ref):
    with access.whole_house("test"):
        name = Item.objects.select_related("blob").get(ref=ref).blob.name
    (path,) = [path for path in (world.home / "headers").rglob("*") if path.is_file() and path.name.endswith(name)]
    return path.relative_to(world.home / "headers")


def test_what_is_told_is_what_the_chains_say(world, held):
    state = agrees(world)
    assert (state.items, state.checked, state.attention, state.protected) == (6, 4, 2, 0)
    found = custody.fixity_findings(by=world.session, now=world.tick())
    assert [(each.ref, each.finding) for each in found] == [
        (held[2], custody.HeaderFault.COPY_MISSING), (held[1], custody.Finding.ALTERED),
    ]  # fmt: skip
    custody.mend(by=world.session, now=world.tick())
    assert [each.ref for each in custody.fixity_findings(by=world.session, now=world.tick())] == [held[1]]
    assert agrees(world).attention == 1
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), access.whole_house("test"):
        LastCheck.objects.update(fault=None)


def test_a_check_that_is_rolled_back_changes_no_number(world, held, monkeypatch):
    before = agrees(world)

    def broken(*_args, **_named):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(lastchecks.SUMS.__class__, "add", broken)
        for act in (lambda: custody.check(by=world.session, now=world.tick()), lambda: received(world, b"more")):
            with pytest.raises(RuntimeError):
                act()
    assert agrees(world) == before


def test_what_somebody_changed_is_named_and_put_right(world, held):
    before = agrees(world)
    with access.whole_house("test"):
        altered, destroyed = LastCheck.objects.get(fault="altered"), Item.objects.get(ref=held[3])
        altered.delete()
        CheckTally.objects.order_by("id").first().delete()
        LastCheck.objects.create(item=destroyed, compartment=destroyed.compartment)
    (found,) = custody.verify_counts()
    assert (found.code, found.items) == ("checks-differ", 4)
    assert custody.recount(now=world.tick()) == 3  # what is written anew makes one of the numbers right
    assert agrees(world) == before


def test_folding_and_what_an_older_version_left_change_no_number(world, held, monkeypatch):
    before = agrees(world)
    monkeypatch.setattr(sums, "FOLDED_AT", 3)
    assert lastchecks.SUMS.fold(now=world.tick()) > 0
    with access.whole_house("test"):
        assert CheckTally.objects.count() == len(lastchecks.SUMS.told())
        assert agrees(world) == before
        LastCheck.objects.all().delete()
        CheckTally.objects.all().delete()
    older = import_module("dokaz.custody.migrations.0009_last_checks")
    models = SimpleNamespace(get_model=lambda _app, name: {"LastCheck": LastCheck, "CheckTally": CheckTally}[name])
    with transaction.atomic(), access.whole_house("test"):
        older.fill_from_what_is_there(models, SimpleNamespace(connection=connection))
    assert agrees(world) == before


@pytest.mark.embedded("the plans of SQLite are read")
def test_no_page_goes_through_all_files(world, held):
    with CaptureQueriesContext(connection) as asked:
        custody.fixity_state(by=world.session, now=world.tick())
        custody.fixity_findings(by=world.session, now=world.tick())
    with access.scope(world.session), CaptureQueriesContext(connection) as longest:
        found = lastchecks.longest_ago([world.compartment], most=2)
    with access.whole_house("test"):
        assert Item.objects.get(id=found[0]).ref == held[5]  # never checked, and the first of these
    told = [
        each["sql"] for each in (*asked, *longest) if each["sql"].startswith("SELECT") and "custody_" in each["sql"]
    ]
    assert len(told) > 5
    with connection.cursor() as cursor:
        for sql in told:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = [row[-1] for row in cursor.fetchall()]
            for table in ("item", "lastcheck", "event", "blob"):
                assert not [step for step in plan if step.startswith(f"SCAN custody_{table}")], (sql, plan)
            if "custody_lastcheck" in sql:
                assert not [step for step in plan if "ORDER BY" in step], (sql, plan)
