"""How much an approval was asked for at once, so that what is asked for in portions waits as well."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from dokaz.database.api import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("access", "0013_names_and_practice")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="AskedSize",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("size", models.PositiveIntegerField()),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.approval"
                    ),
                ),
            ],
        ),
        append_only("access_askedsize"),
    ]
