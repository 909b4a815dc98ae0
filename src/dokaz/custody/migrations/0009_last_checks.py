"""The newest check of each file, and how many stand how, so that nobody goes through the chains to say it."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations, models
from django.db.models import PROTECT, Count, Q

from dokaz.database.api import append_only
from dokaz.kernel.ids import ordered_id

SAID = """
    INSERT INTO custody_lastcheck (item_id, compartment_id, at, fault)
    SELECT i.id, i.compartment_id, e.at,
        CASE WHEN e.outcome <> 'unchanged' THEN e.outcome
             WHEN e.words IS NOT NULL AND NOT c.protected THEN 'key' END
    FROM custody_item i
    JOIN access_compartment c ON c.id = i.compartment_id
    LEFT JOIN custody_event e ON e.id = (
        SELECT n.id FROM custody_event n
        WHERE n.item_id = i.id AND n.act = 'checked' ORDER BY n.number DESC LIMIT 1)
    WHERE i.blob_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM custody_destruction d WHERE d.item_id = i.id)"""


def fill_from_what_is_there(apps: Any, editor: Any) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute(SAID)
    checks, tally = apps.get_model("custody", "LastCheck"), apps.get_model("custody", "CheckTally")
    rows = checks.objects.order_by().values_list("compartment_id", "fault").annotate(Count("item"), Count("at"))
    counts = [
        cell
        for compartment, fault, items, checked in rows
        for cell in ((compartment, fault or "unchanged", checked), (compartment, "never", items - checked))
    ]
    now = datetime.now(UTC)
    tally.objects.bulk_create(
        tally(id=ordered_id(now), compartment_id=compartment, standing=standing, items=items)
        for compartment, standing, items in counts
        if items
    )


class Migration(migrations.Migration):
    dependencies = [("access", "0004_backup_statements"), ("custody", "0008_receipt_text")]

    operations = [
        migrations.CreateModel(
            name="LastCheck",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=PROTECT,
                        primary_key=True,
                        related_name="last_check",
                        serialize=False,
                        to="custody.item",
                    ),
                ),
                ("at", models.DateTimeField(null=True)),
                ("fault", models.CharField(max_length=12, null=True)),
                (
                    "compartment",
                    models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="access.compartment"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["compartment", "at", "item"], name="custody_checked_longest_ago"),
                    models.Index(
                        condition=Q(fault__isnull=False),
                        fields=["compartment", "fault", "item"],
                        name="custody_found_faults",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(fault=None) | Q(at__isnull=False), name="custody_a_fault_was_found_some_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckTally",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("standing", models.CharField(max_length=12)),
                ("items", models.IntegerField()),
                ("compartment", models.ForeignKey(on_delete=PROTECT, related_name="+", to="access.compartment")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=~Q(items=0), name="custody_a_check_tally_counts_something"),
                ],
            },
        ),
        append_only("custody_lastcheck", may_delete=True),
        append_only("custody_checktally", may_delete=True),
        migrations.RunPython(fill_from_what_is_there, migrations.RunPython.noop),
    ]
