"""Statements may say that a key is a worker's. The guards of the table are put back by `database.migrate`."""

from django.db import migrations, models

KINDS = [
    ("recovery", "Recovery keys"),
    ("account", "An account's keys"),
    ("machine", "A machine's key"),
    ("log", "The key that signs the journal"),
    ("compartment", "A compartment and whether it is protected"),
    ("generation", "A compartment's key"),
    ("withdrawal", "An earlier statement holds no longer"),
    ("backup", "An offline key that back-ups are sealed to"),
    ("witness", "A key that cosigns our journal"),
    ("worker", "A key of a worker's memory, to which granted jobs are sealed"),
]


class Migration(migrations.Migration):
    dependencies = [("access", "0007_sign_in")]

    operations = [
        migrations.RemoveConstraint(model_name="statement", name="statement_kind_known"),
        migrations.AlterField(
            model_name="statement", name="kind", field=models.CharField(choices=KINDS, max_length=12)
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _ in KINDS]), name="statement_kind_known"
            ),
        ),
    ]
