"""What is damaged, missing, foreign, old or cut off is named, and nothing is restored from it in part."""

import io

import pytest

from dokaz.access import api as access
from dokaz.backups import api as backups
from dokaz.backups import parts
from dokaz.backups.steps import Step
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.kernel import faults
from dokaz.verify import age

MAKING = (Step.BEGUN, Step.ROWS_KEPT, Step.PAYLOADS_KEPT, Step.LIST_KEPT)


class Cut(BaseException):
    """The machine stops here."""


def cut_at(wanted):
    def listener(name):
        if name == wanted:
            raise Cut

    return faults.listening(listener)


def _parts(kept, place):
    return sorted(path for path in (kept.folder / place).rglob("*") if path.is_file())


def _altered(path):
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("place", [pytest.param("parts", marks=pytest.mark.soak), "keys"])
@pytest.mark.parametrize("harm", ["altered", "missing", "cut short", "swapped", "sealed anew"])
def test_a_part_that_is_not_what_was_written_restores_nothing(kept, empty, place, harm):
    kept.receive()
    kept.make()
    backup = kept.found()
    victim, *others = _parts(kept, place)
    if harm == "altered":
        _altered(victim)
    elif harm == "missing":
        victim.unlink()
    elif harm == "cut short":
        victim.write_bytes(victim.read_bytes()[:-40])
    elif harm == "swapped":
        victim.write_bytes(others[0].read_bytes())
    else:  # anybody who knows the public key can seal something to it
        victim.write_bytes(parts.sealed(b"another text", [kept.identity.recipient]))
    empty()
    with pytest.raises(backups.PartDamaged, match="Nothing was restored"):
        kept.restore_rows(backup)
    database.require_empty()


def test_a_list_under_another_name_is_named(kept):
    kept.make()
    (path,) = _parts(kept, "back-ups")
    path.rename(path.with_name("20990101T000000Z-000000000000"))
    with pytest.raises(backups.PartDamaged, match="holds the list of"):
        kept.found()


def test_a_foreign_key_opens_nothing_and_recovery_opens_all(kept, world):
    made = kept.make()
    with pytest.raises(backups.ShelfEmpty):
        backups.find(kept.shelf, identities=[age.X25519Identity.generate()])
    recovery = access.combine(world.slips[:2]).identity
    assert backups.find(kept.shelf, identities=[recovery]).name.endswith(made.name)
    with pytest.raises(backups.NoSuchBackup):
        kept.found("20200101T000000Z-000000000000")


def test_after_their_days_the_keys_are_gone_and_no_file_opens(kept, empty, world):
    kept.receive()
    kept.make()
    assert backups.forget(kept.shelf, now=world.tick()) == ()
    world.tick(36 * 86_400)
    assert backups.forget(kept.shelf, now=world.now) == ("2026-03-02",)
    backup = kept.found()
    empty()
    with pytest.raises(backups.KeysFallenAway, match="opens no file"):
        kept.restore_rows(backup)
    database.require_empty()


@pytest.mark.parametrize("at", MAKING)
def test_a_back_up_that_was_cut_off_is_none_and_the_next_one_uses_its_parts(kept, at):
    kept.receive()
    with pytest.raises(Cut), cut_at(at):
        kept.make()
    if at is not Step.LIST_KEPT:
        with pytest.raises(backups.ShelfEmpty):
            kept.found()
    left = kept.shelved()
    made = kept.make()
    assert kept.found().name.endswith(made.name)
    assert left <= kept.shelved()
    assert made.new_payloads == (0 if at in (Step.PAYLOADS_KEPT, Step.LIST_KEPT) else 1)


class Failing:
    """A shelf whose disk goes away after some writes."""

    def __init__(self, shelf, after):
        self._shelf, self._left = shelf, after

    def __getattr__(self, name):
        return getattr(self._shelf, name)

    def put(self, name, stream, *, size):
        self._left -= 1
        if self._left < 0:
            raise backups.ShelfAway(shelf=self._shelf.name, why="the disk was pulled out")
        self._shelf.put(name, stream, size=size)


@pytest.mark.parametrize("after", [0, 3, 20])
def test_a_shelf_that_goes_away_is_a_sentence_and_the_next_back_up_is_whole(kept, empty, after):
    kept.receive()
    with pytest.raises(backups.ShelfAway, match="pulled out"):
        kept.make(Failing(kept.shelf, after))
    made = kept.make()
    backup = kept.found()
    empty()
    assert kept.restore_rows(backup) == made.rows


def test_what_the_vault_lost_is_named_and_all_else_is_kept(kept, world):
    kept.receive(b"one", "one.txt")
    kept.receive(b"two", "two.txt")
    (lost,) = (world.home / "vault").rglob(next(custody.payloads()).name)
    lost.unlink()
    made = kept.make()
    assert (made.payloads, made.new_payloads, len(made.missing)) == (2, 1, 1)


def test_without_a_key_or_the_permission_none_is_made(kept, world):
    home = backups.HomeFiles(files={}, database_key=bytes(32))
    with pytest.raises(backups.NoBackupKey, match="dokaz backup key add"):
        backups.make(kept.shelf, home=home, recipients=[], by=world.session, now=world.tick())
    documenter = world.as_account(world.second_account(role="documenter"))
    with pytest.raises(access.NotPermitted):
        backups.make(kept.shelf, home=home, recipients=[kept.identity.recipient], by=documenter, now=world.tick())
    assert kept.shelved() == set()


def test_a_name_is_written_once(kept):
    kept.shelf.put("parts/aa", io.BytesIO(b"ours"), size=4)
    kept.shelf.put("parts/aa", io.BytesIO(b"ours"), size=4)
    with pytest.raises(backups.NameTaken):
        kept.shelf.put("parts/aa", io.BytesIO(b"hers"), size=4)
