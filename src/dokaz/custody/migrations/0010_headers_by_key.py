"""Which headers are sealed to an older key of their compartment is found without going through the others."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("custody", "0009_last_checks")]

    operations = [
        migrations.AddIndex(
            model_name="blob",
            index=models.Index(
                fields=["compartment", "generation", "id"],
                condition=Q(header__isnull=False),
                name="custody_headers_by_key",
            ),
        )
    ]
