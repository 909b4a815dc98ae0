"""Mirrors beside a log witness (HTTP) and in a bucket: the same promises as the one in a folder."""

import random
from contextlib import ExitStack

import pytest
from tests import logwitnesses
from tests.objectstores import LOOPBACK

from dokaz.adapters import api as adapters
from dokaz.adapters.mirrors import HttpMirror
from dokaz.adapters.s3 import mirror as buckets
from dokaz.journal import api as journal
from dokaz.verify import checkpoints, merkle, mirroring, notes
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.notes import SignerKey
from dokaz.verify.registers import Register

pytestmark = pytest.mark.allow_hosts(LOOPBACK)

LOG, OTHER = SignerKey.generate("log.example"), SignerKey.generate("other.example")
VKEY = str(LOG.verifier)
LEAVES = [merkle.leaf_hash(str(n).encode()) for n in range(1200)]


def hashes(start, end):
    return b"".join(LEAVES[start:end])


def note(size, leaves=LEAVES, signer=LOG):
    return checkpoints.sign(Checkpoint(signer.name, size, merkle.root(leaves[:size])), [signer])


def register(*idents, size=0, origin="log.example", signer=LOG):
    return notes.sign(Register(origin, size, idents).text(), [signer])


@pytest.fixture(params=["beside a log witness", "in a bucket", "in a folder"])
def mirror(request, tmp_path):
    with ExitStack() as stack:
        if request.param == "beside a log witness":
            witness = stack.enter_context(logwitnesses.witnessing(tmp_path / "w", name="witness.example/w"))
            witness.serves(VKEY)
            yield lambda: adapters.mirror(witness.url, vkey=VKEY)
        elif request.param == "in a bucket":
            server = request.getfixturevalue("object_server")
            url = server.url(server.make(lock="2d").name, lock="2d")
            yield lambda: adapters.mirror(url, vkey=VKEY)
        else:
            journal.FolderMirror.begin(tmp_path, vkey=VKEY)
            yield lambda: adapters.mirror(str(tmp_path), vkey=VKEY)


def test_an_empty_mirror_says_that_it_holds_nothing(mirror):
    assert (mirror().size(), mirror().checkpoint(), mirror().register()) == (0, None, None)


def test_what_was_sent_in_pieces_comes_back_whole_and_anywhere(mirror, monkeypatch):
    monkeypatch.setattr(mirroring, "AT_ONCE", 700)
    one = mirror()
    for start, end in ((0, 300), (300, 500)):
        one.add(start, hashes(start, end), note(500))
    one = mirror()
    one.add(500, hashes(500, 1200), note(1200))
    assert mirror().size() == 1200
    assert mirror().checkpoint() == note(1200)
    draw = random.Random(5)
    for _ in range(12):
        start, end = sorted(draw.sample(range(1201), 2))
        assert mirror().hashes(start, end) == hashes(start, end)
    with pytest.raises(journal.MirrorRefused):
        mirror().hashes(1100, 1201)


def test_hashes_that_do_not_give_the_signed_root_are_refused_and_the_right_ones_taken_then(mirror):
    mirror().add(0, hashes(0, 10), note(10))
    with pytest.raises(journal.MirrorRefused):
        mirror().add(10, hashes(0, 10), note(20))
    assert mirror().checkpoint() == note(10)
    mirror().add(10, hashes(10, 20), note(20))
    assert mirror().checkpoint() == note(20)


def test_what_another_log_signed_is_refused(mirror):
    with pytest.raises(journal.MirrorRefused):
        mirror().add(0, hashes(0, 10), note(10, signer=OTHER))
    with pytest.raises(journal.MirrorRefused):
        mirror().keep_register(register(origin="other.example", signer=OTHER))
    with pytest.raises(journal.MirrorRefused):
        mirror().keep_register(register(origin="other.example"))
    assert mirror().size() == 0


def test_a_shorter_log_and_a_gap_are_refused(mirror):
    mirror().add(0, hashes(0, 10), note(10))
    with pytest.raises(journal.MirrorRefused):
        mirror().add(0, hashes(0, 5), note(5))
    with pytest.raises(journal.MirrorRefused):
        mirror().add(12, hashes(12, 20), note(20))
    assert mirror().checkpoint() == note(10)


def test_the_register_never_tells_less(mirror):
    one, two, three = (bytes([n]) * 16 for n in (1, 2, 3))
    mirror().keep_register(register(one, size=5))
    mirror().keep_register(register(two, one, size=9))
    for refused in (register(one, size=9), register(one, three, size=10), register(one, two, size=8), note(10)):
        with pytest.raises(journal.MirrorRefused):
            mirror().keep_register(refused)
    assert mirror().register() == register(two, one, size=9)
    mirror().keep_register(register(two, one, size=12))
    assert mirror().register() == register(two, one, size=12)


def test_a_register_of_many_thousands_is_held(mirror):
    many = register(*(n.to_bytes(16) for n in range(40_000)))
    mirror().keep_register(many)
    assert mirror().register() == many


def test_sending_was_cut_off_and_begins_anew(mirror):
    mirror().add(0, hashes(0, 4), note(10))  # and no more
    start = 0 if mirror().checkpoint() is None else 10
    again = mirror()
    again.add(start, hashes(0, 10), note(10))
    assert mirror().checkpoint() == note(10)


def test_a_witness_that_does_not_serve_the_log_says_so(tmp_path):
    with logwitnesses.witnessing(tmp_path / "w", name="witness.example/w") as witness:
        for ask in (HttpMirror(witness.url, VKEY).size, HttpMirror(witness.url, VKEY).checkpoint):
            with pytest.raises(journal.MirrorRefused, match="does not serve this log yet"):
                ask()


def strange(status, body, kind="text/plain"):
    def site(environ, start_response):
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response(f"{status} Told", [("Content-Type", kind)])
        return [body]

    return site


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b"many\n", journal.MirrorRefused),
        (200, b"9" * 400, journal.MirrorRefused),
        (500, b"", journal.MirrorAway),
        (302, b"", journal.MirrorRefused),
        (418, b"tea", journal.MirrorRefused),
    ],
)
def test_an_answer_that_is_none_is_named(status, body, error):
    with logwitnesses.served(strange(status, body)) as url:
        with pytest.raises(error):
            HttpMirror(url, VKEY).size()
        with pytest.raises(error):
            HttpMirror(url, VKEY).add(0, hashes(0, 2), note(2))
        with pytest.raises(error):
            HttpMirror(url, VKEY).hashes(0, 2)


def test_nobody_there_is_away():
    with pytest.raises(journal.MirrorAway):
        HttpMirror("http://127.0.0.1:9", VKEY, seconds=2).checkpoint()


@pytest.mark.parametrize("place", ["ftp://somewhere/x", "s3://bucket?key=secret", "s3://x"])
def test_an_address_that_can_be_no_mirror_is_refused_by_name(place):
    with pytest.raises(journal.MirrorUnfit) as refused:
        adapters.mirror(place, vkey=VKEY)
    assert "secret" not in str(refused.value)


def test_a_head_that_somebody_else_wrote_into_the_bucket_is_passed_over(object_server):
    url = object_server.url(object_server.make().name)
    mirror = adapters.mirror(url, vkey=VKEY)
    mirror.add(0, hashes(0, 3), note(3))
    assert isinstance(mirror, buckets.BucketMirror)
    untrue = buckets._Head(3, 0, (), (), note(3)).written(), buckets._Head(12, 12, (), (), note(12)).written()
    for size, content in zip((9, 10, 11, 12), (b"{}", b"\xff", *untrue), strict=True):
        mirror._put(f"heads/{size:019}", content)
    fresh = adapters.mirror(url, vkey=VKEY)
    assert (fresh.size(), fresh.checkpoint(), fresh.hashes(0, 3)) == (3, note(3), hashes(0, 3))
    fresh.add(3, hashes(3, 6), note(6))
    assert adapters.mirror(url, vkey=VKEY).checkpoint() == note(6)
