"""Records, their revisions and steps, and judgements: all insert-only."""

import django.db.models.deletion
from django.db import migrations, models

from dokaz.database.api import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0012_app_decisions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Record",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("ref", models.CharField(max_length=16, null=True, unique=True)),
                ("kind", models.CharField(max_length=30)),
                (
                    "compartment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "compartment", "id"], name="records_by_kind"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("kind", ""), _negated=True), models.Q(("ref", ""), _negated=True)),
                        name="records_a_record_has_a_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("record_key", models.BinaryField()),
                ("words", models.BinaryField()),
                (
                    "compartment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="records.record"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("record", "number"), name="records_revisions_are_numbered"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="records_revisions_begin_at_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("act", models.CharField(max_length=30)),
                ("state", models.CharField(max_length=30)),
                ("revision", models.PositiveIntegerField()),
                ("holder", models.UUIDField(null=True)),
                ("record_key", models.BinaryField()),
                ("words", models.BinaryField()),
                (
                    "compartment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="records.record"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("holder__isnull", False)), fields=["holder"], name="records_whose_turn"
                    ),
                    models.Index(fields=["state", "compartment"], name="records_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "number"), name="records_steps_are_numbered"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="records_steps_begin_at_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", ""), _negated=True), models.Q(("state", ""), _negated=True)
                        ),
                        name="records_a_step_says_where_to",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JudgementRow",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("question", models.CharField(max_length=30)),
                ("about", models.CharField(max_length=60)),
                ("one", models.UUIDField()),
                ("other", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
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
                "indexes": [models.Index(fields=["question", "other"], name="records_judged_other")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("question", "about", "one", "other", "number"), name="records_judgements_are_numbered"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("one", models.F("other")), _negated=True), name="records_two_are_judged"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="records_judgements_begin_at_one"
                    ),
                ],
            },
        ),
        append_only("records_record"),
        append_only("records_revision"),
        append_only("records_step"),
        append_only("records_judgementrow"),
    ]
