"""Lists of words, labels, and fields of the platform."""

import django.db.models.deletion
from django.db import migrations, models

from dokaz.database.api import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0012_app_decisions"),
        ("records", "0001_records"),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnFieldRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField()),
                ("label_en", models.CharField(max_length=200)),
                ("label_be", models.CharField(max_length=200)),
                ("label_ru", models.CharField(max_length=200)),
                ("written_at", models.DateTimeField()),
                ("written_by", models.UUIDField()),
                ("kind", models.CharField(max_length=30)),
                ("type", models.CharField(max_length=12)),
                ("help_en", models.CharField(max_length=400)),
                ("help_be", models.CharField(max_length=400)),
                ("help_ru", models.CharField(max_length=400)),
                ("thesaurus", models.CharField(max_length=40)),
                ("required", models.BooleanField(default=False)),
                ("sensitivity", models.CharField(max_length=12)),
                ("retired", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "code", "number"), name="records_own_field_versions"),
                    models.CheckConstraint(
                        condition=models.Q(("sensitivity__in", ["internal", "sealed"])),
                        name="records_own_field_sensitivity",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TermRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField()),
                ("label_en", models.CharField(max_length=200)),
                ("label_be", models.CharField(max_length=200)),
                ("label_ru", models.CharField(max_length=200)),
                ("written_at", models.DateTimeField()),
                ("written_by", models.UUIDField()),
                ("thesaurus", models.CharField(max_length=40)),
                ("parent", models.CharField(max_length=40)),
                ("place", models.PositiveIntegerField()),
                ("retired", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("thesaurus", "code", "number"), name="records_term_versions")
                ],
            },
        ),
        migrations.CreateModel(
            name="ThesaurusRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField()),
                ("label_en", models.CharField(max_length=200)),
                ("label_be", models.CharField(max_length=200)),
                ("label_ru", models.CharField(max_length=200)),
                ("written_at", models.DateTimeField()),
                ("written_by", models.UUIDField()),
                ("tree", models.CharField(max_length=12)),
                ("method_en", models.TextField()),
                ("method_be", models.TextField()),
                ("method_ru", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code", "number"), name="records_thesaurus_versions"),
                    models.CheckConstraint(
                        condition=models.Q(("tree__in", ["", "claimed", "observed"])), name="records_two_trees"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LabelRow",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("thing", models.UUIDField()),
                ("thing_kind", models.CharField(max_length=30)),
                ("number", models.PositiveIntegerField()),
                ("record_key", models.BinaryField()),
                ("words", models.BinaryField()),
                (
                    "compartment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("thing", "number"), name="records_labels_are_numbered"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="records_labels_begin_at_one"),
                ],
            },
        ),
        append_only("records_thesaurusrow"),
        append_only("records_termrow"),
        append_only("records_ownfieldrow"),
        append_only("records_labelrow"),
    ]
