"""What custody keeps for the people who look at its items, and shows to nobody else."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

__all__ = ["PRIVATE", "Exposure", "HandedBack", "RestHint"]


class Exposure(models.Model):
    """How many items with graphic media one person opened on one day (UTC). Kept some weeks, never in a back-up."""

    account = models.UUIDField()
    day = models.CharField(max_length=10)
    opened = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "day"], name="custody_one_count_a_day"),
        ]

    class Sensitivity:
        open: ClassVar = {"id"}
        internal: ClassVar = {"account", "day", "opened"}
        sealed: ClassVar[set[str]] = set()


class RestHint(models.Model):
    """After how many of them a day this person wants to be told to rest; nothing after none."""

    account = models.UUIDField(primary_key=True)
    after = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(after__lte=999), name="custody_a_hint_after_a_number"),
        ]

    class Sensitivity:
        open: ClassVar[set[str]] = set()
        internal: ClassVar = {"account", "after"}
        sealed: ClassVar[set[str]] = set()


class HandedBack(models.Model):
    """That a person will not open an item. No reason is asked, and there is no column for one."""

    item = models.ForeignKey("custody.Item", on_delete=models.PROTECT, related_name="handed_back")
    account = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "account"], name="custody_handed_back_once"),
        ]

    class Sensitivity:
        open: ClassVar = {"id"}
        internal: ClassVar = {"item", "account", "at"}
        sealed: ClassVar[set[str]] = set()


# they have no entry: what a colleague could read there would be no care any more
PRIVATE = (Exposure, RestHint, HandedBack)
