"""Files that come in over several requests. Passing rows: they change, and go."""

from django.db import migrations, models
from django.db.models import PROTECT, Q


class Migration(migrations.Migration):
    dependencies = [("access", "0004_backup_statements"), ("custody", "0003_destruction")]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("account", models.UUIDField(db_index=True)),
                ("size", models.BigIntegerField()),
                ("name", models.CharField(max_length=64, unique=True)),
                ("file_key", models.BinaryField()),
                ("begun_at", models.DateTimeField()),
                ("touched_at", models.DateTimeField()),
                ("compartment", models.ForeignKey(on_delete=PROTECT, related_name="+", to="access.compartment")),
                ("item", models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="custody.item")),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=Q(size__gte=0), name="custody_upload_size")],
            },
        ),
    ]
