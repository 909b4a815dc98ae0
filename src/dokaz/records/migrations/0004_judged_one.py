"""Judgements are found by either of the two things they are about, without reading all others to the same question."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_imports"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="judgementrow",
            index=models.Index(fields=["question", "one"], name="records_judged_one"),
        ),
    ]
