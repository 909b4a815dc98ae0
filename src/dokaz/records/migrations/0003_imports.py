"""Imports: tables that were brought in, and which record came of which row."""

import django.db.models.deletion
from django.db import migrations, models

from dokaz.database.api import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0012_app_decisions"),
        ("records", "0002_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=30)),
                ("record_key", models.BinaryField()),
                ("words", models.BinaryField()),
                (
                    "compartment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ImportEnd",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("record_key", models.BinaryField()),
                ("words", models.BinaryField()),
                (
                    "compartment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment"
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="end", to="records.importrun"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", b""), _negated=True), name="records_an_end_says_why"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("row", models.PositiveIntegerField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imported", to="records.record"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="records.importrun"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "row"), name="records_a_row_is_imported_once"),
                    models.UniqueConstraint(fields=("record",), name="records_a_record_comes_of_one_row"),
                ],
            },
        ),
        append_only("records_importrun"),
        append_only("records_importedrow"),
        append_only("records_importend"),
    ]
