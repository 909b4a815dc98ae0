"""A duress word beside a pass-phrase, accounts that are locked, and bulk acts that wait."""

import django.db.models.deletion
from django.db import migrations, models

from dokaz.database.api import append_only, forbid


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0009_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="browsersession",
            name="locked",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="DuressWord",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("box_public", models.BinaryField(max_length=32)),
                ("verifier", models.BinaryField(max_length=32)),
                ("sealed", models.BinaryField()),
                ("set_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "keys",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.accountkeys"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("keys",), name="duress_word_one_at_a_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FactorCopy",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
                (
                    "factor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.secondfactor"
                    ),
                ),
                (
                    "word",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.duressword"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("word", "factor"), name="factor_copy_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseLimits",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("items", models.PositiveIntegerField()),
                ("accounts", models.PositiveIntegerField()),
                ("hours", models.PositiveIntegerField()),
                ("in_force_at", models.DateTimeField(null=True)),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.approval"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("accounts__gte", 1), ("hours__lte", 96), ("items__gte", 1)),
                        name="house_limits_in_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lock",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
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
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)), fields=("account",), name="lock_one_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_by", None)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="lock_lifted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_by", None),
                            models.Q(("lifted_by", models.F("account")), _negated=True),
                            _connector="OR",
                        ),
                        name="lock_lifted_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delay",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("verb", models.CharField(max_length=100)),
                ("digest", models.BinaryField(max_length=32)),
                ("size", models.PositiveIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                (
                    "approval",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.approval"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", False), ("approval__isnull", False), _connector="OR"),
                        name="delay_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stopped_at", None), ("stopped_by", None)),
                            models.Q(("stopped_at__isnull", False), ("stopped_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="delay_stopped_by_somebody",
                    ),
                ],
            },
        ),
        append_only("access_duressword", may_change=("ended_at",)),
        forbid(
            "access_duressword",
            name="ended",
            event="UPDATE",
            when="OLD.ended_at IS NOT NULL",
            rule="a duress word ends once",
        ),
        append_only("access_factorcopy"),
        append_only("access_lock", may_change=("lifted_by_id", "lifted_at")),
        forbid(
            "access_lock", name="lifted", event="UPDATE", when="OLD.lifted_at IS NOT NULL", rule="a lock is lifted once"
        ),
        append_only("access_houselimits", may_change=("in_force_at",)),
        forbid(
            "access_houselimits",
            name="in_force",
            event="UPDATE",
            when="OLD.in_force_at IS NOT NULL",
            rule="limits come into force once",
        ),
        append_only("access_delay", may_change=("until", "stopped_by_id", "stopped_at")),
        forbid(
            "access_delay",
            name="shortened",
            event="UPDATE",
            when="OLD.stopped_at IS NOT NULL OR (OLD.until IS NOT NULL AND NEW.until IS DISTINCT FROM OLD.until)",
            rule="a wait is not shortened and a stop is not undone",
        ),
    ]
