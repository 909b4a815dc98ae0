"""What waits for two people, and what is kept of keys beside them: the rows of `admissions` and of slots."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from dokaz.access.roles import RoleName
from dokaz.kernel.languages import _


class AdmissionAct(models.TextChoices):
    ADMIT = "admit", _("Let a person in")
    RENEW = "renew", _("Give a person new keys")
    ROLE = "role", _("Give a person a role")


WITH_KEYS = [AdmissionAct.ADMIT.value, AdmissionAct.RENEW.value]
_NO_KEYS = Q(salt=None, passes=None, memory_kib=None, lanes=None, verifier=None, sealed=None, slot=None)
_ALL_KEYS = Q(
    salt__isnull=False, passes__isnull=False, memory_kib__isnull=False, lanes__isnull=False,
    verifier__isnull=False, sealed__isnull=False, slot__isnull=False,
)  # fmt: skip


class Admission(models.Model):
    """What is to be done to one account once a second person approves: let it in, or give it new keys or a role.

    Keys wait here as their owner made them, under a pass-phrase that nobody else has; they are nobody's until then.
    """

    id = models.UUIDField(primary_key=True)
    approval = models.OneToOneField("access.Approval", on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=8, choices=AdmissionAct)
    account = models.UUIDField()  # there is no row of it before it is let in
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=12, choices=RoleName, blank=True)
    public_key = models.BinaryField(max_length=64)
    number = models.PositiveIntegerField()
    salt = models.BinaryField(max_length=16, null=True)
    passes = models.PositiveSmallIntegerField(null=True)
    memory_kib = models.PositiveIntegerField(null=True)
    lanes = models.PositiveSmallIntegerField(null=True)
    verifier = models.BinaryField(max_length=32, null=True)
    sealed = models.BinaryField(null=True)
    slot = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(act__in=AdmissionAct.values), name="admission_act_known"),
            CheckConstraint(
                condition=Q(role="", act="renew") | (~Q(act="renew") & Q(role__in=RoleName.values)),
                name="admission_role_known",
            ),
            CheckConstraint(
                condition=(Q(act__in=WITH_KEYS) & _ALL_KEYS) | (Q(act="role") & _NO_KEYS), name="admission_has_its_keys"
            ),
            CheckConstraint(
                condition=Q(act="admit", organisation__isnull=False) | (~Q(act="admit") & Q(organisation=None)),
                name="admission_to_an_organisation",
            ),
        ]

    class Sensitivity:
        open: ClassVar = {
            "id", "approval", "act", "account", "organisation", "role", "public_key", "number",
            "salt", "passes", "memory_kib", "lanes",
        }  # fmt: skip
        internal: ClassVar = {"verifier"}
        sealed: ClassVar = {"sealed", "slot"}


class Companion(models.Model):
    """Whom a founder let in alone: once for each founder, since nobody was there to be the second person."""

    id = models.UUIDField(primary_key=True)
    founder = models.OneToOneField("access.Account", on_delete=models.PROTECT, related_name="+")
    account = models.OneToOneField("access.Account", on_delete=models.PROTECT, related_name="+")
    admitted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=~Q(founder=models.F("account")), name="companion_is_another"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "founder", "account", "admitted_at"}


class Declined(models.Model):
    """That what was asked for will not be approved: a second person said no, or the asker took it back."""

    id = models.UUIDField(primary_key=True)
    approval = models.OneToOneField("access.Approval", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Sensitivity:
        open: ClassVar = {"id", "approval", "by", "at"}


class KeySlot(models.Model):
    """The slot of an account's keys on one machine, so that home.json can be brought up after a crash or elsewhere."""

    id = models.UUIDField(primary_key=True)
    keys = models.ForeignKey("access.AccountKeys", on_delete=models.PROTECT, related_name="+")
    machine = models.ForeignKey("access.Machine", on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["keys", "machine"], name="slot_once_a_machine")]

    class Sensitivity:
        open: ClassVar = {"id", "keys", "machine"}
        sealed: ClassVar = {"sealed"}
