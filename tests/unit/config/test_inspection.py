"""The whole house inspected by somebody who does not believe the database."""

import io

from tests import attackers

from dokaz.access import api as access
from dokaz.config import inspection
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.verify import checkpoints
from dokaz.verify.notes import SignerKey, parse


def test_a_log_renamed_to_another_key_and_signed_anew_is_named(world):
    """Whoever holds the database can sign every head with a key of his own; the ceremony vouches for one key."""
    signed = journal.checkpoint(now=world.now)
    mine = SignerKey.generate(journal.identity().origin)
    forged = checkpoints.sign(checkpoints.Checkpoint.parse(parse(signed)[0]), [mine])
    with attackers.as_attacker() as sql:
        sql("UPDATE journal_log SET vkey = %s", [str(mine.verifier)])
        sql("UPDATE journal_checkpoint SET note = %s", [forged])
    report = inspection.inspect(by=world.session, everything=False, now=world.tick())
    assert {"log-key-changed", "checkpoint-forged"} <= {problem.code for problem in report.problems}


def test_an_untouched_house_is_sound(world):
    assert inspection.inspect(by=world.session, everything=True, now=world.tick()).sound


def test_entries_of_a_compartment_one_does_not_belong_to_are_not_called_tampered(real_world):
    other = real_world.as_account(real_world.second_account())
    shut = access.add_compartment(name="shut", protected=True, by=real_world.session, now=real_world.tick())
    custody.receive(io.BytesIO(b"x"), name="a", compartment=shut.id, by=real_world.session, now=real_world.tick())
    journal.sequence(now=real_world.tick())
    assert inspection.inspect(by=other, everything=True, now=real_world.tick()).problems == ()
