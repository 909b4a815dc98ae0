"""The rows of disclosure. Insert-only."""

from typing import ClassVar

from django.db import models

from dokaz.access.bases import Compartmented
from dokaz.records import bases


class ProposedPart(Compartmented):
    """What of one compartment would leave in a package that somebody asks a second person for.

    `words` seals references, where they go, provisos, what stays, recipient and salt to that compartment, so only who
    belongs to every compartment of a package has all its parts, which `sha256` proves: it is of the whole, and is what
    the second person approves.
    """

    id = models.UUIDField(primary_key=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
    by = models.UUIDField()
    record_key = models.BinaryField()
    words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sha256", "compartment"], name="disclosure_one_part_a_compartment"),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "compartment", "generation", "sha256"}
        internal: ClassVar = {"at", "by", "record_key"}
        sealed: ClassVar = {"words"}


class Belonging(bases.Belonging):
    """That a record was written down under another one: a contact of an authority, a search for a request."""


class ExhibitNumber(models.Model):
    """The number of one item in one series of packages. It says to nobody which item, nor in which series.

    `series` is a SHA-256 of what the series is called, `item` an HMAC under the salt of the item's receipt.
    """

    id = models.UUIDField(primary_key=True)
    series = models.CharField(max_length=64)
    item = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "number"], name="disclosure_number_given_once"),
            models.UniqueConstraint(fields=["series", "item"], name="disclosure_one_number_an_item"),
            models.CheckConstraint(condition=models.Q(number__gt=0), name="disclosure_number_from_one"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "series", "item", "number"}
        internal: ClassVar = {"at", "by"}
