"""What the witness site answers, asked in process: the statuses of C2SP tlog-witness, and nothing it need not say."""

import io
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from dokaz.cosigning import api as cosigning
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.verify import checkpoints, merkle, mirroring, notes, witnessing
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.mirroring import Leaves
from dokaz.verify.notes import SignerKey
from dokaz.verify.registers import Register
from dokaz.verify.witnessing import Request
from dokaz.web.witness.site import Site

LOG = SignerKey.generate("log.example")
LEAVES = [merkle.leaf_hash(str(n).encode()) for n in range(300)]
HASH = sha256(b"log.example").hexdigest()
WORDS = "academic acid acne acquire acrobat activity actress adapt"


def note(size, signer=LOG):
    return checkpoints.sign(Checkpoint(signer.name, size, merkle.root(LEAVES[:size])), [signer])


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "witness"
    cosigning.make(folder, name="w.example", passphrase=WORDS, cost=cosigning.Cost(64, 1, 1))
    cosigning.serve(folder, vkey=str(LOG.verifier), operator="Archive", now=datetime(2026, 1, 1, tzinfo=UTC))
    cosigning.mirror_folder(folder).mkdir()
    journal.FolderMirror.begin(cosigning.mirror_folder(folder), vkey=str(LOG.verifier))
    return folder


@pytest.fixture
def ask(home):
    site = Site(cosigning.opened(home, passphrase=WORDS))

    def asked(method, path, body=b"", **environ):
        told = []
        given = {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(body))}
        answer = site({**given, "wsgi.input": io.BytesIO(body), **environ}, lambda *each: told.append(each))
        status, headers = told[0]
        return int(status[:3]), dict(headers)["Content-Type"], b"".join(answer)

    return asked


def add(ask, old, new, **named):
    proof = merkle.consistency_proof(merkle.reader_of(LEAVES), old=old, new=new) if 0 < old <= new else ()
    return ask("POST", "/add-checkpoint", bytes(Request(old, tuple(proof), named.get("signed") or note(new))))


def test_each_status_of_the_specification(ask):
    status, _, body = add(ask, 0, 5)
    assert status == 200
    assert len(witnessing.lines(body)) == 2
    assert add(ask, 0, 9) == (409, "text/x.tlog.size", b"5\n")
    assert add(ask, 9, 5)[0] == 400
    assert ask("POST", "/add-checkpoint", b"nonsense")[0] == 400
    assert add(ask, 5, 9, signed=note(9, SignerKey.generate("log.example")))[0] == 403
    assert add(ask, 5, 9, signed=note(9, SignerKey.generate("other.example")))[0] == 404
    assert ask("POST", "/add-checkpoint", bytes(Request(5, (), note(9))))[0] == 422
    assert ask("GET", f"/{HASH}/checkpoint")[2] == note(5) + body


def test_a_body_too_long_too_short_or_without_a_length_is_refused_before_it_is_read(ask):
    assert ask("POST", "/add-checkpoint", CONTENT_LENGTH="")[0] == 411
    assert ask("POST", "/add-checkpoint", CONTENT_LENGTH="-1")[0] == 411
    assert ask("POST", "/add-checkpoint", CONTENT_LENGTH="99999999999")[0] == 413
    assert ask("POST", "/add-checkpoint", b"old", CONTENT_LENGTH="50")[0] == 400


@pytest.mark.parametrize(
    "path",
    ["/", "/add-checkpoint", "/../witness.json", f"/{HASH}", f"/{HASH}/held", f"/{'0' * 64}/checkpoint", f"/{HASH}/checkpoint",
     f"/mirror/{HASH}/tile/../../log", f"/mirror/{HASH}/tile/0/000", f"/mirror/{HASH}/log", f"/mirror/{HASH}/checkpoint"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(ask, path):
    assert ask("GET", path)[0] == 404


def test_the_mirror_takes_leaves_by_the_logs_key_and_serves_tiles(ask):
    hashes = b"".join(LEAVES)
    path = f"/mirror/{HASH}"
    assert ask("GET", f"{path}/size")[2] == b"0\n"
    assert ask("POST", f"{path}/leaves", bytes(Leaves(0, hashes[: 32 * 100], note(300))))[2] == b"100\n"
    assert ask("POST", f"{path}/leaves", bytes(Leaves(100, hashes[32 * 100 :], note(300))))[2] == b"300\n"
    assert ask("GET", f"{path}/checkpoint")[2] == note(300)
    assert ask("GET", f"{path}/tile/0/000")[2] == hashes[:8192]
    assert ask("GET", f"{path}/leaves/250/300")[2] == hashes[250 * 32 :]
    assert ask("GET", f"{path}/leaves/0/301")[0] == 409
    assert ask("GET", f"{path}/leaves/0/{mirroring.AT_ONCE + 1}")[0] == 404
    status, _, said = ask(
        "POST", f"{path}/leaves", bytes(Leaves(300, b"x" * 32, note(300, SignerKey.generate("log.example"))))
    )
    assert (status, b"/" in said) == (409, False)
    assert ask("POST", f"{path}/leaves", b"nonsense")[0] == 400


def test_the_register_grows_over_http(ask):
    path = f"/mirror/{HASH}/register"
    one, two = (notes.sign(Register(LOG.name, size, (bytes(16),)).text(), [LOG]) for size in (1, 2))
    assert ask("POST", path, two)[0] == 200
    assert ask("POST", path, one)[0] == 409
    assert ask("GET", path)[2] == two


def test_what_only_its_people_can_mend_is_told_without_the_names_of_files(ask, home):
    add(ask, 0, 5)
    (state,) = home.glob("logs/*/held")
    state.write_bytes(b"damaged")
    status, _, said = add(ask, 5, 9)
    assert status == 503
    assert str(home).encode() not in said
    state.unlink()
    state.mkdir()
    assert add(ask, 5, 9)[0] == 503


def test_a_clock_that_went_back_is_named(ask, monkeypatch):
    add(ask, 0, 5)
    monkeypatch.setattr(clock, "now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    status, _, said = add(ask, 5, 9)
    assert status == 503
    assert b"clock" in said
