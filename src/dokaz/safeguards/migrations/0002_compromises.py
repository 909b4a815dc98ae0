"""Lists for those who leave, what is compromised and who is within its reach, and what is frozen meanwhile."""

import django.db.models.deletion
from django.db import migrations, models

from dokaz.database.api import append_only, forbid


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_guard"),
        ("safeguards", "0001_safeguards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Compromise",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("account", "An account"),
                            ("device", "A device of an account"),
                            ("compartment", "A compartment"),
                            ("machine", "A machine"),
                            ("package", "A package"),
                        ],
                        max_length=12,
                    ),
                ),
                ("subject", models.CharField(max_length=40)),
                ("since", models.DateTimeField()),
                ("known_at", models.DateTimeField()),
                ("record_key", models.BinaryField()),
                ("words", models.BinaryField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "compartment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment"
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
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["account", "device", "compartment", "machine", "package"])),
                        name="compromise_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("since__lte", models.F("known_at"))), name="compromise_not_in_the_future"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Freeze",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "compartment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment"
                    ),
                ),
                (
                    "compromise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="safeguards.compromise"
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("compromise", "compartment"), name="freeze_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_by", None)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="freeze_lifted_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Leaving",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("account",), name="leaving_one_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("account", models.F("begun_by")), _negated=True),
                        name="leaving_begun_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("step", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
                (
                    "compromise",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguards.compromise",
                    ),
                ),
                (
                    "leaving",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguards.leaving",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("leaving", "step"), name="tick_once_a_leaving"),
                    models.UniqueConstraint(fields=("compromise", "step"), name="tick_once_a_compromise"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("compromise__isnull", False), ("leaving", None)),
                            models.Q(("compromise", None), ("leaving__isnull", False)),
                            _connector="OR",
                        ),
                        name="tick_of_one_list",
                    ),
                ],
            },
        ),
        append_only("safeguards_leaving", may_change=("ended_at",)),
        append_only("safeguards_compromise", may_change=("ended_at",)),
        append_only("safeguards_freeze", may_change=("lifted_by_id", "lifted_at")),
        forbid(
            "safeguards_freeze",
            name="lifted",
            event="UPDATE",
            when="OLD.lifted_at IS NOT NULL",
            rule="a freeze is lifted once",
        ),
        append_only("safeguards_tick"),
    ]
