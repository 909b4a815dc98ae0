"""What went to whom: the parts of a release by compartment, and what was written down under which release."""

from django.db import migrations, models
from django.db.models import PROTECT

from dokaz.database.api import append_only


class Migration(migrations.Migration):
    initial = True
    dependencies = [("access", "0012_app_decisions"), ("records", "0003_imports")]

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
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind", ""), _negated=True), name="releases_what_belongs_has_a_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("record")), _negated=True),
                        name="releases_nothing_belongs_to_itself",
                    ),
                ],
                "indexes": [models.Index(fields=["parent", "kind"], name="releases_by_parent")],
            },
        ),
        append_only("releases_belonging"),
        migrations.CreateModel(
            name="ReleasedPart",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("release", models.UUIDField()),
                ("package", models.CharField(db_index=True, max_length=16)),
                ("record_key", models.BinaryField()),
                ("words", models.BinaryField()),
                ("compartment", models.ForeignKey(on_delete=PROTECT, related_name="+", to="access.compartment")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("release", "compartment"), name="releases_one_part_a_compartment"),
                    models.CheckConstraint(
                        condition=models.Q(("package", ""), _negated=True), name="releases_a_part_names_its_package"
                    ),
                ],
            },
        ),
        append_only("releases_releasedpart"),
    ]
