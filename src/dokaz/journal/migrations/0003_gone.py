from typing import Any, ClassVar

from django.db import migrations, models
from django.db.models import PROTECT

from dokaz.database.api import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar[list[Any]] = [("journal", "0002_witnesses")]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Gone",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ident", models.BinaryField(max_length=16, unique=True)),
                ("kind", models.CharField(max_length=60)),
                ("entry", models.ForeignKey("journal.entry", PROTECT, related_name="+")),
            ],
        ),
        append_only("journal_gone"),
    ]
