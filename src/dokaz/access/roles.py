"""The roles a person may hold; what each allows stands in `permissions`."""

from django.db import models

from dokaz.kernel.languages import _


class RoleName(models.TextChoices):
    CUSTODIAN = "custodian", _("Custodian")
    DOCUMENTER = "documenter", _("Documenter")
    ANALYST = "analyst", _("Analyst")
    STEERING = "steering", _("Steering committee")
