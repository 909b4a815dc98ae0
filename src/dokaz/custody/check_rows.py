"""What is kept beside the chains so that nobody has to go through them: the newest check of each file, and counts."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from dokaz.access.bases import Scoped

__all__ = ["CheckTally", "LastCheck"]


class LastCheck(models.Model):
    """The newest fixity check of one item with bytes that were not destroyed. Without `at` there was none.

    `fault` is what it found, or "key" where the bytes were whole and something was said of their key; nothing where
    all was whole. Of a protected compartment it never says "key". It repeats what the item's chain says, is taken away
    and put anew with each check, and is held against the chains.
    """

    item = models.OneToOneField("custody.Item", primary_key=True, on_delete=models.PROTECT, related_name="last_check")
    compartment = models.ForeignKey("access.Compartment", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=12, null=True)  # noqa: DJ001 - absent is not empty

    objects: ClassVar[Scoped[Self]] = Scoped()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(fault=None) | Q(at__isnull=False), name="custody_a_fault_was_found_some_day"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["compartment", "at", "item"], name="custody_checked_longest_ago"),
            models.Index(
                fields=["compartment", "fault", "item"], condition=Q(fault__isnull=False), name="custody_found_faults"
            ),
        ]

    class Sensitivity:
        open: ClassVar = {"item", "compartment", "at"}
        internal: ClassVar = {"fault"}
        sealed: ClassVar[set[str]] = set()


class CheckTally(models.Model):
    """So many more, or fewer, files of a compartment stand so by their newest check: the sum is what counts.

    `standing` is a fault as `LastCheck` has it, "unchanged", or "never".
    """

    id = models.UUIDField(primary_key=True)
    compartment = models.ForeignKey("access.Compartment", on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=12)
    items = models.IntegerField()

    objects: ClassVar[Scoped[Self]] = Scoped()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(items=0), name="custody_a_check_tally_counts_something")
        ]

    class Sensitivity:
        open: ClassVar = {"id", "compartment"}
        internal: ClassVar = {"standing", "items"}
        sealed: ClassVar[set[str]] = set()
