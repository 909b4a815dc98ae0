"""Care of colleagues, and parts taken out of an item as items of their own."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

MAKINGS = ["text", "ocr", "preview", "redaction", "translation", "transcript", "part"]


class Migration(migrations.Migration):
    dependencies = [("custody", "0004_uploads")]

    operations = [
        migrations.CreateModel(
            name="Exposure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.UUIDField()),
                ("day", models.CharField(max_length=10)),
                ("opened", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "day"), name="custody_one_count_a_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RestHint",
            fields=[
                ("account", models.UUIDField(primary_key=True, serialize=False)),
                ("after", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(after__lte=999), name="custody_a_hint_after_a_number"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandedBack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handed_back", to="custody.item"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("item", "account"), name="custody_handed_back_once"),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="derivation", name="custody_derivation_making"),
        migrations.AddConstraint(
            model_name="derivation",
            constraint=models.CheckConstraint(condition=Q(making__in=MAKINGS), name="custody_derivation_making"),
        ),
    ]
