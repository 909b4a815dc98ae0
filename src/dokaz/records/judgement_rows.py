"""The rows of judgements: insert-only; a later one about the same question takes an earlier one's place."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dokaz.access.bases import Compartmented


class JudgementRow(Compartmented):
    """One judgement about two things, which the row names by id alone: what was judged, and why, is sealed.

    The two stand in one order, unless the question asks of the one about the other. `about` is a code that is part of
    the question.
    """

    id = models.UUIDField(primary_key=True)
    question = models.CharField(max_length=30)
    about = models.CharField(max_length=60)
    one = models.UUIDField()
    other = models.UUIDField()
    number = models.PositiveIntegerField()
    record_key = models.BinaryField()
    words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["question", "about", "one", "other", "number"], name="records_judgements_are_numbered"
            ),
            models.CheckConstraint(condition=~Q(one=F("other")), name="records_two_are_judged"),
            models.CheckConstraint(condition=Q(number__gte=1), name="records_judgements_begin_at_one"),
        ]
        indexes: ClassVar = [  # for each side of a pair: without one of them every answer to the question is read
            models.Index(fields=["question", "one"], name="records_judged_one"),
            models.Index(fields=["question", "other"], name="records_judged_other"),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "question", "about", "number", "compartment", "generation"}
        internal: ClassVar = {"one", "other", "record_key"}
        sealed: ClassVar = {"words"}
