"""What a model of another module takes when its rows belong to a compartment."""

from typing import ClassVar, Self

from django.db import models

from dokaz.access.scoping import Scoped

__all__ = ["Compartmented", "Scoped"]


class Compartmented(models.Model):
    """A row of one compartment, sealed to one of its generations; its manager raises `Unscoped` outside a scope."""

    compartment = models.ForeignKey("access.Compartment", on_delete=models.PROTECT, related_name="+")
    generation = models.PositiveIntegerField()

    objects: ClassVar[Scoped[Self]] = Scoped()

    class Meta:
        abstract = True

    class Sensitivity:
        open: ClassVar[set[str]] = {"compartment", "generation"}
