"""The receipt of what would be destroyed, sealed, so that the second person reads it where they approve it."""

from django.db import migrations, models
from django.db.models import PROTECT

from dokaz.database.api import append_only


class Migration(migrations.Migration):
    dependencies = [("custody", "0007_tallies")]

    operations = [
        migrations.CreateModel(
            name="ReceiptText",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("record_key", models.BinaryField()),
                ("words", models.BinaryField()),
                ("compartment", models.ForeignKey(on_delete=PROTECT, related_name="+", to="access.compartment")),
                (
                    "proposal",
                    models.OneToOneField(on_delete=PROTECT, related_name="receipt_text", to="custody.proposal"),
                ),
            ],
        ),
        append_only("custody_receipttext"),
    ]
