"""Whether an organisation accepts codes from apps: decisions that come into force once, and are never changed."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from dokaz.database.api import append_only, forbid


class Migration(migrations.Migration):
    dependencies: ClassVar = [("access", "0011_devices_taken_back")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="AppDecision",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("accepted", models.BooleanField()),
                ("decided_at", models.DateTimeField()),
                ("in_force_at", models.DateTimeField(null=True)),
                (
                    "approval",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.approval"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted", True), ("approval__isnull", False)),
                            models.Q(("accepted", False), ("approval", None), ("in_force_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="app_decision_loosened_by_two",
                    ),
                ],
            },
        ),
        append_only("access_appdecision", may_change=("in_force_at",)),
        forbid(
            "access_appdecision",
            name="in_force",
            event="UPDATE",
            when="OLD.in_force_at IS NOT NULL",
            rule="a decision about apps comes into force once",
        ),
    ]
