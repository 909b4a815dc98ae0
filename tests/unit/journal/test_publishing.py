"""Leaf hashes outside first, then cosignatures; each way in which a witness or a mirror can fail."""

from contextlib import ExitStack
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from django.db import transaction
from tests import authorities, logwitnesses

from dokaz.adapters import api as adapters
from dokaz.journal import api as journal
from dokaz.journal import wires
from dokaz.kernel import clock, faults
from dokaz.verify import checkpoints, notes, witnessing
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.notes import COSIGNATURE, SignerKey

from .conftest import MARYIA, NOON

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

FORGER = SignerKey.generate("witness.example/forger", COSIGNATURE)


@pytest.fixture
def house(log, tmp_path, monkeypatch):
    """A journal that speaks to the world through the real adapters, with a clock that agrees with the witnesses'."""
    wires.wire(
        signer=log.signer, sealer=log.sealer, memory=log.memory, stamper=None,
        outside=adapters.Outside(house=(tmp_path / "home",), seconds=3),
    )  # fmt: skip
    monkeypatch.setattr(clock, "now", lambda: NOON)
    act(3)
    return log


@pytest.fixture
def witnesses(house, tmp_path):
    """Log witnesses of three houses, each admitted with both of its keys."""
    with ExitStack() as stack:
        made = []
        for name in ("alpha", "beta", "gamma"):
            one = stack.enter_context(logwitnesses.witnessing(tmp_path / name, name=f"witness.example/{name}"))
            one.serves(house.signer.vkey)
            admit(one.vkeys, name.title(), one.url)
            made.append(one)
        yield made


def act(times=1):
    with transaction.atomic():
        for _ in range(times):
            journal.record("test:thing:do", by=MARYIA, now=NOON)


def admit(vkeys, operator, url):
    with transaction.atomic():
        for vkey in vkeys:
            journal.admit_witness(
                str(vkey),
                operator=operator,
                country="LT",
                url=url,
                statement=UUID(int=9),
                records=[],
                by=MARYIA,
                now=NOON,
            )


def publish():
    return journal.publish(witnesses=journal.witnesses(), now=NOON)


def outcome(published):
    return {each.operator: getattr(each, "code", "cosigned") for each in published.witnesses}


def test_a_checkpoint_comes_back_with_the_lines_of_three_houses_that_hold_its_hashes(house, witnesses):
    published = publish()
    assert outcome(published) == {"Alpha": "cosigned", "Beta": "cosigned", "Gamma": "cosigned"}
    assert len(published.witnesses) == 6  # each with an Ed25519 and an ML-DSA-44 key
    accepted = journal.policy(believed=journal.witnesses()).accept(published.note)
    assert len(accepted.witnessed) == 6
    told = journal.witnessed(published.size)
    assert (told.operators, told.needed, told.enough) == (("Alpha", "Beta", "Gamma"), 2, True)
    for one in witnesses:
        mirror = one.mirror(house.signer.vkey)
        assert checkpoints.notes.parse(mirror.checkpoint())[0] == notes.parse(published.note)[0]
        assert mirror.size() == published.size


def test_the_log_grows_and_each_round_sends_only_what_is_new(house, witnesses):
    first = publish()
    act(700)  # more than two tiles
    second = publish()
    assert second.size > first.size + 699
    assert set(outcome(second).values()) == {"cosigned"}
    assert publish().note == second.note  # nothing new: nobody is asked again, the first times stay
    assert [each.mirror(house.signer.vkey).size() for each in witnesses] == [second.size] * 3


def test_two_of_three_are_enough_when_one_is_away(house, witnesses):
    admit([FORGER.verifier], "Delta", "http://127.0.0.1:9")
    published = publish()
    assert outcome(published)["Delta"] == "witness-away"
    assert journal.witnessed(published.size).enough
    assert [each.code for each in published.mirrors if isinstance(each, journal.NotMirrored)] == ["mirror-away"]


def test_nothing_leaves_where_no_mirror_has_the_hashes(house):
    admit([FORGER.verifier], "Delta", "http://127.0.0.1:9")
    with pytest.raises(journal.NothingOutside, match="dokaz mirror add"):
        publish()


def test_without_any_mirror_the_checkpoint_may_leave_and_says_that_none_holds_it(house):
    published = publish()
    assert (published.mirrors, published.witnesses) == ((), ())
    assert published.note == journal.latest_checkpoint()


def test_a_folder_on_another_disk_is_a_mirror_and_one_inside_the_home_is_not(house, tmp_path):
    (tmp_path / "stick").mkdir()
    (tmp_path / "home").mkdir()
    with pytest.raises(journal.MirrorUnfit, match="lost with it"):
        journal.add_mirror(str(tmp_path / "home"), by=MARYIA, now=NOON)
    with pytest.raises(journal.MirrorAway):
        journal.add_mirror(str(tmp_path / "nowhere"), by=MARYIA, now=NOON)
    added = journal.add_mirror(str(tmp_path / "stick"), by=MARYIA, now=NOON)
    with pytest.raises(journal.MirrorKnown):
        journal.add_mirror(added.place, by=MARYIA, now=NOON)
    published = publish()
    assert published.mirrors == (journal.Mirrored(added.place, published.size),)
    journal.remove_mirror(added.place, by=MARYIA, now=NOON)
    assert publish().mirrors == ()
    with pytest.raises(journal.MirrorUnknown):
        journal.remove_mirror(added.place, by=MARYIA, now=NOON)
    assert [each.removed_at for each in journal.mirrors(removed=True)] == [NOON]


def test_a_stick_that_is_not_mounted_is_named_and_stops_no_other(house, witnesses, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    journal.add_mirror(str(stick), by=MARYIA, now=NOON)
    publish()
    stick.rename(tmp_path / "taken out")
    for left in ("nothing", "an empty folder"):  # where it is mounted, there is a folder also without it
        if left == "an empty folder":
            stick.mkdir()
        act(1)
        published = publish()
        assert set(outcome(published).values()) == {"cosigned"}
        assert [each.mirror for each in published.mirrors if isinstance(each, journal.NotMirrored)] == [str(stick)]
        told = dict(journal.outside_checkpoints(witnesses=journal.witnesses()))
        assert isinstance(told[str(stick)], journal.MirrorAway)
    assert list(stick.iterdir()) == []


def test_the_register_of_what_is_gone_goes_with_the_hashes(house, witnesses):
    with transaction.atomic():
        entry = journal.record("test:thing:destroy", by=MARYIA, now=NOON)
        journal.list_gone("test.thing", rows=["it"], entry=entry)
    publish()
    assert {each.mirror(house.signer.vkey).register() for each in witnesses} == {journal.register()}


def test_a_database_put_back_is_found_by_the_mirror_beside_a_witness(house, witnesses):
    older = house.saved()
    act(5)
    publish()
    house.put_back(older)
    house.memory.note = None  # the home went with the database
    act(9)
    journal.sequence(now=NOON)
    with pytest.raises(journal.LogForked):
        publish()
    assert journal.latest_checkpoint() is None  # the other history got no signature
    assert isinstance(journal.departure(), journal.LogDeparted)  # from now on every command says so


def test_a_database_put_back_and_not_used_is_behind(house, witnesses):
    older = house.saved()
    act(5)
    newest = publish()
    house.put_back(older)
    house.memory.note = None
    with pytest.raises(journal.LogBehind) as behind:
        publish()
    assert behind.value.facts["remembered"] == newest.size
    assert dict(journal.outside_checkpoints(witnesses=journal.witnesses())).keys() == {each.url for each in witnesses}


@pytest.mark.parametrize("place", ["journal-publish-hashes-outside", "journal-publish-cosignatures-kept"])
def test_a_round_that_was_cut_off_is_made_good_by_the_next(house, witnesses, place):
    class CutOff(Exception):
        pass

    def cut():
        raise CutOff

    with pytest.raises(CutOff), faults.failing_at(place, act=cut):
        publish()
    act(1)
    published = publish()
    assert set(outcome(published).values()) == {"cosigned"}
    assert len(published.mirrors) == 3


# one address, whose answers to add-checkpoint are as a test wants them; no mirror lies beside it
@pytest.fixture
def strange(house, tmp_path):
    (tmp_path / "stick").mkdir()
    journal.add_mirror(str(tmp_path / "stick"), by=MARYIA, now=NOON)
    with ExitStack() as stack:

        def answering(answer):
            def site(environ, start_response):
                if environ["REQUEST_METHOD"] == "GET" or "/mirror/" in environ["PATH_INFO"]:
                    start_response("404 Not Found", [("Content-Type", "text/plain")])
                    return [b""]
                body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
                status, kind, data, *more = answer(witnessing.Request.parse(body))
                start_response(f"{status} Told", [("Content-Type", kind), *more])
                return [data]

            admit([FORGER.verifier], "Strange", stack.enter_context(logwitnesses.served(site)))

        yield answering


def line(request, *, time=None, signer=FORGER):
    stated = int(NOON.timestamp()) if time is None else time
    return signer.sign(notes.parse(request.checkpoint)[0], time=stated).line.encode()


TEXT = "text/plain"


@pytest.mark.parametrize(
    ("answer", "code", "says"),
    [
        (lambda _: (422, TEXT, b"no"), "witness-inconsistent", "does not go on"),
        (lambda _: (404, TEXT, b"who"), "witness-refused", "key of this log"),
        (lambda _: (403, TEXT, b"no"), "witness-refused", "key of this log"),
        (lambda _: (500, TEXT, b""), "witness-away", "cannot just now"),
        (lambda _: (429, TEXT, b""), "witness-away", "cannot just now"),
        (lambda _: (302, TEXT, b"", ("Location", "http://127.0.0.1:1/")), "witness-strange", "elsewhere"),
        (lambda _: (200, TEXT, b"nonsense\n"), "witness-strange", "cannot be read"),
        (lambda _: (200, TEXT, b"\xff\xfe"), "witness-strange", "cannot be read"),
        (lambda _: (200, TEXT, b""), "witness-strange", "cannot be read"),
        (lambda _: (409, TEXT, b"7\n"), "witness-strange", "changed its mind"),
        (lambda _: (409, witnessing.SIZE_TYPE, b"many\n"), "witness-strange", "cannot be read"),
        (lambda _: (409, witnessing.SIZE_TYPE, b"999999\n"), "witness-ahead", "999999 entries"),
        (lambda _: (409, witnessing.SIZE_TYPE, b"1\n"), "witness-strange", "changed its mind"),
        (
            lambda asked: (200, TEXT, line(asked, signer=SignerKey.generate(FORGER.name, COSIGNATURE))),
            "witness-strange",
            "key that was admitted",
        ),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_named_and_nothing_is_kept(strange, answer, code, says):
    strange(answer)
    published = publish()
    (told,) = published.witnesses
    assert (told.code, told.operator) == (code, "Strange")
    assert says in told.says
    assert published.note == journal.latest_checkpoint()
    assert not journal.witnessed(published.size).enough


def test_a_cosignature_of_another_checkpoint_is_a_forgery(strange):
    other = Checkpoint("dokaz/test", 2, sha256(b"other").digest()).text
    strange(lambda _: (200, TEXT, FORGER.sign(other, time=5).line.encode()))
    (told,) = publish().witnesses
    assert told.code == "witness-forged"


def test_a_witness_that_holds_less_than_we_thought_is_asked_again_from_there(strange):
    asked = []

    def answer(request):
        asked.append(request)
        if len(asked) == 2:
            return 409, witnessing.SIZE_TYPE, b"0\n"
        return 200, TEXT, line(request)

    strange(answer)
    publish()
    act(2)
    (told,) = publish().witnesses
    assert isinstance(told, journal.Cosigned)
    assert [request.old > 0 for request in asked] == [False, True, False]


@pytest.mark.parametrize("minutes", [-30, 30])
def test_a_clock_far_from_ours_is_kept_and_named(strange, minutes):
    strange(lambda asked: (200, TEXT, line(asked, time=int((NOON + timedelta(minutes=minutes)).timestamp()))))
    (told,) = publish().witnesses
    assert told.odd
    assert told.ahead == timedelta(minutes=minutes)


def test_a_witness_that_never_answers_ends_after_its_seconds(house, tmp_path):
    (tmp_path / "stick").mkdir()
    journal.add_mirror(str(tmp_path / "stick"), by=MARYIA, now=NOON)
    with authorities.served(lambda _handler, _body: None) as url:  # takes the request and hangs up
        admit([FORGER.verifier], "Mute", url)
        (told,) = publish().witnesses
    assert told.code == "witness-away"


def test_a_time_that_no_clock_shows_is_not_kept(strange):
    strange(lambda asked: (200, TEXT, line(asked, time=2**40)))
    (told,) = publish().witnesses
    assert told.code == "witness-strange"
    assert journal.witnessed(journal.head().size).since is None


def test_a_mirror_that_claims_more_than_it_can_show_is_named_and_stops_no_other(house, witnesses):
    def site(environ, start_response):
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        body = {"size": b"1000000\n", "checkpoint": b"garbage\n"}.get(environ["PATH_INFO"].rsplit("/", 1)[1], b"")
        start_response("200 OK", [("Content-Type", TEXT)])
        return [body]

    with logwitnesses.served(site) as url:
        admit([FORGER.verifier], "Liar", url)
        published = publish()
    assert [each.mirror for each in published.mirrors if isinstance(each, journal.NotMirrored)] == [url]
    assert {each.operator for each in published.witnesses if isinstance(each, journal.Cosigned)} == {
        "Alpha",
        "Beta",
        "Gamma",
    }


def test_a_mirror_that_knows_of_more_that_is_gone_stops_an_older_database(house, witnesses):
    publish()
    older = house.saved()
    with transaction.atomic():
        entry = journal.record("test:thing:destroy", by=MARYIA, now=NOON)
        journal.list_gone("test.thing", rows=["it"], entry=entry)
    publish()
    house.put_back(older)
    house.memory.note = None
    house.memory.listed.unlink()  # the whole home was put back
    with pytest.raises(journal.LogDeparted):
        publish()


def test_a_register_goes_out_even_where_nothing_is_gone(house, witnesses):
    publish()
    assert all(each.mirror(house.signer.vkey).register() for each in witnesses)


def test_a_stick_goes_on_as_a_mirror_when_a_new_log_begins(house, tmp_path):
    (tmp_path / "stick").mkdir()
    journal.add_mirror(str(tmp_path / "stick"), by=MARYIA, now=NOON)
    publish()
    other = type(house.signer)("dokaz/test/2")
    with transaction.atomic():
        journal.begin_anew(origin="dokaz/test/2", vkey=other.vkey, reason="copied", by=MARYIA, now=NOON)
    wires.wire(
        signer=other, sealer=house.sealer, memory=house.memory, stamper=None,
        outside=adapters.Outside(house=(tmp_path / "home",), seconds=3),
    )  # fmt: skip
    published = publish()
    assert [type(each) for each in published.mirrors] == [journal.Mirrored]
    mirror = journal.FolderMirror(tmp_path / "stick", vkey=other.vkey)
    assert (mirror.size(), mirror.checkpoint()) == (published.size, published.note)
