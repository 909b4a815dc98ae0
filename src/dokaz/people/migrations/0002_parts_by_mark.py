"""Parts of names are found by what they are known by, and never by the compartment they lie in."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("people", "0001_people"),)

    operations = (
        migrations.AlterField(
            model_name="namepart",
            name="compartment",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment"
            ),
        ),
    )
