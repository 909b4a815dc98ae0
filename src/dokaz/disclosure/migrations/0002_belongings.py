"""Which record was written down under which: contacts of authorities, searches for requests."""

from django.db import migrations, models
from django.db.models import PROTECT

from dokaz.database.api import append_only


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0001_proposed_parts"), ("access", "0012_app_decisions")]

    operations = [
        migrations.CreateModel(
            name="Belonging",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("parent", models.UUIDField()),
                ("record", models.UUIDField(unique=True)),
                ("kind", models.CharField(max_length=30)),
                ("compartment", models.ForeignKey(on_delete=PROTECT, related_name="+", to="access.compartment")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind", ""), _negated=True), name="disclosure_what_belongs_has_a_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("record")), _negated=True),
                        name="disclosure_nothing_belongs_to_itself",
                    ),
                ],
                "indexes": [models.Index(fields=["parent", "kind"], name="disclosure_by_parent")],
            },
        ),
        append_only("disclosure_belonging"),
    ]
