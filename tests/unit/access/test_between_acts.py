"""What changed since the last act of the same process and session is noticed at the next one.

Every test first lets the act succeed, so that whatever the process might remember of it is there.
"""

import io
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dokaz.access import api as access
from dokaz.access import models, statements
from dokaz.access.models import StatementKind
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.sealing import BoxPair, SignPair

pytestmark = pytest.mark.both

OWN_STATEMENTS = "id IN (SELECT statement_id FROM access_keygeneration WHERE purpose = 'box')"
OTHER_NUMBER = """CAST(replace(CAST(body AS TEXT), '"number":1', '"number":2') AS BLOB)"""
OTHER_ROLE = "CAST(replace(CAST(event AS TEXT), 'custodian', 'documenter') AS BLOB)"
THIRD = "acne academic acid acquire acrobat activity actress adapt"


def _everything(world):
    access.require(world.session, access.Permission.OPEN_ITEMS, compartment=world.compartment, now=world.now)
    with transaction.atomic():
        access.sealing(world.compartment)
        return access.identities(world.compartment, by=world.session)


@pytest.fixture
def acted(world):
    assert _everything(world)
    return world


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("UPDATE access_keygeneration SET public_key = randomblob(32) WHERE purpose = 'box'", access.PublicKeySwapped),
        ("UPDATE access_recoverygeneration SET box_public = randomblob(32)", access.PublicKeySwapped),
        ("UPDATE access_compartment SET protected = NOT protected", access.ProtectionChanged),
        (f"UPDATE access_statement SET signature = randomblob(64) WHERE {OWN_STATEMENTS}", access.StatementForged),
        (f"UPDATE access_statement SET body = {OTHER_NUMBER} WHERE {OWN_STATEMENTS}", access.StatementForged),
        (f"DELETE FROM access_statement WHERE {OWN_STATEMENTS}", access.StatementMissing),
        ("UPDATE access_statement SET signature = randomblob(64) WHERE kind = 'account'", access.StatementForged),
        ("UPDATE access_statement SET public_key = randomblob(64) WHERE kind = 'account'", access.PublicKeySwapped),
        ("DELETE FROM access_statement WHERE kind = 'account'", access.StatementMissing),
        ("UPDATE access_home SET ceremony_key = randomblob(32)", access.CeremonyUnknown),
        ("UPDATE access_role SET held_from = '2026-03-04 09:29:00'", journal.RecordUnvouched),
        ("UPDATE access_wrap SET sealed = randomblob(93)", journal.RecordUnvouched),
        ("DELETE FROM access_role", access.NotPermitted),
        ("DELETE FROM access_wrap", access.NotPermitted),
        ("UPDATE journal_written SET sha256 = NULL WHERE kind = 'access.role'", journal.RecordUnvouched),
        ("DELETE FROM journal_written WHERE kind = 'access.role'", journal.RecordUnvouched),
        ("UPDATE journal_body SET salt = randomblob(32)", journal.RecordUnvouched),
        (f"UPDATE journal_body SET event = {OTHER_ROLE}", journal.RecordUnvouched),
        ("UPDATE journal_entry SET leaf = randomblob(32)", journal.RecordUnvouched),
        ("DELETE FROM journal_body", journal.RecordUnvouched),
    ],
)  # fmt: skip
def test_a_row_changed_between_two_acts(acted, tampered, sql, error):
    tampered(sql)
    with pytest.raises(error):
        _everything(acted)


def test_a_key_swapped_for_one_with_a_statement_that_a_stranger_signed(acted, tampered):
    mine, generation = BoxPair.new().public, models.KeyGeneration.objects.get(purpose="box")
    forged = statements.write(
        StatementKind.GENERATION, generation.id, public_key=mine, now=acted.now,
        pen=statements.Pen(SignPair.new(), generation.statement.signer_id),
        facts={"compartment": str(acted.compartment), "purpose": "box", "number": 1, "commitment": "00" * 32},
    )  # fmt: skip
    tampered(
        "UPDATE access_keygeneration SET public_key = %s, statement_id = %s WHERE id = %s",
        mine, forged.id.hex, generation.id.hex,
    )  # fmt: skip
    with pytest.raises(access.StatementForged):
        access.sealing(acted.compartment)


def test_a_key_withdrawn_between_two_acts(acted):
    generation = models.KeyGeneration.objects.get(purpose="box")
    own = models.AccountKeys.objects.get()
    statements.write(
        StatementKind.WITHDRAWAL, generation.statement_id, public_key=None, now=acted.tick(),
        pen=statements.Pen(acted.session.keys.sign, own.statement_id),
    )  # fmt: skip
    with pytest.raises(access.StatementWithdrawn):
        access.sealing(acted.compartment)


def test_a_signer_withdrawn_before_it_signed(acted, tampered):
    """The newest of several withdrawals does not hide the first."""
    own, generation = models.AccountKeys.objects.get(), models.KeyGeneration.objects.get(purpose="box")
    pen = statements.Pen(acted.session.keys.sign, own.statement_id)
    for _ in range(2):
        made = statements.write(StatementKind.WITHDRAWAL, own.statement_id, public_key=None, now=acted.tick(), pen=pen)
    assert access.sealing(acted.compartment)
    tampered(
        "UPDATE access_statement SET made_at = (SELECT made_at FROM access_statement WHERE id = %s) WHERE id = %s",
        generation.statement_id.hex, made.id.hex,
    )  # fmt: skip
    with pytest.raises(access.StatementWithdrawn):
        access.sealing(acted.compartment)


def test_another_ceremony_pinned_between_two_acts(acted):
    access.pin("00" * 32)
    with pytest.raises(access.CeremonyUnknown):
        access.sealing(acted.compartment)


def test_a_member_removed_between_two_acts(acted):
    second = acted.as_account(acted.second_account())
    access.grant_membership(
        compartment=acted.compartment, account=second.actor.account, by=acted.session, now=acted.tick()
    )
    assert access.identities(acted.compartment, by=second)
    access.remove_member(
        compartment=acted.compartment, account=second.actor.account, by=acted.session, now=acted.tick()
    )
    assert access.identities(acted.compartment, by=second) == ()
    with pytest.raises(access.NotPermitted):
        access.require(second, access.Permission.OPEN_ITEMS, compartment=acted.compartment, now=acted.now)


def test_what_one_session_opened_another_of_the_same_account_opens_with_its_own_key_only(acted, tampered):
    again = acted.open_again()
    (mine,) = access.identities(acted.compartment, by=again)
    tampered("UPDATE access_wrap SET account_id = %s WHERE account_id IS NOT NULL", uuid4().hex)
    assert mine
    assert access.identities(acted.compartment, by=again) == ()


def test_a_stranger_opens_nothing_of_what_a_member_has_just_opened(acted):
    stranger = acted.as_account(acted.second_account())
    assert access.identities(acted.compartment, by=acted.session)
    assert access.identities(acted.compartment, by=stranger) == ()
    with pytest.raises(access.KeyNotHeld):
        access.equality_key(acted.compartment, by=stranger)
    with pytest.raises(custody.ItemNotFound):
        custody.show("I-0000-0000", by=stranger, now=acted.now)


def _questions(act):
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def test_more_generations_and_a_longer_chain_are_no_more_questions(acted):
    before = _questions(lambda: _everything(acted))
    second = acted.as_account(acted.second_account())
    leaver = acted.second_account(passphrase=THIRD)
    for signer in (acted.session, second):  # the second signer's own statement is signed by the first
        access.grant_membership(compartment=acted.compartment, account=leaver, by=acted.session, now=acted.tick())
        access.remove_member(compartment=acted.compartment, account=leaver, by=signer, now=acted.tick())
    assert len(_everything(acted)) == 3
    assert _questions(lambda: _everything(acted)) == before


@pytest.mark.parametrize(
    ("links", "believed"), [(statements.LONGEST_CHAIN, True), (statements.LONGEST_CHAIN + 1, False)]
)
def test_a_chain_of_accounts_has_an_end(acted, links, believed):
    own = models.AccountKeys.objects.get()
    pen = statements.Pen(acted.session.keys.sign, own.statement_id)
    for _ in range(links):
        subject, key = uuid4(), SignPair.new()
        public = BoxPair.new().public + key.public
        last = statements.write(
            StatementKind.ACCOUNT, subject, public_key=public, pen=pen, now=acted.now, facts={"role": "custodian"}
        )
        pen = statements.Pen(key, last.id)
    claim = {"kind": StatementKind.ACCOUNT, "subject": subject, "public_key": public}
    if believed:
        assert statements.trusted(last.id, **claim) == {"role": "custodian"}
    else:
        with pytest.raises(access.StatementByStranger):
            statements.trusted(last.id, **claim)


def test_a_mark_that_points_at_a_sealed_entry_makes_nobody_a_custodian(real_world, tampered):
    """Nobody but its members can read what a sealed entry says, so nothing is decided on its word."""
    analyst = real_world.as_account(real_world.second_account(role="analyst"))
    shut = access.add_compartment(name="shut", protected=True, by=real_world.session, now=real_world.tick())
    custody.receive(io.BytesIO(b"x"), name="a", compartment=shut.id, by=real_world.session, now=real_world.tick())
    tampered("UPDATE access_role SET role = 'custodian' WHERE account_id = %s", analyst.actor.account.hex)
    role = database.digest(models.Role.objects.get(account=analyst.actor.account))
    tampered(
        "INSERT INTO journal_written (entry_id, kind, row, sha256)"
        " SELECT MAX(id), 'access.role', %s, %s FROM journal_entry WHERE sealed",
        role.id, role.sha256,
    )  # fmt: skip
    with pytest.raises(journal.RecordUnvouched):
        access.require(analyst, access.Permission.EXTRACT_ITEMS, now=real_world.tick())
