"""Rows of custody are insert-only, except a blob's header and the end of a fixity run."""

from django.db import migrations

from dokaz.database.api import append_only, forbid


class Migration(migrations.Migration):
    dependencies = [("custody", "0001_items")]

    operations = [
        append_only("custody_blob", may_change=("header", "generation", "equality")),
        append_only("custody_item"),
        append_only("custody_note"),
        append_only("custody_derivation"),
        append_only("custody_event"),
        append_only("custody_examination"),
        append_only("custody_fixityrun", may_change=("ended_at", "unchanged", "altered", "missing", "unreadable")),
        forbid(
            "custody_fixityrun", name="ended", event="UPDATE", when="OLD.ended_at IS NOT NULL", rule="a run ends once"
        ),
    ]
