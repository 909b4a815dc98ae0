"""The rows of releases. Insert-only."""

from typing import ClassVar

from django.db import models

from dokaz.access.bases import Compartmented
from dokaz.records import bases


class Belonging(bases.Belonging):
    """That something was written down under a release: a receipt, a recall, what they did with it."""


class ReleasedPart(Compartmented):
    """Which items of one compartment went in a release: `words` seals references and exhibit numbers to it.

    There is one for the compartment of the release too, with or without an item, so that whoever may see the release
    finds it by its package.
    """

    id = models.UUIDField(primary_key=True)
    release = models.UUIDField()
    package = models.CharField(max_length=16, db_index=True)
    record_key = models.BinaryField()
    words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "compartment"], name="releases_one_part_a_compartment"),
            models.CheckConstraint(condition=~models.Q(package=""), name="releases_a_part_names_its_package"),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "release", "package", "compartment", "generation"}
        internal: ClassVar = {"record_key"}
        sealed: ClassVar = {"words"}
