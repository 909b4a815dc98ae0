"""Exhibit numbers: one for each item and series, given once."""

from django.db import migrations, models

from dokaz.database.api import append_only


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0002_belongings")]

    operations = [
        migrations.CreateModel(
            name="ExhibitNumber",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("series", models.CharField(max_length=64)),
                ("item", models.CharField(max_length=64)),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("series", "number"), name="disclosure_number_given_once"),
                    models.UniqueConstraint(fields=("series", "item"), name="disclosure_one_number_an_item"),
                    models.CheckConstraint(condition=models.Q(("number__gt", 0)), name="disclosure_number_from_one"),
                ],
            },
        ),
        append_only("disclosure_exhibitnumber"),
    ]
