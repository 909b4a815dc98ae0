"""Words kept when a session ended, what is said of devices, and requests that were refused or taken back."""

import django.db.models.deletion
from django.db import migrations, models

from dokaz.database.api import append_only, forbid


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_worker_statements"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kept_at", models.DateTimeField()),
                ("sealed", models.BinaryField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Declined",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.approval"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DeviceUse",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("last_at", models.DateTimeField()),
                ("known_at", models.DateTimeField(null=True)),
                ("disowned_at", models.DateTimeField(null=True)),
                (
                    "device",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.device"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("known_at", None), ("disowned_at", None), _connector="OR"),
                        name="device_answered_once",
                    ),
                ],
            },
        ),
        append_only("access_declined"),
        append_only("access_deviceuse", may_change=("last_at", "known_at", "disowned_at")),
        forbid(
            "access_deviceuse",
            name="answered",
            event="UPDATE",
            when="OLD.disowned_at IS NOT NULL OR (OLD.known_at IS NOT NULL AND NEW.known_at IS DISTINCT FROM OLD.known_at)",
            rule="a device is answered for once, and one that was disowned stays so",
        ),
    ]
