"""Whether a browser was signed in to with a duress word of which no colleague was told yet."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("access", "0014_asked_sizes")]

    operations: ClassVar = [
        migrations.AddField("browsersession", "forced", models.BooleanField(default=False)),
        # whether colleagues were told of those that are there is not known: once more is better than never
        migrations.RunSQL("UPDATE access_browsersession SET forced = locked", migrations.RunSQL.noop),
    ]
