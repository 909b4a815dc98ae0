"""Indexes for whoever reads the log: by verb and compartment, and by the time of a head."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journal", "0005_stamps")]

    operations: ClassVar = [
        migrations.AddIndex("entry", models.Index(fields=["verb", "compartment", "id"], name="entry_by_verb")),
        migrations.AddIndex("entry", models.Index(fields=["compartment", "id"], name="entry_by_compartment")),
        migrations.AddIndex("treehead", models.Index(fields=["at"], name="head_by_time")),
    ]
