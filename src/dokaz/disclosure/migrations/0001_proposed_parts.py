"""What would leave in a package that a second person decides about, sealed part by part."""

from django.db import migrations, models
from django.db.models import PROTECT

from dokaz.database.api import append_only


class Migration(migrations.Migration):
    initial = True
    dependencies = [("access", "0012_app_decisions")]

    operations = [
        migrations.CreateModel(
            name="ProposedPart",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("record_key", models.BinaryField()),
                ("words", models.BinaryField()),
                ("compartment", models.ForeignKey(on_delete=PROTECT, related_name="+", to="access.compartment")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("sha256", "compartment"), name="disclosure_one_part_a_compartment")
                ],
            },
        ),
        append_only("disclosure_proposedpart"),
    ]
