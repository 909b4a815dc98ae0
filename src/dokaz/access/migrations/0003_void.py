"""An open approval may be made to expire sooner, never later: after a restore all are void (SECURITY 3.5)."""

from typing import ClassVar

from django.db import migrations

from dokaz.database.api import append_only, forbid


class Migration(migrations.Migration):
    dependencies: ClassVar = [("access", "0002_guards")]

    operations: ClassVar = [
        append_only("access_approval", may_change=("approved_by_id", "approved_at", "consumed_at", "expires_at")),
        forbid(
            "access_approval",
            name="sooner",
            event="UPDATE",
            when="NEW.expires_at > OLD.expires_at",
            rule="an approval is never prolonged",
        ),
    ]
