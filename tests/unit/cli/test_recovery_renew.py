"""New recovery shares: what the old ones open no more, what the new ones open, and that a crash loses nothing."""

import io
import shutil
import subprocess

import pytest
from django.db import transaction

from dokaz.access import api as access
from dokaz.access import models, renewing
from dokaz.cli import main, questions, shares
from dokaz.cli.voice import Voice
from dokaz.config import homes, renewals
from dokaz.custody import api as custody
from dokaz.custody import resealing
from dokaz.custody.models import Blob
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.errors import SealBroken
from dokaz.kernel.sealing import open_with
from dokaz.verify import age

pytestmark = pytest.mark.both

SPLIT = access.Shares(k=2, n=2)


def _share_files(slips, folder, name="old"):
    for number, slip in enumerate(slips):
        (folder / f"{name}-{number}.txt").write_text(f"{slip}\n")
        yield from ("--share-file", folder / f"{name}-{number}.txt")


def _slips(folder):
    return [each.read_text().partition("\n")[0] for each in sorted(folder.glob("recovery-share-*.txt"))]


def _renew(world, *, split=SPLIT, hand_out=None):
    handed = []

    def take(made):
        handed.extend(made.slips)
        if hand_out:
            hand_out(made)

    done = renewals.renew(
        world.home, slips=world.slips[:2], shares=split, by=world.session, now=world.tick(), hand_out=take
    )
    return done, tuple(handed)


def _headers(world):
    """Every copy of every header."""
    with access.whole_house("test"):
        rows = [bytes(blob.header) for blob in Blob.objects.all()]
    return rows + [each.read_bytes() for each in (world.home / "headers").rglob("*") if each.is_file()]


def _opens(identity, sealed):
    try:
        age.open_header(sealed, [identity])
    except age.NoMatch:
        return False
    return True


def _file_opens(identity, path):
    try:
        age.decrypt(io.BytesIO(path.read_bytes()), io.BytesIO(), [identity])
    except age.NoMatch:
        return False
    return True


def _wraps_opened(recovered):
    opened = 0
    for wrap in models.Wrap.objects.all():
        try:
            open_with(recovered.box.secret, bytes(wrap.sealed), aad=b"wrap\x00" + wrap.generation_id.bytes)
        except SealBroken:
            continue
        opened += 1
    return opened


def test_old_shares_open_nothing_any_more_and_new_ones_everything(dokaz, world, folder, tmp_path):
    received = [line["ref"] for line in dokaz("receive", folder, "--later", "--json").lines]
    said = dokaz(
        "recovery", "renew", "--shares", "2/2", "--shares-to", tmp_path / "new",
        *_share_files(world.slips[1:], tmp_path), "--json",
    )  # fmt: skip
    assert said.code == 0, said.err
    assert (said.lines[0]["headers"], said.lines[0]["headers_left"]) == (2, [])
    slips = _slips(tmp_path / "new")
    assert all(slip not in said.out + said.err for slip in [*slips, *world.slips])

    world.open_again()
    old, new = access.combine(world.slips[:2]), access.combine(slips)
    assert [_opens(old.identity, each) for each in _headers(world)] == [False] * 4
    assert [_opens(new.identity, each) for each in _headers(world)] == [True] * 4
    files = sorted((world.home / "keys").glob("*.age"))
    assert [_file_opens(old.identity, each) for each in files] == [False] * 3
    assert [_file_opens(new.identity, each) for each in files] == [True] * 3
    assert (_wraps_opened(old), _wraps_opened(new)) == (0, models.KeyGeneration.objects.count())
    assert access.recovery_recipient() == new.identity.recipient
    database.close()

    assert dokaz("recover", "--try", *_share_files(world.slips[:2], tmp_path)).code == 1
    tried = dokaz("recover", "--try", *_share_files(slips, tmp_path, "new"), "--json")
    assert (tried.code, tried.lines[0]["generation"], tried.lines[0]["lacking"]) == (0, 2, [])
    whole = dokaz("verify", "--all")
    assert whole.code == 0, whole.out + whole.err
    assert dokaz("extract", received[0], "--to", tmp_path / "copy").code == 0
    words = tmp_path / "passphrase-new.txt"
    words.write_text("new academic acid acne acquire acrobat activity actress adapt")
    assert "do not open" in _recover(dokaz, words, _share_files(world.slips[:2], tmp_path)).err
    assert _recover(dokaz, words, _share_files(slips, tmp_path, "new")).code == 0


def _recover(dokaz, words, held):
    return dokaz("--passphrase-file", words, "recover", "--yes", "--organisation", "Partner", *held)


@pytest.mark.skipif(shutil.which("age") is None, reason="the age program is not installed")
def test_the_stock_program_opens_an_escrow_with_the_new_shares_only(world, tmp_path):
    _done, slips = _renew(world)
    codes = []
    for number, held in enumerate((world.slips[:2], slips)):
        key = tmp_path / f"key-{number}"
        key.write_text(f"{access.combine(held).identity}\n")
        place = world.home / "keys/pepper.age"
        codes.append(subprocess.run(["age", "-d", "-i", key, place], capture_output=True, check=False).returncode)
    assert codes == [1, 0]


def test_a_protected_compartment_of_which_nobody_is_a_member_is_moved_too(real_world):
    world = real_world
    made = access.add_compartment(name="identities", protected=True, by=world.session, now=world.tick())
    account = world.session.actor.account
    access.remove_member(compartment=made.id, account=account, by=world.session, now=world.tick())
    _done, slips = _renew(world)
    database.close()
    assert homes.try_shares(world.home, slips=slips).compartments == ("archive", "identities")


def test_nothing_is_written_before_the_last_share_is_confirmed(world):
    before = {each: each.read_bytes() for each in (world.home / "keys").glob("*.age")}

    def leaves(made):
        access.check_share(made, number=1, slip=made.slips[0])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _renew(world, hand_out=leaves)
    assert {each: each.read_bytes() for each in before} == before
    assert models.RecoveryGeneration.objects.count() == 1


def test_each_new_share_is_typed_back_and_a_wrong_one_is_shown_again(world, monkeypatch, capsys):
    escrow = access.open_escrow(world.home, slips=world.slips[:2])
    made = access.new_shares(escrow, shares=SPLIT, by=world.session, now=world.tick())
    first, second = made.slips
    left = iter(["", "", world.slips[0], "", first, "", "", second.upper()])
    monkeypatch.setattr(questions, "ask", lambda _question, **_flag: next(left))
    shares.hand_out_one_by_one(made, Voice(as_json=False), home=world.home)
    assert list(left) == []
    assert capsys.readouterr().err.count(shares.WIPE) == 6
    assert models.RecoveryGeneration.objects.count() == 1


@pytest.mark.parametrize("more", [["--share-file", "share.txt"], ["--shares-to", "new"]])
def test_shares_of_a_real_home_are_neither_read_from_files_nor_written_together(real_world, capsys, more):
    database.close()
    assert main.run(["--home", str(real_world.home), "recovery", "renew", "--shares", "2/2", *more]) == 1
    assert "Shares of a real collection" in capsys.readouterr().err


def test_only_a_custodian_renews(world):
    analyst = world.as_account(world.second_account(role="analyst"))
    with pytest.raises(access.NotPermitted):
        renewals.renew(
            world.home, slips=world.slips[:2], shares=SPLIT, by=analyst, now=world.tick(), hand_out=lambda _made: None
        )


def test_cut_off_between_rows_and_files_both_are_still_opened_by_new_shares_and_the_old_ones_finish(
    dokaz, world, folder, tmp_path, monkeypatch
):
    dokaz("receive", folder, "--later")
    world.open_again()
    put, calls = renewals._put, []

    def dies(path, sealed):
        calls.append(sealed)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return put(path, sealed)

    handed = []
    with monkeypatch.context() as patch:
        patch.setattr(renewals, "_put", dies)
        with pytest.raises(KeyboardInterrupt):
            _renew(world, hand_out=lambda made: handed.extend(made.slips))
    database.close()
    assert homes.try_shares(world.home, slips=handed).generation == 2
    world.open_again()
    done, _none = _renew(world, split=None)
    assert (len(done.files), done.headers.moved, done.begun) == (3, 2, False)
    again, _none = _renew(world, split=None)
    assert (again.files, again.headers.moved) == ((), 0)


def test_cut_off_in_the_middle_of_the_headers_the_same_call_goes_on(dokaz, world, folder, monkeypatch):
    dokaz("receive", folder, "--later")
    world.open_again()
    monkeypatch.setattr(resealing, "_AT_ONCE", 1)
    record, calls = resealing.journal.record, []

    def dies(*words, **facts):
        calls.extend(each for each in words if each == resealing.RESEAL)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return record(*words, **facts)

    monkeypatch.setattr(resealing.journal, "record", dies)
    with pytest.raises(KeyboardInterrupt):
        _renew(world)
    monkeypatch.setattr(resealing.journal, "record", record)
    done, _none = _renew(world, split=None)
    assert done.headers.moved >= 1
    old = access.combine(world.slips[:2]).identity
    assert not any(_opens(old, each) for each in _headers(world))


def test_killed_before_the_rows_the_old_shares_still_open_and_begin_again(world, monkeypatch):
    def dies(*_words, **_facts):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(access, "renew", dies)
        with pytest.raises(KeyboardInterrupt):
            _renew(world)
    database.close()
    assert homes.try_shares(world.home, slips=world.slips[:2]).generation == 1
    world.open_again()
    assert _renew(world)[0].generation == 2


def test_a_home_whose_recovery_was_replaced_elsewhere_says_so(dokaz, world):
    """As after a restore: the register names the keys that are in force here."""
    with transaction.atomic():
        journal.list_gone(renewing.RECOVERY, rows=[models.RecoveryGeneration.objects.get().id], entry=1)
    database.close()
    said = dokaz("items")
    assert (said.code, "the old ones open it again" in said.err) == (1, True)


def test_shares_that_were_replaced_begin_nothing_and_those_in_force_have_nothing_to_finish(world):
    with pytest.raises(renewals.SharesStillInForce):
        _renew(world, split=None)
    _renew(world)
    with pytest.raises(renewals.RenewalBegun):
        _renew(world)


def test_a_copy_that_is_another_one_is_replaced_only_where_the_row_is_shown_to_open_the_file(dokaz, world, folder):
    dokaz("receive", folder / "one.txt", "--later")
    world.open_again()
    (copy,) = [each for each in (world.home / "headers").rglob("*") if each.is_file()]
    copy.write_bytes(b"another")
    with access.whole_house("test"):
        name = Blob.objects.get().name
    (payload,) = (world.home / "vault").rglob(name)
    payload.rename(payload.with_suffix(".away"))
    done, _handed = _renew(world)
    assert done.headers == custody.Resealed(0, (name,))
    payload.with_suffix(".away").rename(payload)
    done, _none = _renew(world, split=None)
    assert done.headers == custody.Resealed(1, ())
