"""The roles a person may hold; what each allows stands in `permissions`."""

from collections.abc import Collection

from django.db import models

from dokaz.kernel.actors import ActorKind
from dokaz.kernel.languages import _, said

NO_ROLE = "none"  # in a statement: such keys are sealed to, and sign nothing


class RoleName(models.TextChoices):
    CUSTODIAN = "custodian", _("Custodian")
    DOCUMENTER = "documenter", _("Documenter")
    ANALYST = "analyst", _("Analyst")
    STEERING = "steering", _("Steering committee")


def named_role(held: Collection[RoleName], /) -> str:
    """The role in which entries and statements name somebody who holds these."""
    return min(held).value if held else NO_ROLE


def role_title(role: str, /) -> str:
    """What the role in which somebody acted is called, in the language spoken."""
    if role in RoleName.values:
        return said(str(RoleName(role).label))
    if role == ActorKind.MACHINE:
        return said(_("A machine of the house"))
    return said(_("No role")) if role == NO_ROLE else said(_("The key ceremony or recovery"))
