"""Where identities are kept, identities, contacts, situations, keyed hashes of names, and requests to unmask."""

import django.db.models.deletion
from django.db import migrations, models

from dokaz.database.api import append_only, forbid


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0013_names_and_practice"),
        ("records", "0001_records"),
    ]

    operations = [
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("adds", models.BooleanField()),
                ("first_half", models.BinaryField()),
                ("second_half", models.BinaryField()),
                ("generation", models.PositiveIntegerField()),
                ("words", models.BinaryField()),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.halfpair"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.record"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "number"), name="people_identities_are_numbered"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Keeping",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(unique=True)),
                ("set_at", models.DateTimeField()),
                (
                    "contacts",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment"
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.halfpair"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LookUp",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "at"], name="people_look_ups_of"),
                ],
            },
        ),
        migrations.CreateModel(
            name="NamePart",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("form", models.PositiveSmallIntegerField()),
                ("tag", models.CharField(max_length=16)),
                ("mark", models.BinaryField(max_length=32)),
                (
                    "compartment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.record"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["mark"], name="people_part_by_mark"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Situation",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("record_key", models.BinaryField()),
                ("words", models.BinaryField()),
                (
                    "compartment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.record"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "number"), name="people_situations_are_numbered"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unmasking",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("generation", models.PositiveIntegerField()),
                ("record_key", models.BinaryField()),
                ("words", models.BinaryField()),
                ("approval", models.UUIDField(unique=True)),
                ("asked_at", models.DateTimeField()),
                ("passed", models.BinaryField(null=True)),
                ("passed_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
                (
                    "half",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment"
                    ),
                ),
                (
                    "identity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.identity"
                    ),
                ),
                (
                    "passed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("passed_by", None),
                            models.Q(("passed_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="unmasked_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("passed_at", None), ("passed_by", None)),
                            models.Q(("passed_at__isnull", False), ("passed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="unmasking_passed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used_at", None), ("passed_by__isnull", False), _connector="OR"),
                        name="unmasking_passed_before_use",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("generation", models.PositiveIntegerField()),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("record_key", models.BinaryField()),
                ("words", models.BinaryField()),
                (
                    "compartment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.record"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "number"), name="people_contacts_are_numbered")
                ],
            },
        ),
        append_only("people_keeping"),
        append_only("people_identity", may_erase=("first_half", "second_half", "words")),
        append_only("people_contact", may_erase=("record_key", "words")),
        append_only("people_situation", may_erase=("record_key", "words")),
        append_only("people_namepart", may_delete=True),
        append_only("people_lookup", may_delete=True),
        append_only("people_unmasking", may_change=("passed", "passed_by_id", "passed_at", "used_at")),
        forbid(
            "people_unmasking",
            name="settled",
            event="UPDATE",
            when="OLD.used_at IS NOT NULL OR (OLD.passed_by_id IS NOT NULL AND "
            "(NEW.passed_by_id IS DISTINCT FROM OLD.passed_by_id OR NEW.passed_at IS DISTINCT FROM OLD.passed_at))",
            rule="an identity is shown once",
        ),
    ]
