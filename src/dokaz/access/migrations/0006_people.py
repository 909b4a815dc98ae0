"""What waits for two people to decide about an account, whom a founder let in alone, and slots beside keys."""

import django.db.models.deletion
from django.db import migrations, models

from dokaz.database.api import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_witness_statements"),
    ]

    operations = [
        migrations.CreateModel(
            name="Admission",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("admit", "Let a person in"),
                            ("renew", "Give a person new keys"),
                            ("role", "Give a person a role"),
                        ],
                        max_length=8,
                    ),
                ),
                ("account", models.UUIDField()),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("custodian", "Custodian"),
                            ("documenter", "Documenter"),
                            ("analyst", "Analyst"),
                            ("steering", "Steering committee"),
                        ],
                        max_length=12,
                    ),
                ),
                ("public_key", models.BinaryField(max_length=64)),
                ("number", models.PositiveIntegerField()),
                ("salt", models.BinaryField(max_length=16, null=True)),
                ("passes", models.PositiveSmallIntegerField(null=True)),
                ("memory_kib", models.PositiveIntegerField(null=True)),
                ("lanes", models.PositiveSmallIntegerField(null=True)),
                ("verifier", models.BinaryField(max_length=32, null=True)),
                ("sealed", models.BinaryField(null=True)),
                ("slot", models.BinaryField(null=True)),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.approval"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("act__in", ["admit", "renew", "role"])), name="admission_act_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "renew"), ("role", "")),
                            models.Q(
                                models.Q(("act", "renew"), _negated=True),
                                ("role__in", ["custodian", "documenter", "analyst", "steering"]),
                            ),
                            _connector="OR",
                        ),
                        name="admission_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("act__in", ["admit", "renew"]),
                                ("lanes__isnull", False),
                                ("memory_kib__isnull", False),
                                ("passes__isnull", False),
                                ("salt__isnull", False),
                                ("sealed__isnull", False),
                                ("slot__isnull", False),
                                ("verifier__isnull", False),
                            ),
                            models.Q(
                                ("act", "role"),
                                ("lanes", None),
                                ("memory_kib", None),
                                ("passes", None),
                                ("salt", None),
                                ("sealed", None),
                                ("slot", None),
                                ("verifier", None),
                            ),
                            _connector="OR",
                        ),
                        name="admission_has_its_keys",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "admit"), ("organisation__isnull", False)),
                            models.Q(models.Q(("act", "admit"), _negated=True), ("organisation", None)),
                            _connector="OR",
                        ),
                        name="admission_to_an_organisation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Companion",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("admitted_at", models.DateTimeField()),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
                (
                    "founder",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("founder", models.F("account")), _negated=True), name="companion_is_another"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeySlot",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
                (
                    "keys",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.accountkeys"
                    ),
                ),
                (
                    "machine",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.machine"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("keys", "machine"), name="slot_once_a_machine")],
            },
        ),
        append_only("access_admission"),
        append_only("access_companion"),
        append_only("access_keyslot"),
    ]
