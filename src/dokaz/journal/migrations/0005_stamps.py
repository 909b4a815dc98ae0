"""Time-stamp authorities, and the stamps they gave.

The table of the first release for time stamps had no verb that filled it, so it is made anew.
"""

from typing import Any, ClassVar

from django.db import migrations, models
from django.db.models import PROTECT, UniqueConstraint

from dokaz.database.api import append_only

KEY: dict[str, Any] = {"primary_key": True, "serialize": False}


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journal", "0004_continuing")]

    operations: ClassVar = [
        migrations.DeleteModel("TimeStamp"),
        migrations.CreateModel(
            name="TimeAuthority",
            fields=[
                ("id", models.BigAutoField(**KEY)),
                ("name", models.CharField(max_length=40, unique=True)),
                ("url", models.CharField(max_length=500)),
                ("roots", models.TextField()),
                ("chain", models.TextField()),
                ("policy", models.CharField(max_length=100)),
                ("admitted_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TimeAuthorityWithdrawal",
            fields=[
                ("authority", models.OneToOneField("journal.timeauthority", PROTECT, **KEY)),
                ("withdrawn_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TimeStamp",
            fields=[
                ("id", models.BigAutoField(**KEY)),
                ("answer", models.BinaryField()),
                ("chain", models.TextField()),
                ("at", models.DateTimeField()),
                ("kept_at", models.DateTimeField()),
                ("authority", models.ForeignKey("journal.timeauthority", PROTECT)),
                ("checkpoint", models.ForeignKey("journal.checkpoint", PROTECT)),
            ],
            options={"constraints": [UniqueConstraint(fields=["checkpoint", "authority"], name="stamped_once")]},
        ),
        append_only("journal_timeauthority"),
        append_only("journal_timeauthoritywithdrawal"),
        append_only("journal_timestamp"),
    ]
