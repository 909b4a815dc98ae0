"""Which back-ups there were, and the key that names their parts."""

from django.db import migrations, models
from django.db.models import CheckConstraint, F, Q

from dokaz.database.api import append_only, forbid

ENDED = "OLD.ended_at IS NOT NULL"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Naming",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("key", models.BinaryField(max_length=32)),
            ],
            options={"constraints": [CheckConstraint(condition=Q(id=1), name="naming_only_one")]},
        ),
        migrations.CreateModel(
            name="Backup",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("begun_at", models.DateTimeField()),
                ("keys_until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    CheckConstraint(condition=Q(keys_until__gt=F("begun_at")), name="backup_keys_outlast_it"),
                    CheckConstraint(
                        condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("begun_at")),
                        name="backup_ends_after_it_began",
                    ),
                ]
            },
        ),
        append_only("backups_naming"),
        append_only("backups_backup", may_change=("ended_at",)),
        forbid("backups_backup", name="ended", event="UPDATE", when=ENDED, rule="a back-up ends once"),
    ]
