"""Derivatives made by programs: how each attempt ended, what resembles an item, and two more makings."""

from typing import Any

from django.db import migrations, models
from django.db.models import PROTECT, Q

from dokaz.database.api import append_only

MAKINGS = ["text", "ocr", "preview", "stills", "waveform", "redaction", "translation", "transcript", "part"]


def of_an_item(related_name: str, **fields: Any) -> list[tuple[str, Any]]:
    return [
        ("generation", models.PositiveIntegerField()),
        ("id", models.UUIDField(primary_key=True, serialize=False)),
        ("at", models.DateTimeField()),
        *fields.items(),
        ("compartment", models.ForeignKey(on_delete=PROTECT, related_name="+", to="access.compartment")),
        ("item", models.ForeignKey(on_delete=PROTECT, related_name=related_name, to="custody.item")),
    ]


class Migration(migrations.Migration):
    dependencies = [("custody", "0005_care")]

    operations = [
        migrations.RemoveConstraint(model_name="derivation", name="custody_derivation_making"),
        migrations.AddConstraint(
            model_name="derivation",
            constraint=models.CheckConstraint(condition=Q(making__in=MAKINGS), name="custody_derivation_making"),
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=of_an_item(
                "attempts",
                by=models.UUIDField(),
                making=models.CharField(max_length=12),
                tool=models.CharField(max_length=100),
                tool_version=models.CharField(max_length=100),
                outcome=models.CharField(max_length=40),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["item", "making", "tool", "tool_version"],
                        condition=Q(outcome__in=["made", "nothing"]),
                        name="custody_made_once_by_a_program",
                    ),
                    models.CheckConstraint(condition=Q(making__in=MAKINGS), name="custody_attempt_making"),
                    models.CheckConstraint(
                        condition=~Q(tool="") & ~Q(outcome=""), name="custody_an_attempt_says_what_and_how"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Likeness",
            fields=of_an_item(
                "likenesses",
                resemblance=models.CharField(max_length=12),
                method=models.CharField(max_length=20),
                record_key=models.BinaryField(),
                marks=models.BinaryField(),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["item", "method"], name="custody_one_likeness_by_each_method"),
                    models.CheckConstraint(
                        condition=Q(resemblance__in=["picture", "text"]), name="custody_resemblance"
                    ),
                ],
            },
        ),
        append_only("custody_attempt"),
        append_only("custody_likeness", may_erase=("record_key", "marks")),
    ]
