"""The rows of lists of words, of labels put on things, and of the fields a platform defines: each version a row.

Words and definitions belong to the house and tell of no case, so they lie in clear; which label stands on what tells
of one, so that is sealed.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dokaz.access.bases import Compartmented


class InThreeLanguages(models.Model):
    """A version of something that has a label in each language."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    label_en = models.CharField(max_length=200)
    label_be = models.CharField(max_length=200)
    label_ru = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    written_by = models.UUIDField()

    class Meta:
        abstract = True

    class Sensitivity:
        internal: ClassVar = {
            "id", "code", "number", "label_en", "label_be", "label_ru", "written_at", "written_by",
        }  # fmt: skip


class ThesaurusRow(InThreeLanguages):
    """One version of a list of words, with its written method. `tree` is empty unless its words are labels."""

    tree = models.CharField(max_length=12)
    method_en = models.TextField()
    method_be = models.TextField()
    method_ru = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "number"], name="records_thesaurus_versions"),
            models.CheckConstraint(condition=Q(tree__in=["", "claimed", "observed"]), name="records_two_trees"),
        ]

    class Sensitivity:
        internal: ClassVar = {*InThreeLanguages.Sensitivity.internal, "tree", "method_en", "method_be", "method_ru"}


class TermRow(InThreeLanguages):
    """One version of a word of a list. A retired one is not chosen any more, and stays where it stands."""

    thesaurus = models.CharField(max_length=40)
    parent = models.CharField(max_length=40)
    place = models.PositiveIntegerField()
    retired = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thesaurus", "code", "number"], name="records_term_versions"),
        ]

    class Sensitivity:
        internal: ClassVar = {*InThreeLanguages.Sensitivity.internal, "thesaurus", "parent", "place", "retired"}


class OwnFieldRow(InThreeLanguages):
    """One version of a field that the platform gave a kind of record. Its type never changes."""

    kind = models.CharField(max_length=30)
    type = models.CharField(max_length=12)
    help_en = models.CharField(max_length=400)
    help_be = models.CharField(max_length=400)
    help_ru = models.CharField(max_length=400)
    thesaurus = models.CharField(max_length=40)
    required = models.BooleanField(default=False)
    sensitivity = models.CharField(max_length=12)
    retired = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "code", "number"], name="records_own_field_versions"),
            models.CheckConstraint(
                condition=Q(sensitivity__in=["internal", "sealed"]), name="records_own_field_sensitivity"
            ),
        ]

    class Sensitivity:
        internal: ClassVar = {
            *InThreeLanguages.Sensitivity.internal, "kind", "type", "help_en", "help_be", "help_ru", "thesaurus",
            "required", "sensitivity", "retired",
        }  # fmt: skip


class LabelRow(Compartmented):
    """That a label was put on a thing, or taken off it again: which one, by whom, when and why is sealed."""

    id = models.UUIDField(primary_key=True)
    thing = models.UUIDField()
    thing_kind = models.CharField(max_length=30)
    number = models.PositiveIntegerField()
    record_key = models.BinaryField()
    words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thing", "number"], name="records_labels_are_numbered"),
            models.CheckConstraint(condition=Q(number__gte=1), name="records_labels_begin_at_one"),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "thing_kind", "number", "compartment", "generation"}
        internal: ClassVar = {"thing", "record_key"}
        sealed: ClassVar = {"words"}
