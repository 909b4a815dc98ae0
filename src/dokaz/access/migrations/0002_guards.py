"""What may never happen to a key's row: on SQLite and PostgreSQL alike, against our own mistakes."""

from django.db import migrations

from dokaz.database.api import append_only, forbid

COMPARTMENT_OF_WRAP = (
    "SELECT 1 FROM access_keygeneration g JOIN access_compartment c ON c.id = g.compartment_id "
    "WHERE g.id = NEW.generation_id"
)
# SECURITY 1.8: a protected compartment admits no machine, for ever
MACHINE_IN_PROTECTED = f"NEW.machine_id IS NOT NULL AND EXISTS ({COMPARTMENT_OF_WRAP} AND c.protected)"
# SECURITY 1.12: where the shares lay together, nothing is protected
PROTECTED_IN_TRIAL = "NEW.protected AND NOT EXISTS (SELECT 1 FROM access_home h WHERE h.kind = 'real')"
# SECURITY 1.10: an account's wrap in one half needs the holder's row of that half, of which it can have one only
WRAP_WITHOUT_HALF = """NEW.account_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM access_keygeneration g JOIN access_halfpair p ON g.compartment_id IN (p.first_id, p.second_id)
    WHERE g.id = NEW.generation_id AND NOT EXISTS (
        SELECT 1 FROM access_halfholder h WHERE h.pair_id = p.id AND h.account_id = NEW.account_id
        AND h.half = CASE WHEN g.compartment_id = p.first_id THEN 1 ELSE 2 END))"""
MEMBER_OF_BOTH = """EXISTS (
    SELECT 1 FROM access_wrap w JOIN access_keygeneration g ON g.id = w.generation_id WHERE g.compartment_id = NEW.first_id
    AND w.account_id IN (SELECT w2.account_id FROM access_wrap w2 JOIN access_keygeneration g2 ON g2.id = w2.generation_id
        WHERE g2.compartment_id = NEW.second_id AND w2.account_id IS NOT NULL))"""
# a compartment is one half of one pair
HALF_OF_TWO = """EXISTS (SELECT 1 FROM access_halfpair p
    WHERE p.first_id IN (NEW.first_id, NEW.second_id) OR p.second_id IN (NEW.first_id, NEW.second_id))"""
# SECURITY 1.11: an approval is given once and used once
APPROVAL_SETTLED = (
    "OLD.consumed_at IS NOT NULL OR (OLD.approved_by_id IS NOT NULL AND "
    "(NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id OR NEW.approved_at IS DISTINCT FROM OLD.approved_at))"
)


class Migration(migrations.Migration):
    dependencies = [("access", "0001_keys")]

    operations = [
        append_only("access_home"),
        append_only("access_organisation"),
        append_only("access_statement"),
        append_only("access_account", may_change=("record_key", "name")),
        append_only("access_accountkeys"),
        append_only("access_role", may_change=("held_to",)),
        append_only("access_machine"),
        append_only("access_logkey"),
        append_only("access_recoverygeneration"),
        append_only("access_recoveryshare", may_change=("record_key", "holder", "confirmed_at")),
        append_only("access_compartment"),
        append_only("access_keygeneration"),
        append_only("access_wrap", may_delete=True),
        append_only("access_grant"),
        append_only("access_halfpair"),
        append_only("access_halfholder"),
        append_only("access_approval", may_change=("approved_by_id", "approved_at", "consumed_at")),
        forbid("access_role", name="ended", event="UPDATE", when="OLD.held_to IS NOT NULL", rule="a role ends once"),
        forbid(
            "access_approval", name="settled", event="UPDATE", when=APPROVAL_SETTLED, rule="an approval is used once"
        ),
        forbid(
            "access_compartment", name="trial", event="INSERT", when=PROTECTED_IN_TRIAL, rule="no protected one here"
        ),
        forbid(
            "access_wrap", name="machine", event="INSERT", when=MACHINE_IN_PROTECTED, rule="protected from machines"
        ),
        forbid("access_wrap", name="half", event="INSERT", when=WRAP_WITHOUT_HALF, rule="one half an account"),
        forbid("access_halfpair", name="apart", event="INSERT", when=MEMBER_OF_BOTH, rule="one half an account"),
        forbid("access_halfpair", name="once", event="INSERT", when=HALF_OF_TWO, rule="half of one pair only"),
    ]
