"""Log witnesses with address and statement, their quorum, and mirrors.

The tables of the first release for witnesses and cosignatures had no verb that filled them, so they are made anew.
"""

from typing import Any, ClassVar

from django.db import migrations, models
from django.db.models import PROTECT, UniqueConstraint

from dokaz.database.api import append_only, forbid

KEY: dict[str, Any] = {"primary_key": True, "serialize": False}


GONE = "EXISTS (SELECT 1 FROM journal_witnesswithdrawal w WHERE w.witness_id = NEW.witness_id)"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journal", "0001_log")]

    operations: ClassVar = [
        migrations.DeleteModel("Cosignature"),
        migrations.DeleteModel("LogWitness"),
        migrations.CreateModel(
            name="LogWitness",
            fields=[
                ("id", models.BigAutoField(**KEY)),
                ("vkey", models.CharField(max_length=2400, unique=True)),
                ("operator", models.CharField(max_length=200)),
                ("country", models.CharField(max_length=2)),
                ("url", models.CharField(max_length=500)),
                ("statement", models.UUIDField()),
                ("admitted_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="WitnessWithdrawal",
            fields=[
                ("witness", models.OneToOneField("journal.logwitness", PROTECT, **KEY)),
                ("withdrawn_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="WitnessQuorum",
            fields=[
                ("id", models.BigAutoField(**KEY)),
                ("needed", models.PositiveSmallIntegerField()),
                ("set_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="MirrorPlace",
            fields=[
                ("id", models.BigAutoField(**KEY)),
                ("place", models.CharField(max_length=500)),
                ("added_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="MirrorRemoval",
            fields=[
                ("mirror", models.OneToOneField("journal.mirrorplace", PROTECT, **KEY)),
                ("removed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                ("id", models.BigAutoField(**KEY)),
                ("line", models.BinaryField()),
                ("time", models.PositiveBigIntegerField()),
                ("checkpoint", models.ForeignKey("journal.checkpoint", PROTECT)),
                ("witness", models.ForeignKey("journal.logwitness", PROTECT)),
            ],
            options={"constraints": [UniqueConstraint(fields=["checkpoint", "witness"], name="cosigned_once")]},
        ),
        append_only("journal_logwitness"),
        append_only("journal_witnesswithdrawal"),
        append_only("journal_witnessquorum"),
        append_only("journal_mirrorplace"),
        append_only("journal_mirrorremoval"),
        append_only("journal_cosignature"),
        forbid("journal_cosignature", name="by_admitted", event="INSERT", when=GONE, rule="the witness was withdrawn"),
    ]
