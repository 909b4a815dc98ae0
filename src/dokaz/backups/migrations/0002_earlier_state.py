"""Back-ups that were made after the state that was put back, and until when they may open files."""

from django.db import migrations, models
from django.db.models import CheckConstraint, F, Q

from dokaz.database.api import append_only


class Migration(migrations.Migration):
    dependencies = [("backups", "0001_backups")]

    operations = [
        migrations.CreateModel(
            name="EarlierState",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("put_back_at", models.DateTimeField()),
                ("keys_until", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    CheckConstraint(condition=Q(keys_until__gt=F("put_back_at")), name="earlier_state_keys_outlast_it")
                ]
            },
        ),
        append_only("backups_earlierstate"),
    ]
