"""Counts of items, and the index that has the items of one count in their order."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.db import migrations, models
from django.db.models import PROTECT, Q

from dokaz.database.api import append_only
from dokaz.kernel.ids import ordered_id

FIELDS = ("compartment_id", "kind", "mime", "channel")


def count_what_is_there(apps: Any, _editor: Any) -> None:
    items, tally = apps.get_model("custody", "Item"), apps.get_model("custody", "Tally")
    cells: Counter[tuple[Any, ...]] = Counter()
    for *fields, received_at in items.objects.values_list(*FIELDS, "received_at").iterator():
        cells[(*fields, f"{received_at:%Y-%m}")] += 1
    now = datetime.now(UTC)
    tally.objects.bulk_create(
        tally(id=ordered_id(now), **dict(zip((*FIELDS, "month"), cell, strict=True)), items=count)
        for cell, count in cells.items()
    )


class Migration(migrations.Migration):
    dependencies = [("access", "0004_backup_statements"), ("custody", "0006_likeness")]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=12)),
                ("mime", models.CharField(max_length=100)),
                ("channel", models.CharField(max_length=12)),
                ("month", models.CharField(max_length=7)),
                ("items", models.PositiveIntegerField()),
                ("compartment", models.ForeignKey(on_delete=PROTECT, related_name="+", to="access.compartment")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(items__gte=1), name="custody_a_tally_counts_something"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                fields=["compartment", "kind", "mime", "channel", "received_at", "id"], name="custody_items_of_a_cell"
            ),
        ),
        append_only("custody_tally", may_delete=True),
        migrations.RunPython(count_what_is_there, migrations.RunPython.noop),
    ]
