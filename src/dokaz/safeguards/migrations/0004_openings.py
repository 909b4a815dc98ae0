"""That an account opened a record on a day counts once."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("safeguards", "0003_providers")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Opened",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("mark", models.BinaryField(max_length=32)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "mark"), name="opened_once_a_day"),
                ],
            },
        ),
    ]
