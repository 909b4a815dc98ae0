"""Where no member is left, holders of enough shares give an account its compartment back, and nothing else."""

import io

import pytest
from django.db.models import Q
from tests.conftest import PASSPHRASE

from dokaz.access import api as access
from dokaz.access import models
from dokaz.cli import main
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.journal import api as journal

pytestmark = pytest.mark.both

WORDS = "third academic acid acne acquire acrobat activity actress"


def give(world, *, name="archive", account=None, by=None):
    escrow = access.open_escrow(world.home, slips=world.slips[:2])
    account = account or world.session.actor.account
    return access.give_back(escrow, compartment=name, account=account, by=by or world.session, now=world.tick())


def test_a_traveller_who_was_the_only_member_gets_the_keys_back(world):
    me = world.session.actor.account
    ref = custody.receive(io.BytesIO(b"page 7"), name="x", source="P-1", by=world.session, now=world.tick()).ref
    access.travel(account=me, by=world.session, now=world.tick(), even_alone=True)
    with pytest.raises(custody.ItemNotFound):
        custody.open_item(ref, by=world.session, now=world.tick())
    assert give(world) == 3
    assert custody.open_item(ref, by=world.session, now=world.tick()).read() == b"page 7"
    assert give(world) == 0
    assert journal.verify_records().found == ()
    assert access.verify_statements() == ()


def test_only_this_compartment_is_given_and_only_by_whoever_says_who_belongs(world):
    second = world.second_person()
    access.add_compartment(name="other", by=second, now=world.tick())
    analyst = world.as_account(world.second_account(role="analyst", passphrase=WORDS), passphrase=WORDS)
    with pytest.raises(access.NotPermitted):
        give(world, account=analyst.actor.account, by=analyst)
    with pytest.raises(access.CompartmentUnknown):
        give(world, name="none")
    give(world, account=analyst.actor.account)
    assert [each.name for each in access.compartments(by=analyst)] == ["archive"]
    with pytest.raises(access.StatementMissing):
        give(world, account=world.compartment)


def test_a_missing_wrap_to_recovery_is_told_and_nothing_is_given_in_part(world):
    newest = models.Wrap.objects.filter(~Q(recovery=None)).order_by("-id").first()
    second = world.second_person()
    newest.delete()
    with pytest.raises(access.RecoveryWrapMissing):
        give(world, account=second.actor.account)
    assert access.compartments(by=second) == ()


def test_the_command_gives_them_back(world, tmp_path, capsys):
    account = str(world.second_person().actor.account)
    files = []
    for number, slip in enumerate(world.slips[:2]):
        (tmp_path / f"{number}.txt").write_text(f"{slip}\n")
        files += ["--share-file", str(tmp_path / f"{number}.txt")]
    (tmp_path / "words").write_text(f"{PASSPHRASE}\n")
    database.close()
    more = ["--passphrase-file", str(tmp_path / "words")]
    assert main.run(["--home", str(world.home), "recovery", "give", "archive", "--to", account, *files, *more]) == 0
    assert f"{account} now holds the keys of archive" in capsys.readouterr().out
