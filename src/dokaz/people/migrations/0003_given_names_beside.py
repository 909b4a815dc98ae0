"""Beside the mark of a surname, those of the given name it stands with: a look-up rules others out by the index alone.

Parts that were written before have none there. They are held against the name asked for one by one, as ever.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("people", "0002_parts_by_mark"),)

    operations = (
        migrations.AddField(model_name="namepart", name="beside", field=models.BinaryField(max_length=512, null=True)),
        migrations.RemoveIndex(model_name="namepart", name="people_part_by_mark"),
        migrations.AddIndex(
            model_name="namepart",
            index=models.Index(
                fields=["mark", "compartment", "beside", "person", "tag"],
                condition=models.Q(("tag__in", ("family", "family-near"))),
                name="people_surnames",
            ),
        ),
    )
