"""Alarms, canary records, and how much each person opens."""

import django.db.models.deletion
from django.db import migrations, models

from dokaz.database.api import append_only, forbid


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0010_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="Canary",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("mark", models.BinaryField(max_length=32)),
                ("marked_at", models.DateTimeField()),
                ("record_key", models.BinaryField()),
                ("words", models.BinaryField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "compartment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment"
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)), fields=("mark",), name="canary_marked_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_by", None)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="canary_lifted_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reading", "Somebody reads far more than they used to"),
                            ("canary", "A canary record was opened"),
                            ("duress", "Somebody signed in with their duress word"),
                        ],
                        max_length=8,
                    ),
                ),
                ("count", models.PositiveIntegerField(default=0)),
                ("sounded_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
                (
                    "canary",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="safeguards.canary"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["reading", "canary", "duress"])), name="alarm_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen_at", None), ("seen_by", None)),
                            models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="alarm_seen_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seen_by", None),
                            models.Q(("seen_by", models.F("account")), _negated=True),
                            _connector="OR",
                        ),
                        name="alarm_seen_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("canary__isnull", False), ("kind", "canary")),
                            models.Q(models.Q(("kind", "canary"), _negated=True), ("canary", None)),
                            _connector="OR",
                        ),
                        name="alarm_names_its_canary",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("count", models.PositiveIntegerField()),
                ("hour", models.PositiveSmallIntegerField()),
                ("hour_count", models.PositiveIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "day"), name="reading_once_a_day"),
                ],
            },
        ),
        append_only("safeguards_alarm", may_change=("seen_by_id", "seen_at")),
        forbid(
            "safeguards_alarm",
            name="seen_once",
            event="UPDATE",
            when="OLD.seen_at IS NOT NULL",
            rule="an alarm is seen once",
        ),
        append_only("safeguards_canary", may_change=("lifted_by_id", "lifted_at")),
        forbid(
            "safeguards_canary",
            name="lifted_once",
            event="UPDATE",
            when="OLD.lifted_at IS NOT NULL",
            rule="a canary is lifted once",
        ),
    ]
