"""A mirror in a folder: what it takes, what it refuses, and that it never holds fewer."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokaz.journal import api as journal
from dokaz.kernel import faults, files
from dokaz.verify import checkpoints, merkle, notes
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.notes import SignerKey
from dokaz.verify.registers import Register
from dokaz.verify.tiles import Tile, tiles_of

LOG = SignerKey.generate("log.example")
LEAVES = [merkle.leaf_hash(str(n).encode()) for n in range(1500)]
OTHERS = [merkle.leaf_hash(f"x{n}".encode()) for n in range(1500)]


def note(size, leaves=LEAVES, signer=LOG):
    return checkpoints.sign(Checkpoint(signer.name, size, merkle.root(leaves[:size])), [signer])


def hashes(start, end, leaves=LEAVES):
    return b"".join(leaves[start:end])


@pytest.fixture
def mirror(tmp_path):
    return journal.FolderMirror.begin(tmp_path, vkey=str(LOG.verifier))


def test_hashes_are_held_under_the_checkpoint_that_covers_them(mirror):
    assert (mirror.size(), mirror.checkpoint(), mirror.register()) == (0, None, None)
    for start, end in ((0, 3), (3, 256), (256, 700), (700, 700), (700, 1500)):
        mirror.add(start, hashes(start, end), note(end))
        assert (mirror.size(), mirror.checkpoint()) == (end, note(end))
    assert mirror.hashes(0, 1500) == hashes(0, 1500)
    assert mirror.hashes(250, 300) == hashes(250, 300)
    with pytest.raises(journal.MirrorRefused):
        mirror.hashes(0, 1501)


def test_its_tiles_are_those_of_the_specification(mirror):
    mirror.add(0, hashes(0, 700), note(700))
    mirror.add(700, hashes(700, 1500), note(1500))
    read = merkle.reader_of(LEAVES)
    for tile in tiles_of(1500):
        expected = b"".join(read(tile.level * 8, tile.index * 256 + n) for n in range(tile.width))
        assert mirror.file(tile.path) == expected
    assert mirror.file(Tile(0, 2, 188).path) is None  # partial, and full since


def test_a_long_log_comes_in_pieces_and_counts_only_when_its_root_is_there(mirror):
    mirror.add(0, hashes(0, 100), note(100))
    mirror.add(100, hashes(100, 400), note(1500))
    assert (mirror.size(), mirror.checkpoint()) == (400, note(100))
    assert mirror.hashes(90, 310) == hashes(90, 310)
    with pytest.raises(journal.MirrorRefused, match="400"):
        mirror.add(300, hashes(300, 500), note(1500))
    mirror.add(400, hashes(400, 1500), note(1500))
    assert (mirror.size(), mirror.checkpoint()) == (1500, note(1500))


def test_nonsense_that_somebody_sent_under_a_public_checkpoint_stops_nobody(mirror):
    mirror.add(0, hashes(0, 100), note(100))
    mirror.add(100, hashes(100, 300, OTHERS), note(1500))
    with pytest.raises(journal.MirrorRefused, match="root"):
        mirror.add(300, hashes(300, 1500), note(1500))
    assert mirror.size() == 100
    mirror.add(100, hashes(100, 200, OTHERS), note(1500))
    mirror.add(100, hashes(100, 1500), note(1500))
    assert mirror.checkpoint() == note(1500)


@pytest.mark.parametrize(
    ("start", "given_hashes", "signed"),
    [
        (100, hashes(100, 200, OTHERS), note(200)),
        (100, hashes(100, 200, OTHERS), note(200, OTHERS)),
        (100, hashes(100, 201), note(200)),
        (100, hashes(100, 200)[:-1], note(200)),
        (99, hashes(99, 200), note(200)),
        (101, hashes(101, 200), note(200)),
        (100, hashes(100, 200), note(200, signer=SignerKey.generate("log.example"))),
        (100, hashes(100, 200), b"nonsense"),
        (50, hashes(50, 60), note(60)),
        (100, b"", note(100, OTHERS)),
    ],
)
def test_what_the_key_did_not_sign_or_does_not_fit_is_refused_and_changes_nothing(mirror, start, given_hashes, signed):
    mirror.add(0, hashes(0, 100), note(100))
    with pytest.raises(journal.MirrorRefused):
        mirror.add(start, given_hashes, signed)
    assert (mirror.size(), mirror.checkpoint()) == (100, note(100))
    mirror.add(100, hashes(100, 200), note(200))


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(0, 900), st.booleans()), max_size=12))
@settings(max_examples=40, deadline=None)
def test_whatever_is_sent_in_any_order_it_holds_the_log_and_never_less_of_it(tmp_path_factory, sent):
    mirror = journal.FolderMirror.begin(tmp_path_factory.mktemp("mirror"), vkey=str(LOG.verifier))
    held = 0
    for start, end, size, true in [*sent, (0, 900, 900, True)]:
        leaves = LEAVES if true else OTHERS
        with suppress(journal.MirrorRefused):
            mirror.add(min(start, end), hashes(min(start, end), end, leaves), note(size))
        newest = mirror.checkpoint()
        now = Checkpoint.parse(notes.parse(newest)[0]).size if newest else 0
        assert now >= held
        assert mirror.hashes(0, now) == hashes(0, now)
        held = now


def test_the_register_never_tells_less_and_only_by_the_logs_key(mirror):
    def register(size, *idents, signer=LOG, origin="log.example"):
        return notes.sign(Register(origin, size, tuple(each * 16 for each in idents)).text(), [signer])

    mirror.keep_register(register(3, b"a"))
    longer = register(7, b"b", b"a")
    mirror.keep_register(longer)
    for refused in (
        register(9, b"a"),
        register(9, b"a", b"c", b"d"),
        register(6, b"a", b"b", b"c"),
        register(9, b"a", b"b", origin="other.example"),
        register(9, b"a", b"b", b"c", signer=SignerKey.generate("log.example")),
        note(1500),
        b"nonsense",
    ):
        with pytest.raises(journal.MirrorRefused):
            mirror.keep_register(refused)
        assert mirror.register() == longer


def test_a_stick_that_is_not_there_is_away_and_not_empty(tmp_path):
    folder = tmp_path / "stick"
    with pytest.raises(journal.MirrorAway):
        journal.FolderMirror.begin(folder, vkey=str(LOG.verifier))
    folder.mkdir()  # an empty mount point
    for ask in (lambda m: m.size(), lambda m: m.checkpoint(), lambda m: m.add(0, hashes(0, 5), note(5))):
        with pytest.raises(journal.MirrorAway):
            ask(journal.FolderMirror(folder, vkey=str(LOG.verifier)))
    assert list(folder.iterdir()) == []


STEPS = ["make-folder", files.Step.CREATE, files.Step.WRITE, files.Step.LINK, files.Step.RENAME, files.Step.SYNC_FOLDER]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [0, 1, 3])
def test_broken_off_at_any_step_it_holds_one_checkpoint_or_the_other(mirror, step, after):
    mirror.add(0, hashes(0, 300), note(300))
    with suppress(journal.MirrorAway), faults.failing_at(step, after=after):
        mirror.add(300, hashes(300, 1500), note(1500))
    assert mirror.checkpoint() in (note(300), note(1500))
    assert mirror.hashes(0, 300) == hashes(0, 300)
    if mirror.checkpoint() == note(300):
        mirror.add(300, hashes(300, 1500), note(1500))
    assert mirror.hashes(0, 1500) == hashes(0, 1500)


def test_a_damaged_tile_is_named_and_given_to_nobody(mirror, tmp_path):
    mirror.add(0, hashes(0, 300), note(300))
    (path,) = tmp_path.glob("*/tile/0/000")
    path.write_bytes(b"short")
    with pytest.raises(journal.MirrorRefused, match="tile/0/000"):
        mirror.hashes(0, 10)
