"""Statements, marks on them, and papers: all insert-only."""

import django.db.models.deletion
from django.db import migrations, models

from dokaz.database.api import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0012_app_decisions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=35)),
                ("number", models.PositiveIntegerField()),
                ("parts", models.TextField()),
                ("material", models.BooleanField()),
                ("written_by", models.UUIDField()),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "language", "number"), name="consent_a_version_is_written_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="consent_versions_begin_with_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("subject", models.CharField(max_length=40)),
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
                "indexes": [models.Index(fields=["subject", "kind"], name="consent_papers_of_a_subject")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["decisions", "speakers", "basis", "weighed", "ended", "outcome"])
                        ),
                        name="consent_paper_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("subject", ""), _negated=True), name="consent_a_paper_is_about_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementMark",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("item", models.CharField(max_length=16)),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="consent.statement"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["approved", "native", "aloud"])), name="consent_mark_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "aloud"), models.Q(("item", ""), _negated=True)),
                            models.Q(models.Q(("kind", "aloud"), _negated=True), ("item", "")),
                            _connector="OR",
                        ),
                        name="consent_only_a_reading_names_an_item",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "approved")),
                        fields=("statement",),
                        name="consent_a_text_is_approved_once",
                    ),
                ],
            },
        ),
        append_only("consent_statement"),
        append_only("consent_statementmark"),
        append_only("consent_paper"),
    ]
