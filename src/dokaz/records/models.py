"""The rows of records. Insert-only: what changes is written anew, with the next number.

A revision holds its fields, its reason, its author and its time in one sealed column under a key of its own, so that
whoever reads the database learns of a record that it exists, of which kind and compartment it is, and how often it
was written (SECURITY 1.13).
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dokaz.access.bases import Compartmented
from dokaz.records.import_rows import ImportedRow, ImportEnd, ImportRun
from dokaz.records.judgement_rows import JudgementRow
from dokaz.records.word_rows import LabelRow, OwnFieldRow, TermRow, ThesaurusRow

__all__ = [
    "ImportEnd",
    "ImportRun",
    "ImportedRow",
    "JudgementRow",
    "LabelRow",
    "OwnFieldRow",
    "Record",
    "Revision",
    "Step",
    "TermRow",
    "ThesaurusRow",
]


class Record(Compartmented):
    """That there is a record. Where its id tells no time (RFC 9562, version 4), no id of its rows does."""

    id = models.UUIDField(primary_key=True)
    ref = models.CharField(max_length=16, null=True, unique=True)  # noqa: DJ001 - absent is not empty
    kind = models.CharField(max_length=30)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kind="") & ~Q(ref=""), name="records_a_record_has_a_kind"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "compartment", "id"], name="records_by_kind")]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "ref", "kind", "compartment", "generation"}


class Revision(Compartmented):
    """What a record said from this revision on: `words` seals fields, reason, author and time."""

    id = models.UUIDField(primary_key=True)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    record_key = models.BinaryField()
    words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "number"], name="records_revisions_are_numbered"),
            models.CheckConstraint(condition=Q(number__gte=1), name="records_revisions_begin_at_one"),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "record", "number", "compartment", "generation"}
        internal: ClassVar = {"record_key"}
        sealed: ClassVar = {"words"}


class Step(Compartmented):
    """A step of a record from one state to another, or from one person's hands to another's.

    `holder` is whose turn it is after it; `words` seals comment, author and time.
    """

    id = models.UUIDField(primary_key=True)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=30)
    state = models.CharField(max_length=30)
    revision = models.PositiveIntegerField()
    holder = models.UUIDField(null=True)
    record_key = models.BinaryField()
    words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "number"], name="records_steps_are_numbered"),
            models.CheckConstraint(condition=Q(number__gte=1), name="records_steps_begin_at_one"),
            models.CheckConstraint(condition=~Q(act="") & ~Q(state=""), name="records_a_step_says_where_to"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["holder"], name="records_whose_turn", condition=Q(holder__isnull=False)),
            models.Index(fields=["state", "compartment"], name="records_by_state"),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "record", "number", "act", "state", "revision", "compartment", "generation"}
        internal: ClassVar = {"holder", "record_key"}
        sealed: ClassVar = {"words"}
