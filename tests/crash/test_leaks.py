"""What a whole run writes is searched for planted words and for every key it made (SECURITY 7, Leaks).

Words may be found only where a person named the destination; a key only where docs/keys.md says that it rests.
"""

import base64
import json
import re
import time
from pathlib import Path

import pytest
from tests import permitting
from tests.conftest import PASSPHRASE
from tests.crash.searching import CYRILLIC, HERE, LATIN, Run, found_keys, found_words, in_base64, spellings

KEYS_PAGE = HERE.parents[1] / "docs" / "keys.md"
PACKAGE, EXTRACTED = "named/package", "named/extracted"


def a_document(title):
    """A PDF whose title and text are planted; the metadata reader finds both."""
    return f"%PDF-1.4\n1 0 obj<</Title({title})/Type/Catalog>>endobj\ntrailer<</Root 1 0 R/Info 1 0 R>>\n%%EOF".encode()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A whole run of the command: init, receive, a receive that is killed, verify, checkpoint, show, extract."""
    made = Run(tmp_path_factory.mktemp("leaks"))
    brought = made.folder / "brought"
    brought.mkdir()
    (brought / f"{LATIN}-in-a-name.txt").write_text(f"It says {LATIN} and {CYRILLIC}. " * 40, encoding="utf-8")
    (brought / f"{CYRILLIC}-у-назве.txt").write_text(f"{CYRILLIC} {LATIN} second", encoding="utf-16")
    (brought / "document.pdf").write_bytes(a_document(f"{LATIN}InATitle"))
    (brought / "z large.bin").write_bytes(f"{LATIN} {CYRILLIC} ".encode() * 30_000)  # many chunks
    made(
        "init", "--yes", "--name", f"{LATIN} Archive", "--shares", "2/3", "--shares-to", made.disk / "named" / "shares"
    )
    out = made("receive", brought, "--source", f"P-{LATIN}", "--json")
    made.refs = {Path(line["path"]).name: line["ref"] for line in map(json.loads, out.splitlines())}
    assert len(made.refs) == 4
    made("verify", "--all")
    made("checkpoint", "--to", made.disk / "named" / "checkpoint")
    made("show", made.refs["document.pdf"])
    made("extract", made.refs[f"{LATIN}-in-a-name.txt"], "--to", made.disk / EXTRACTED)
    made.let_go(*made.refs.values())
    approval = json.loads(made("package", *made.refs.values(), *permitting.WHERE, "--ask", "--json"))["approval"]
    made("approval", "give", approval, "--passphrase-file", made.second)
    made("package", "--approval", approval, "--to", made.disk / PACKAGE)
    _killed_while_receiving(made)
    return made


def _killed_while_receiving(made):
    """So that a temporary file, a write-ahead log and its index are left to be searched."""
    pipe_like = made.folder / "again"
    pipe_like.mkdir()
    for number in range(8):
        (pipe_like / f"{LATIN}-in-a-name {number}").write_bytes(f"{CYRILLIC} {LATIN} {number} ".encode() * 100_000)
    running = made.started("receive", pipe_like, "--later", "--json")
    deadline = time.monotonic() + 60
    arriving = made.disk / "home" / "vault" / "arriving"
    while not any(arriving.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.01)
    running.kill()
    running.communicate()


def test_planted_words_are_only_where_a_person_named_the_destination(run):
    found = {name for name, _ in found_words(run)}
    assert EXTRACTED in found
    assert {name for name in found if not name.startswith(f"{PACKAGE}/")} == {EXTRACTED}


def test_what_was_searched_was_left_by_a_run_that_was_killed(run):
    names = run.files().keys()
    assert any(name.startswith("home/vault/arriving/") for name in names)
    assert "home/dokaz.db-wal" in names


def test_a_key_is_only_where_the_page_of_keys_says_that_it_rests(run):
    salts = {f"{PACKAGE}/proofs/{ref}.salt" for ref in run.refs.values()}  # what opens the receipt, and nothing else
    assert set(found_keys(run)) == {"home/pepper", *salts}
    assert re.search(r"^\| \*\*Pepper\*\*[^|]*\|[^|]*\| `pepper` in the home", KEYS_PAGE.read_text(), re.MULTILINE)


def test_the_pass_phrase_and_the_shares_are_nowhere_but_where_the_person_put_them(run):
    slips = [path.read_text().splitlines()[0] for path in (run.disk / "named" / "shares").iterdir()]
    assert len(slips) == 3
    secrets = [PASSPHRASE.encode(), *(slip.encode() for slip in slips)]
    found = {
        name
        for name, data in run.files().items()
        for secret in secrets
        if any(each in data for each in (secret, *in_base64(secret)))
    }
    assert {str(Path(name).parent) for name in found} == {"named/shares"}


def test_every_maker_of_keys_was_listened_to(run):
    assert {maker for maker, _ in run.noted()} == {"random", "HKDF", "Argon2id", "X25519PrivateKey", "new_file_key"}
    keys = run.keys()
    assert (run.disk / "home" / "pepper").read_bytes() in keys
    assert {len(key) for key in keys} == {16, 32}
    assert len([maker for maker, _ in run.noted() if maker == "new_file_key"]) >= len(run.refs)


@pytest.mark.parametrize("word", [LATIN, CYRILLIC])
def test_the_search_finds_a_word_however_it_is_spelt(run, word):
    in_longer = (base64.b64encode(b"x" * shift + word.encode() + b"yz") for shift in range(3))
    planted = {}
    for number, spelt in enumerate([*(b"\x00before" + each + b"after" for each in set(spellings(word))), *in_longer]):
        planted[f"tmp/planted-{number}"] = run.disk / "tmp" / f"planted-{number}"
        planted[f"tmp/planted-{number}"].write_bytes(spelt)
    found = set(found_words(run))
    for path in planted.values():
        path.unlink()
    assert {(name, word) for name in planted} <= found


def test_the_search_finds_a_key_however_it_is_spelt(run):
    planted = set()
    for size in (16, 32):
        key = min(filter(lambda each: len(each) == size, run.keys()))
        spellings_of_it = (key, key.hex().encode(), base64.b64encode(b"x" + key + b"yz"), base64.urlsafe_b64encode(key))
        for number, spelt in enumerate(spellings_of_it):
            name = f"tmp/planted-{size}-{number}"
            (run.disk / name).write_bytes(b"\x00 " + spelt + b" \x00")
            planted.add(name)
    found = set(found_keys(run))
    for name in planted:
        (run.disk / name).unlink()
    assert planted <= found
