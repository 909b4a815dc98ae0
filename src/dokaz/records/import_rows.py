"""The rows of imports: that a table was brought in, which record came of which of its rows, and how it ended."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dokaz.access.bases import Compartmented


class ImportRun(Compartmented):
    """A table that is brought in. `words` seals its name, digest and size, the reason, the author and the time."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=30)
    record_key = models.BinaryField()
    words = models.BinaryField()

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "kind", "compartment", "generation"}
        internal: ClassVar = {"record_key"}
        sealed: ClassVar = {"words"}


class ImportedRow(models.Model):
    """Which record came of which row of the table. What it says is in the record alone."""

    id = models.UUIDField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="rows")
    record = models.ForeignKey("records.Record", on_delete=models.PROTECT, related_name="imported")
    row = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "row"], name="records_a_row_is_imported_once"),
            models.UniqueConstraint(fields=["record"], name="records_a_record_comes_of_one_row"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "run", "record"}
        internal: ClassVar = {"row"}


class ImportEnd(Compartmented):
    """That an import was taken back: why, by whom and when is sealed."""

    id = models.UUIDField(primary_key=True)
    run = models.OneToOneField(ImportRun, on_delete=models.PROTECT, related_name="end")
    record_key = models.BinaryField()
    words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(words=b""), name="records_an_end_says_why")]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "run", "compartment", "generation"}
        internal: ClassVar = {"record_key"}
        sealed: ClassVar = {"words"}
