"""A device that its owner knew may be in other hands later: then it counts as known no more, and that stays so."""

from typing import ClassVar

from django.db import migrations

from dokaz.database.api import forbid


class Migration(migrations.Migration):
    dependencies: ClassVar = [("access", "0010_guard")]

    operations: ClassVar = [
        forbid(
            "access_deviceuse",
            name="answered",
            event="UPDATE",
            when="OLD.disowned_at IS NOT NULL OR (OLD.known_at IS NOT NULL"
            " AND NEW.known_at IS DISTINCT FROM OLD.known_at AND NEW.disowned_at IS NULL)",
            rule="a device is answered for once, and one that was disowned stays so",
        ),
    ]
