"""What goes to a bucket of back-ups is searched as it goes over the wire: the name, headers and body of every request.

What lies in the bucket is what was sent to it. Searched for are the same words and keys as in `test_leaks`.
"""

import json

import pytest
from tests import misbehaving, objectstores
from tests.conftest import PASSPHRASE
from tests.crash.searching import CYRILLIC, LATIN, Run, found_keys, found_words, in_base64

from dokaz.verify import age

pytestmark = [pytest.mark.allow_hosts(objectstores.LOOPBACK), pytest.mark.soak]

WIRE = "wire"
PLACES = ("back-ups", "parts", "keys", "payload")


@pytest.fixture(scope="module")
def run(tmp_path_factory, moto):
    """init, receive, backup make, and restore --list with the key that opens what was made."""
    made = Run(tmp_path_factory.mktemp("leaks"))
    brought = made.folder / "brought"
    brought.mkdir()
    (brought / f"{LATIN}-in-a-name.txt").write_text(f"It says {LATIN} and {CYRILLIC}. " * 40, encoding="utf-8")
    (brought / f"{CYRILLIC}-у-назве.txt").write_text(f"{CYRILLIC} {LATIN} second", encoding="utf-16")
    shares = made.disk / "named" / "shares"
    made("init", "--yes", "--name", f"{LATIN} Archive", "--shares", "2/3", "--shares-to", shares)
    out = made("receive", brought, "--source", f"P-{LATIN}", "--json")
    made.refs = {line["path"]: line["ref"] for line in map(json.loads, out.splitlines())}
    _backed_up(made, moto)
    return made


def _backed_up(made, moto):
    objectstores.write_credentials(made.folder / "credentials")
    identity = age.X25519Identity.generate()
    (made.folder / "key").write_text(f"{identity}\n")
    made.secret = str(identity)
    made("backup", "key", "add", str(identity.recipient))
    with misbehaving.between(moto) as between:
        shelf = between.server.url(moto.make(lock="2d").name, lock="2d")
        made("backup", "make", "--to", shelf)
        made("restore", "--list", "--from", shelf, "--identity", made.folder / "key")
    (made.disk / WIRE).mkdir()
    for number, request in enumerate(between.seen):
        (made.disk / WIRE / f"{number:04}").write_bytes(_as_it_went(request))


def _as_it_went(request):
    told = [f"{request.method} {request.path}", *(f"{name}: {value}" for name, value in request.headers.items())]
    return "\n".join(told).encode() + b"\n\n" + request.body


def sent(run):
    return [path.read_bytes() for path in sorted((run.disk / WIRE).iterdir())]


def test_what_was_searched_are_the_back_ups_that_went_to_the_bucket(run):
    put = [request.split(b" ")[1].decode() for request in sent(run) if request.startswith(b"PUT ")]
    counted = {place: sum(f"/vault/{place}/" in path for path in put) for place in PLACES}
    assert (counted["back-ups"], counted["payload"]) == (1, len(run.refs))
    assert min(counted["parts"], counted["keys"]) > 0


def test_no_planted_word_goes_to_the_bucket_or_stays_behind_on_the_machine(run):
    assert set(found_words(run)) == set()


def test_no_key_goes_to_the_bucket_or_stays_behind_on_the_machine(run):
    assert len(run.keys()) > 100  # those of every part were listened to
    assert set(found_keys(run)) == {"home/pepper"}


def test_no_secret_that_a_person_holds_goes_to_the_bucket(run):
    slips = [path.read_text().splitlines()[0] for path in (run.disk / "named" / "shares").iterdir()]
    secrets = [each.encode() for each in (PASSPHRASE, run.secret, objectstores.SECRET, *slips)]
    spelt = [text for secret in secrets for text in (secret, *in_base64(secret))]
    assert [text for request in sent(run) for text in spelt if text in request] == []


def test_a_word_that_went_in_the_clear_would_be_found(run):
    planted = run.disk / WIRE / "planted"
    planted.write_bytes(sent(run)[-1] + CYRILLIC.encode())
    assert (f"{WIRE}/planted", CYRILLIC) in set(found_words(run))
    planted.unlink()
