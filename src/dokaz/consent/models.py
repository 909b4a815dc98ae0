"""The rows of consent, all insert-only: texts by which people are asked, and what was said, sealed.

A text is shown to whoever is asked, so it is not sealed. What was said, by whom, when and why stands in one sealed
column of `Paper`, whose id and columns tell no time, and its entry is sealed to its compartment: that somebody was
asked on a day is itself a secret (S-11). Whoever reads the whole database learns about when all the same: the index by
which a row is held against its entry names both (docs/threat-model.md).
"""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from dokaz.access.bases import Compartmented


class Statement(models.Model):
    """One version of a text in one language; `parts` is JSON, one text for each thing that must be told (S-18)."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40)
    language = models.CharField(max_length=35)
    number = models.PositiveIntegerField()
    parts = models.TextField()
    material = models.BooleanField()
    written_by = models.UUIDField()
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["code", "language", "number"], name="consent_a_version_is_written_once"),
            CheckConstraint(condition=Q(number__gte=1), name="consent_versions_begin_with_one"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "code", "language", "number", "material", "written_at"}
        internal: ClassVar = {"parts", "written_by"}
        sealed: ClassVar[set[str]] = set()


class MarkKind(StrEnum):
    APPROVED = "approved"
    NATIVE = "native"  # somebody who speaks the language from home has read it
    ALOUD = "aloud"  # an item is this text, read aloud


class StatementMark(models.Model):
    """What somebody did about a text: approved it, read it as a native speaker, or had it read aloud."""

    id = models.UUIDField(primary_key=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=10)
    item = models.CharField(max_length=16)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(kind__in=[kind.value for kind in MarkKind]), name="consent_mark_kind"),
            CheckConstraint(
                condition=(Q(kind="aloud") & ~Q(item="")) | (~Q(kind="aloud") & Q(item="")),
                name="consent_only_a_reading_names_an_item",
            ),
            UniqueConstraint(
                fields=["statement"], condition=Q(kind="approved"), name="consent_a_text_is_approved_once"
            ),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "statement", "kind", "at"}
        internal: ClassVar = {"item", "by"}
        sealed: ClassVar[set[str]] = set()


class PaperKind(StrEnum):
    DECISIONS = "decisions"  # what a person said, at one asking
    SPEAKERS = "speakers"  # who speaks for a person; the newest counts
    BASIS = "basis"  # a basis in law for a person or an item
    WEIGHED = "weighed"  # that a second person weighed the harm of a basis
    ENDED = "ended"  # that a basis holds no longer
    OUTCOME = "outcome"  # what was decided for one copy after a withdrawal
    OPENING = "opening"  # that somebody decided anew to open an item that was to stay shut


class Paper(Compartmented):
    """One sealed writing about a person (by id) or an item (by reference). Never changed, never removed."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10)
    subject = models.CharField(max_length=40)
    record_key = models.BinaryField()
    words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(kind__in=[kind.value for kind in PaperKind]), name="consent_paper_kind"),
            CheckConstraint(condition=~Q(subject=""), name="consent_a_paper_is_about_something"),
        ]
        indexes: ClassVar = [models.Index(fields=["subject", "kind"], name="consent_papers_of_a_subject")]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "compartment", "generation"}
        internal: ClassVar = {"kind", "subject", "record_key"}
        sealed: ClassVar = {"words"}
