"""Roles, membership and approvals decide nothing when somebody changed their rows behind the journal's back."""

from contextlib import nullcontext
from uuid import uuid4

import pytest
from tests import attackers

from dokaz.access import api as access
from dokaz.access import models, statements
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.sealing import BoxPair, SignPair

pytestmark = pytest.mark.both

PHRASE = "academic acid acne acquire acrobat activity actress adapt"


def _behind_the_back(statement, *values):
    """What an administrator with the database key can do: the guards go first."""
    with attackers.as_attacker() as sql:
        sql(statement, values)


@pytest.fixture
def analyst(world):
    return world.as_account(world.second_account(role="analyst"))


def test_a_role_raised_in_the_database_gives_nothing(world, analyst):
    _behind_the_back("UPDATE access_role SET role = 'custodian' WHERE account_id = %s", analyst.actor.account.hex)
    with pytest.raises(journal.RecordUnvouched, match=r"access\.role"):
        access.require(analyst, access.Permission.EXTRACT_ITEMS, now=world.now)


def test_a_role_with_a_forged_mark_beside_its_entry_gives_nothing(world, analyst):
    role = models.Role.objects.get(account=analyst.actor.account)
    _behind_the_back("UPDATE access_role SET role = 'custodian' WHERE account_id = %s", analyst.actor.account.hex)
    forged = access_digest(role.pk)
    _behind_the_back(
        "UPDATE journal_written SET sha256 = %s WHERE kind = 'access.role' AND row = %s", forged, str(role.pk)
    )
    with pytest.raises(journal.RecordUnvouched):
        access.require(analyst, access.Permission.EXTRACT_ITEMS, now=world.now)


def access_digest(role):
    from dokaz.database import api as database

    return database.digest(models.Role.objects.get(pk=role)).sha256


def test_a_membership_written_by_hand_gives_nothing(world, analyst):
    wrap = models.Wrap.objects.filter(account=world.session.actor.account, generation__purpose="box").first()
    columns = [field.column for field in models.Wrap._meta.concrete_fields if field.column not in {"id", "account_id"}]
    _behind_the_back(
        f"INSERT INTO access_wrap (id, account_id, {', '.join(columns)}) "
        f"SELECT %s, %s, {', '.join(columns)} FROM access_wrap WHERE id = %s",
        "0" * 32, analyst.actor.account.hex, wrap.pk.hex,
    )  # fmt: skip
    for on_a_page in (nullcontext(), access.one_look()):
        with on_a_page, pytest.raises(journal.RecordUnvouched, match=r"access\.wrap"):
            access.require(analyst, access.Permission.SEE_ITEMS, compartment=world.compartment, now=world.now)


@pytest.mark.parametrize("holder", ["account_id", "machine_id"])
def test_a_membership_written_by_hand_is_not_given_the_next_generation(world, analyst, holder):
    """The row needs no key: its wrap is worthless, and re-keying would put a true one beside it."""
    leaver = world.second_account(passphrase="acne " + PHRASE)
    access.grant_membership(compartment=world.compartment, account=leaver, by=world.session, now=world.tick())
    intruder = analyst.actor.account if holder == "account_id" else models.Machine.objects.get().id
    generation = models.KeyGeneration.objects.get(compartment=world.compartment, purpose="box")
    _behind_the_back(
        f"INSERT INTO access_wrap (id, {holder}, generation_id, sealed, made_at) VALUES (%s, %s, %s, %s, %s)",
        "0" * 32, intruder.hex, generation.pk.hex, b"worthless", str(world.now),
    )  # fmt: skip
    with pytest.raises(journal.RecordUnvouched, match=r"access\.wrap"):
        access.remove_member(compartment=world.compartment, account=leaver, by=world.session, now=world.tick())


@pytest.mark.parametrize("act", ["grant", "re-key"])
def test_new_keys_of_a_person_signed_by_a_colleague_are_given_nothing(world, act):
    """Any account can sign keys for another's name; only the verb that admits a person writes the entry."""
    member, leaver = world.second_account(), world.second_account(passphrase="acne " + PHRASE)
    for account in (leaver, member) if act == "re-key" else (leaver,):
        access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    box, sign, old = BoxPair.new(), SignPair.new(), models.AccountKeys.objects.get(account=member)
    own = models.AccountKeys.objects.get(account=world.session.actor.account)
    forged = statements.write(
        models.StatementKind.ACCOUNT, member, public_key=box.public + sign.public, now=world.now,
        pen=statements.Pen(world.session.keys.sign, own.statement_id),
    )  # fmt: skip
    models.AccountKeys.objects.create(
        id=uuid4(), account_id=member, number=2, statement=forged, box_public=box.public, sign_public=sign.public,
        salt=old.salt, passes=1, memory_kib=8192, lanes=1, verifier=old.verifier, sealed=old.sealed,
        set_by_id=own.account_id, set_at=world.now,
    )  # fmt: skip
    acts = {"grant": (access.grant_membership, member), "re-key": (access.remove_member, leaver)}
    verb, account = acts[act]
    with pytest.raises(journal.RecordUnvouched, match="accountkeys"):
        verb(compartment=world.compartment, account=account, by=world.session, now=world.tick())


def test_an_approval_changed_after_it_was_given_is_not_used(world):
    second = world.as_account(world.second_account())
    approval = access.ask("custody:item:destroy", digest=b"\x01" * 32, by=second, now=world.now)
    _behind_the_back(
        "UPDATE access_approval SET approved_by_id = %s, approved_at = asked_at WHERE id = %s",
        world.session.actor.account.hex, approval.hex,
    )  # fmt: skip
    with pytest.raises(journal.RecordUnvouched, match=r"access\.approval"):
        access.consume("custody:item:destroy", digest=b"\x01" * 32, compartment=None, by=second, now=world.now)


def _sees_no_compartment(analyst, *, for_want_of):
    with pytest.raises(journal.RecordUnvouched, match=for_want_of):
        access.compartments(by=analyst)
    with pytest.raises(journal.RecordUnvouched, match=for_want_of), access.scope(analyst):
        pass


def test_a_worthless_wrap_written_by_hand_shows_nothing_of_the_compartment(world, analyst):
    generation = models.KeyGeneration.objects.get(compartment=world.compartment, purpose="box")
    _behind_the_back(
        "INSERT INTO access_wrap (id, account_id, generation_id, sealed, made_at) VALUES (%s, %s, %s, %s, %s)",
        "0" * 32, analyst.actor.account.hex, generation.pk.hex, b"worthless", str(world.now),
    )  # fmt: skip
    _sees_no_compartment(analyst, for_want_of=r"access\.wrap")


def test_a_generation_moved_to_another_compartment_shows_nothing_of_it(world, analyst):
    other = access.add_compartment(name="other", by=world.session, now=world.tick())
    access.grant_membership(compartment=other.id, account=analyst.actor.account, by=world.session, now=world.tick())
    _behind_the_back(
        "UPDATE access_keygeneration SET compartment_id = %s, number = 9 WHERE compartment_id = %s AND purpose = 'box'",
        world.compartment.hex, other.id.hex,
    )  # fmt: skip
    _sees_no_compartment(analyst, for_want_of=r"access\.keygeneration")


def test_rows_vouched_together_are_each_held_against_their_newest_entry(world, analyst):
    roles = models.Role.objects.all()
    journal.vouch(*database.digests(*roles))
    journal.vouch()
    with pytest.raises(journal.RecordUnvouched, match=str(analyst.actor.account)):
        journal.vouch(
            *database.digests(*roles), database.RecordDigest("access.account", str(analyst.actor.account), "0" * 64)
        )


def test_the_house_of_a_second_person_changed_in_the_database_does_not_make_them_independent(real_world):
    one = "one " + real_world.passphrase
    asker = real_world.as_account(real_world.second_account(passphrase=one), passphrase=one)
    colleague = real_world.as_account(real_world.second_account())
    made = access.add_compartment(name="identities", protected=True, by=asker, now=real_world.tick())
    approval = access.ask(
        "custody:item:destroy", digest=b"\x01" * 32, compartment=made.id, by=asker, now=real_world.tick()
    )
    elsewhere = access.add_organisation(name="Elsewhere", by=real_world.session, now=real_world.tick())
    _behind_the_back(
        "UPDATE access_account SET organisation_id = %s WHERE id = %s", elsewhere.hex, colleague.actor.account.hex
    )
    with pytest.raises(journal.RecordUnvouched, match=r"access\.account"):
        access.approve(approval, by=colleague, now=real_world.tick())


@pytest.mark.parametrize(("table", "column", "giver"), [
    ("access_statement", "subject", "signer_id"), ("access_role", "account_id", "granted_by_id"),
    ("access_accountkeys", "account_id", "set_by_id"),
])  # fmt: skip
def test_who_let_a_second_person_in_changed_in_the_database_does_not_make_them_independent(world, table, column, giver):
    """The second person stands in the asker's line; here the database says that another one vouched for them."""
    other = world.second_person().actor.account
    second = world.as_account(world.second_account())
    approval = access.ask("custody:item:destroy", digest=b"\x01" * 32, by=world.session, now=world.tick())
    value = models.AccountKeys.objects.get(account=other).statement_id if table == "access_statement" else other
    _behind_the_back(f"UPDATE {table} SET {giver} = %s WHERE {column} = %s", value.hex, second.actor.account.hex)
    with pytest.raises(journal.RecordUnvouched, match=table.replace("_", r"\.")):
        access.approve(approval, by=second, now=world.tick())
