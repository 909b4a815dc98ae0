"""Second factors, browsers that are signed in, devices seen before, and tries that failed."""

import django.db.models.deletion
from django.db import migrations, models

from dokaz.database.api import append_only, forbid


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="FailedTries",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("count", models.PositiveIntegerField()),
                ("last_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField(max_length=32)),
                ("first_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "digest"), name="device_once_an_account"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BrowserSession",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("pending", "The pass-phrase was right, the second factor is still to come"),
                            ("open", "Signed in"),
                        ],
                        max_length=8,
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("began_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("proved_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("challenge", models.BinaryField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
                (
                    "keys",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.accountkeys"
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.device"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["pending", "open"])), name="browser_stage_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("began_at"))), name="browser_ends_later"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage", "pending"), ("proved_at__isnull", False), _connector="OR"),
                        name="browser_open_once_proved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField(max_length=32)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "digest"), name="recovery_code_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(choices=[("totp", "Codes from an app"), ("passkey", "A passkey")], max_length=8),
                ),
                ("sealed", models.BinaryField()),
                ("used", models.PositiveBigIntegerField(default=0)),
                ("added_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["totp", "passkey"])), name="factor_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True), ("withdrawn_at__gte", models.F("added_at")), _connector="OR"
                        ),
                        name="factor_ends_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Turned",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("minute", models.DateTimeField()),
                ("code", models.CharField(max_length=40)),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("minute", "code"), name="turned_once_a_minute")],
            },
        ),
        append_only("access_secondfactor", may_change=("used", "withdrawn_at")),
        forbid(
            "access_secondfactor",
            name="used_once",
            event="UPDATE",
            when="NEW.used < OLD.used OR OLD.withdrawn_at IS NOT NULL",
            rule="a code counts once, and a withdrawn factor stays withdrawn",
        ),
        append_only("access_recoverycode", may_change=("ended_at",)),
        forbid(
            "access_recoverycode",
            name="ended",
            event="UPDATE",
            when="OLD.ended_at IS NOT NULL",
            rule="a recovery code ends once",
        ),
        append_only("access_device"),
    ]
