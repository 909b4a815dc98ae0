"""A provider outside may be compromised as well. The guards of the table are put back by `database.migrate`."""

from typing import ClassVar

from django.db import migrations, models

KINDS = [
    ("account", "An account"),
    ("device", "A device of an account"),
    ("compartment", "A compartment"),
    ("machine", "A machine"),
    ("package", "A release: a package that left the house"),
    ("provider", "A provider outside the house"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("safeguards", "0002_compromises")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="compromise", name="compromise_kind_known"),
        migrations.AlterField(
            model_name="compromise", name="kind", field=models.CharField(choices=KINDS, max_length=12)
        ),
        migrations.AddConstraint(
            model_name="compromise",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _ in KINDS]), name="compromise_kind_known"
            ),
        ),
    ]
