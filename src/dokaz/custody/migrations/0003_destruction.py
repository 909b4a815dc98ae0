"""Destroying: why it is asked for, the mark that stays, and what an emptied row was."""

from typing import Any

from django.db import migrations, models
from django.db.models import PROTECT, F, Q

from dokaz.database.api import append_only, forbid

ITS_BLOB_IS_GONE = "EXISTS (SELECT 1 FROM custody_destruction AS gone WHERE gone.blob_id = {})"


def of_a_compartment(**fields: Any) -> list[tuple[str, Any]]:
    return [
        ("generation", models.PositiveIntegerField()),
        ("id", models.UUIDField(primary_key=True, serialize=False)),
        *fields.items(),
        ("compartment", models.ForeignKey(on_delete=PROTECT, related_name="+", to="access.compartment")),
    ]


class Migration(migrations.Migration):
    dependencies = [("access", "0004_backup_statements"), ("custody", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=of_a_compartment(
                at=models.DateTimeField(),
                by=models.UUIDField(),
                ground=models.CharField(max_length=20),
                record_key=models.BinaryField(),
                words=models.BinaryField(),
            ),
        options={"constraints": [models.CheckConstraint(
                condition=Q(ground__in=["withdrawn", "ordered", "unlawful", "expired", "danger", "mistake"]),
                name="custody_ground",
            ),],},),
        migrations.CreateModel(
            name="Destruction",
            fields=of_a_compartment(
                receipt=models.CharField(max_length=64, null=True),
                approval=models.UUIDField(null=True),
                second=models.UUIDField(null=True),
                begun_at=models.DateTimeField(),
                begun_by=models.UUIDField(),
                finished_at=models.DateTimeField(null=True),
                kept_until=models.DateTimeField(null=True),
                locked_until=models.DateTimeField(null=True),
                blob=models.ForeignKey(null=True, on_delete=PROTECT, related_name="destructions", to="custody.blob"),
                proposal=models.ForeignKey(
                    null=True, on_delete=PROTECT, related_name="destructions", to="custody.proposal"
                ),
                item=models.OneToOneField(on_delete=PROTECT, related_name="destruction", to="custody.item"),
            ),
        options={"constraints": [models.CheckConstraint(
                condition=Q(proposal=None, receipt=None, approval=None, second=None)
                | Q(proposal__isnull=False, receipt__isnull=False, approval__isnull=False, second__isnull=False),
                name="custody_destroyed_by_two_or_again",
            ), models.CheckConstraint(
                condition=~Q(second=F("begun_by")), name="custody_the_second_is_another"
            ),],},),
        migrations.CreateModel(
            name="Erased",
            fields=of_a_compartment(
                kind=models.CharField(max_length=40),
                sha256=models.CharField(max_length=64),
                destruction=models.ForeignKey(on_delete=PROTECT, related_name="erased", to="custody.destruction"),
            ),
            options={"abstract": False},
        ),
        append_only("custody_blob", may_change=("header", "generation", "equality"), may_erase=("sha256",)),
        append_only("custody_item", may_erase=("record_key", "words", "arrival")),
        append_only("custody_note", may_erase=("record_key", "words")),
        append_only("custody_derivation", may_erase=("record_key", "parameters")),
        append_only("custody_event", may_erase=("record_key", "words", "hash_before", "hash_after")),
        append_only("custody_examination", may_erase=("record_key", "metadata")),
        append_only("custody_proposal"),
        append_only("custody_destruction", may_change=("finished_at", "kept_until", "locked_until")),
        append_only("custody_erased"),
        forbid(
            "custody_destruction", name="finished", event="UPDATE",
            when="OLD.finished_at IS NOT NULL", rule="a destruction ends once",
        ),
        forbid(
            "custody_blob", name="back", event="UPDATE",
            when=f"NEW.header IS NOT NULL AND {ITS_BLOB_IS_GONE.format('NEW.id')}", rule="what was destroyed stays so",
        ),
        forbid(
            "custody_item", name="of_the_gone", event="INSERT",
            when=ITS_BLOB_IS_GONE.format("NEW.blob_id"), rule="its bytes were destroyed",
        ),
    ]  # fmt: skip
