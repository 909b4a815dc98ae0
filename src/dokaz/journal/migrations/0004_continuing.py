"""The same log after a restore: entries whose content is lost; and a new log where the old one cannot go on."""

from django.db import migrations, models
from django.db.models import PROTECT

from dokaz.database.api import append_only, forbid

NOT_NEXT = """
    NEW.id <> COALESCE((SELECT MAX(l.id) + 1 FROM journal_log l), 1)
    OR NEW.from_size <> COALESCE((SELECT MAX(h.size) FROM journal_treehead h), 0)
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_gone")]

    operations = [
        migrations.RemoveConstraint("log", "log_only_one"),
        migrations.AddField("log", "from_size", models.PositiveBigIntegerField(default=0)),
        migrations.AlterField("log", "origin", models.CharField(max_length=200, unique=True)),
        migrations.CreateModel(
            name="Lost",
            fields=[
                ("entry", models.OneToOneField("journal.entry", PROTECT, primary_key=True, serialize=False)),
                ("covered_by", models.ForeignKey("journal.entry", PROTECT, related_name="+")),
            ],
        ),
        append_only("journal_lost"),
        forbid("journal_log", name="follows", event="INSERT", when=NOT_NEXT, rule="a log begins where the last ends"),
    ]
