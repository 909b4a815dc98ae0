import itertools
import json
from uuid import UUID

import pytest
from django.apps import apps
from django.db.models import BinaryField

from dokaz.access import api as access
from dokaz.access import models
from dokaz.config import homes
from dokaz.journal import api as journal
from dokaz.kernel.errors import KeyMalformed, SealBroken
from dokaz.kernel.sealing import Purpose, SignPair, derive, open_field, open_with
from dokaz.verify import age


def test_a_wrong_pass_phrase_opens_nothing(world):
    with pytest.raises(access.WrongPassphrase) as refused:
        world.open_again(world.passphrase.replace("acid", "acne"))
    assert "keyboard" in str(refused.value)


def test_composed_letters_and_spaces_make_no_difference(world):
    assert world.open_again("  " + world.passphrase.replace(" ", "   ") + "\n")


def test_the_same_letter_composed_or_not_is_the_same_pass_phrase(world, fresh, tmp_path):
    phrase = "мой доўгі сакрэтны радок з йотай"
    homes.create(
        tmp_path / "new",
        name="x",
        shares=access.Shares(k=2, n=2),
        passphrase=phrase,
        home_kind="trial",
        now=world.now,
        hand_out=lambda _: None,
        cost=access.Argon2Cost(8192, 1, 1),
    )
    decomposed = phrase.replace("й", "и\u0306").replace("ў", "у\u0306")
    assert homes.open(tmp_path / "new", passphrase=decomposed, now=world.now)


def test_a_home_with_another_pepper_does_not_open(world):
    (world.home / "pepper").write_bytes(bytes(32))
    with pytest.raises(access.WrongPassphrase):
        world.open_again()


def test_a_damaged_home_file_is_named(world):
    (world.home / "home.json").write_text("{}")
    with pytest.raises(access.HomeUnreadable):
        world.open_again()


def test_a_folder_that_is_no_home_is_named(world, tmp_path):
    with pytest.raises(homes.HomeMissing):
        homes.open(tmp_path / "nothing", passphrase="x", now=world.now)


def test_signing_in_is_journalled(world):
    journal.sequence(now=world.tick())
    before = [entry.verb for entry in journal.read()].count("access:session:begin")
    world.open_again()
    journal.sequence(now=world.tick())
    assert [entry.verb for entry in journal.read()].count("access:session:begin") == before + 1


def test_a_session_shows_and_writes_no_key(world):
    keys = world.session.keys
    for secret in (keys.box.secret, keys.sign.secret, keys.machine.secret):
        assert repr(secret) not in repr(world.session)
        assert secret.hex() not in repr(world.session)
    with pytest.raises(TypeError):
        world.session.__reduce__()


def test_everything_without_the_pass_phrase_opens_no_account(world):
    """SECURITY 1: the whole database, the pepper, every file and the machine's own key, but no pass-phrase."""
    unlocked = access.unlock(world.home, passphrase=world.passphrase)
    found = [*_bytes_of_the_database(), *(p.read_bytes() for p in world.home.rglob("*") if p.is_file())]
    found += [unlocked.database_key, unlocked.machine.secret]  # a seized running machine has these
    log_key = models.LogKey.objects.get()
    found.append(open_with(unlocked.machine.secret, bytes(log_key.sealed), aad=b"log-key\x00" + log_key.id.bytes))
    short = {each for each in found if len(each) == 32} | {each[n : n + 32] for each in found for n in (0, 32)}
    keys = {each for each in short if len(each) == 32}
    keys |= {derive(key, purpose, salt=salt) for key in keys for purpose in Purpose for salt in (b"",)}
    locked = models.AccountKeys.objects.get()
    aad = b"account\x00" + locked.account_id.bytes + locked.number.to_bytes(4, "big")
    assert open_field(unlocked.stretched.account, bytes(locked.sealed), aad=aad)  # the pass-phrase does
    assert [key for key in keys if _opens_account(key, bytes(locked.sealed), aad)] == []
    wraps = [(bytes(wrap.sealed), b"wrap\x00" + wrap.generation_id.bytes) for wrap in models.Wrap.objects.all()]
    assert [key for key, (sealed, label) in itertools.product(keys, wraps) if _opens_wrap(key, sealed, label)] == []


def test_the_stored_verifier_is_not_the_wrapping_key(world):
    unlocked = access.unlock(world.home, passphrase=world.passphrase)
    stored = bytes(models.AccountKeys.objects.get().verifier)
    assert stored == unlocked.stretched.verifier
    assert len({stored, unlocked.stretched.account, unlocked.stretched.machine}) == 3


def test_another_account_signs_in_and_belongs_to_nothing_yet(world):
    second = world.second_account(role="documenter")
    session = world.as_account(second)
    assert session.actor.account == second
    assert session.actor.role == "documenter"
    assert access.compartments(by=session) == ()
    assert access.identities(world.compartment, by=session) == ()
    slots = json.loads((world.home / "home.json").read_text())["slots"]
    assert second in {UUID(slot["account"]) for slot in slots}
    assert journal.verify_records().found == ()


def test_an_account_whose_keys_were_replaced_is_refused(world, tampered):
    stranger = SignPair.new()
    tampered("UPDATE access_accountkeys SET sign_public = %s", stranger.public)
    with pytest.raises(access.PublicKeySwapped):
        world.open_again()


def test_an_account_without_a_role_is_refused(world, tampered):
    tampered("UPDATE access_role SET held_to = %s", "2026-03-04 09:30:00.000001")
    with pytest.raises(access.NotPermitted):
        world.open_again()


def test_a_database_key_file_for_another_machine_is_named(world):
    sealed = world.home / "keys/database.age"
    with sealed.open("wb") as out, (world.home / "pepper").open("rb") as secret:
        age.encrypt(secret, out, [age.X25519Identity.generate().recipient])
    with pytest.raises(access.HomeUnreadable):
        world.open_again()


def _bytes_of_the_database():
    for model in apps.get_app_config("access").get_models():
        columns = [field.attname for field in model._meta.concrete_fields if isinstance(field, BinaryField)]
        for row in model._base_manager.values_list(*columns) if columns else ():
            yield from (bytes(value) for value in row if value is not None)


def _opens_account(key, sealed, aad):
    try:
        return bool(open_field(key, sealed, aad=aad))
    except (SealBroken, KeyMalformed):
        return False


def _opens_wrap(key, sealed, label):
    try:
        return bool(open_with(key, sealed, aad=label))
    except (SealBroken, KeyMalformed):
        return False
