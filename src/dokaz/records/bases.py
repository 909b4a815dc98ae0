"""What a model of another module takes when it says which of its records was written down under which."""

from typing import ClassVar, Self

from django.db import models

from dokaz.access.bases import Compartmented, Scoped

__all__ = ["Belonging"]


class Belonging(Compartmented):
    """That a record was written down under another one: a contact of an authority, a search for a request.

    What either says is sealed in its own rows. This says which belong together, and lies where the lower one lies.
    `Ties` of `records.api` writes and reads the rows.
    """

    id = models.UUIDField(primary_key=True)
    parent = models.UUIDField()
    record = models.UUIDField(unique=True)
    kind = models.CharField(max_length=30)

    objects: ClassVar[Scoped[Self]] = Scoped()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(kind=""), name="%(app_label)s_what_belongs_has_a_kind"),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("record")), name="%(app_label)s_nothing_belongs_to_itself"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["parent", "kind"], name="%(app_label)s_by_parent")]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "parent", "record", "kind", "compartment", "generation"}
