import base64
import hashlib
import json

import pytest
from django.db import IntegrityError

from dokaz.access import api as access
from dokaz.access import models
from dokaz.config import homes
from dokaz.database import api as database
from dokaz.journal import api as journal

pytestmark = pytest.mark.both


def _create(world, path, **changed):
    facts = {
        "name": "Another archive",
        "shares": access.Shares(k=2, n=3),
        "passphrase": world.passphrase,
        "home_kind": "trial",
        "now": world.tick(),
        "hand_out": lambda _: None,
        "cost": access.Argon2Cost(8192, 1, 1),
    }
    return homes.create(path, **(facts | changed))


def test_a_ceremony_is_held_once(world):
    before = {path: path.read_bytes() for path in world.home.rglob("*") if path.is_file() and path.suffix == ".json"}
    with pytest.raises(access.AlreadyBegun):
        _create(world, world.home)
    assert {path: path.read_bytes() for path in before} == before
    assert access.compartments(by=world.session)


def test_a_database_that_has_a_home_takes_no_second_ceremony(world):
    prepared = access.prepare(
        name="Twice",
        shares=access.Shares(k=2, n=2),
        passphrase=world.passphrase,
        home_kind="real",
        now=world.now,
        cost=access.Argon2Cost(8192, 1, 1),
    )
    with pytest.raises(access.AlreadyBegun):
        access.ceremony(prepared, now=world.now)


def test_a_refused_pass_phrase_leaves_nothing_behind(world, fresh, tmp_path):
    before = sorted(tmp_path.iterdir())
    with pytest.raises(access.WeakPassphrase):
        _create(world, tmp_path / "weak", passphrase="123456")
    assert sorted(tmp_path.iterdir()) == before


def test_a_ceremony_whose_shares_nobody_took_leaves_nothing_behind(world, fresh, tmp_path):
    def walk_away(begun):
        raise KeyboardInterrupt

    before = sorted(tmp_path.iterdir())
    with pytest.raises(KeyboardInterrupt):
        _create(world, tmp_path / "new", hand_out=walk_away)
    assert sorted(tmp_path.iterdir()) == before


def test_a_home_made_over_an_empty_folder_is_whole(world, fresh, tmp_path):
    (tmp_path / "new").mkdir()
    begun = _create(world, tmp_path / "new")
    assert [each.name for each in access.compartments(by=begun.session)] == ["archive"]
    assert not list(tmp_path.glob("*.making-*"))


def test_the_database_may_lie_elsewhere(world, tmp_path, monkeypatch):
    monkeypatch.setenv("DOKAZ_DATABASE_URL", f"sqlcipher://{tmp_path}/elsewhere/main.db")
    _create(world, tmp_path / "new")
    assert (tmp_path / "elsewhere/main.db").is_file()
    assert not (tmp_path / "new/dokaz.db").exists()
    homes.open(tmp_path / "new", passphrase=world.passphrase, now=world.tick())


def test_the_database_may_have_another_name_inside_the_home(world, tmp_path, monkeypatch):
    monkeypatch.setenv("DOKAZ_DATABASE_URL", f"{tmp_path}/new/data/main.db")
    _create(world, tmp_path / "new")
    assert (tmp_path / "new/data/main.db").is_file()
    assert homes.open(tmp_path / "new", passphrase=world.passphrase, now=world.tick())


def test_the_files_in_clear_do_not_say_whose_home_it_is(world):
    database.close()
    files = [path.read_bytes() for path in world.home.rglob("*") if path.is_file()]
    assert [content for content in files if b"Archive under test" in content] == []


def test_the_first_entry_says_what_kind_of_home_it_is(world):
    journal.sequence(now=world.tick())
    first = next(iter(journal.read(limit=1)))
    event = json.loads(journal.evidence(first.entry).event)
    assert event["verb"] == "access:home:begin"
    assert event["facts"]["home"] == "trial"


def test_a_trial_home_never_becomes_a_real_one(world):
    with pytest.raises(IntegrityError, match="append-only"):
        models.Home.objects.update(kind="real")


def test_a_home_file_that_calls_itself_real_does_not_make_it_so(world):
    path = world.home / "home.json"
    path.write_text(path.read_text().replace('"trial"', '"real"'))
    session = world.open_again()
    assert session.home_kind == "trial"
    with pytest.raises(access.ProtectedInTrial):
        access.add_compartment(name="identities", protected=True, by=session, now=world.tick())


def test_the_pinned_fingerprint_is_the_hash_of_the_ceremony_key(world):
    pinned = json.loads((world.home / "home.json").read_text())["ceremony"]
    assert hashlib.sha256(models.Home.objects.get().ceremony_key).hexdigest() == pinned


def test_every_row_the_ceremony_wrote_has_its_entry(world):
    assert journal.verify_records().found == ()


@pytest.mark.embedded("its file is searched")
def test_no_secret_of_the_ceremony_lies_in_any_file(fresh, world):
    unlocked = access.unlock(world.home, passphrase=world.passphrase)
    recovered = access.combine(world.slips[:2])
    keys = world.session.keys
    secrets = [
        keys.box.secret,
        keys.sign.secret,
        keys.machine.secret,
        unlocked.database_key,
        recovered.box.secret,
        recovered.sign.secret,
        unlocked.stretched.account,
        unlocked.stretched.machine,
        world.passphrase.encode(),
        *(identity.secret for identity in access.identities(world.compartment, by=world.session)),
        *(slip.encode() for slip in world.slips),
    ]
    spelt = [way for secret in secrets for way in (secret, secret.hex().encode(), base64.b64encode(secret)[:-2])]
    database.close()
    files = [path for path in world.home.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"dokaz.db", "home.json", "pepper", "database.age"}
    assert [path for path in files for way in spelt if way in path.read_bytes()] == []


def test_a_slip_is_confirmed_by_typing_it_again(world, fresh, tmp_path):
    def confirm(begun):
        with pytest.raises(access.ShareWrong):
            access.confirm_share(begun, number=1, slip=begun.slips[1], now=world.tick())
        for strange in ("акадэмія кіслата", "\udce4", ""):  # another keyboard, a byte that is no text, nothing
            with pytest.raises(access.ShareWrong):
                access.confirm_share(begun, number=1, slip=strange, now=world.tick())
        access.confirm_share(begun, number=1, slip=f"  {begun.slips[0].upper()}\n", now=world.tick())

    _create(world, tmp_path / "new", hand_out=confirm)
    confirmed = models.RecoveryShare.objects.filter(confirmed_at__isnull=False).values_list("number", flat=True)
    assert list(confirmed) == [1]
    assert journal.verify_records().found == ()


def test_a_practice_home_carries_its_pass_phrase(world, fresh, tmp_path):
    _create(world, tmp_path / "practice", home_kind="practice")
    written = (tmp_path / "practice/passphrase").read_text().strip()
    assert homes.open(tmp_path / "practice", passphrase=written, now=world.tick()).home_kind == "practice"
