"""What is kept of signing in: second factors, browsers that are signed in, devices seen before, tries that failed.

None of it opens anything by itself. What a browser session holds is sealed under a cookie; what a second factor holds
is sealed to its owner's own key, so that whoever has the database alone reads neither.
"""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from dokaz.kernel.languages import _


class FactorKind(models.TextChoices):
    TOTP = "totp", _("Codes from an app")
    PASSKEY = "passkey", _("A passkey")


class Stage(models.TextChoices):
    PENDING = "pending", _("The pass-phrase was right, the second factor is still to come")
    OPEN = "open", _("Signed in")


class SecondFactor(models.Model):
    """An app or a key that its owner added; withdrawn, it counts no more. `used` only grows: a code counts once."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=FactorKind)
    sealed = models.BinaryField()
    used = models.PositiveBigIntegerField(default=0)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(kind__in=FactorKind.values), name="factor_kind_known"),
            CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("added_at")), name="factor_ends_later"
            ),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "account", "kind", "used", "added_at", "withdrawn_at"}
        sealed: ClassVar = {"sealed"}


class RecoveryCode(models.Model):
    """A code on paper that stands once for a lost second factor. The digest is keyed with the account's own key."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["account", "digest"], name="recovery_code_once")]

    class Sensitivity:
        open: ClassVar = {"id", "account", "made_at", "ended_at"}
        internal: ClassVar = {"digest"}


class AppDecision(models.Model):
    """Whether an organisation accepts codes from an app. One person ends it; two people let it be again (ADR 0030).

    The newest that is in force counts; where there is none, they are accepted.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField()
    approval = models.OneToOneField("access.Approval", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(accepted=True, approval__isnull=False)
                | Q(accepted=False, approval=None, in_force_at__isnull=False),
                name="app_decision_loosened_by_two",
            ),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "organisation", "accepted", "approval", "decided_by", "decided_at", "in_force_at"}


class Device(models.Model):
    """A browser that signed in to an account before, by the digest of a cookie; nothing about the machine itself."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)
    first_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["account", "digest"], name="device_once_an_account")]

    class Sensitivity:
        open: ClassVar = {"id", "account", "first_at"}
        internal: ClassVar = {"digest"}


class DeviceUse(models.Model):
    """When a device signed in last, and whether the account's owner said that it was theirs, or was not."""

    id = models.UUIDField(primary_key=True)
    device = models.OneToOneField(Device, on_delete=models.PROTECT, related_name="+")
    last_at = models.DateTimeField()
    known_at = models.DateTimeField(null=True)
    disowned_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(known_at=None) | Q(disowned_at=None), name="device_answered_once"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "device", "last_at", "known_at", "disowned_at"}


class BrowserSession(models.Model):
    """One browser that is signed in. Deleting the row ends it in every process at once (SECURITY 1.4)."""

    id = models.UUIDField(primary_key=True)
    digest = models.BinaryField(max_length=32, unique=True)
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    keys = models.ForeignKey("access.AccountKeys", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=8, choices=Stage)
    sealed = models.BinaryField()
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    challenge = models.BinaryField(null=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="+")
    locked = models.BooleanField(default=False)  # under duress, or of an account that is locked
    forced = models.BooleanField(default=False)  # by a duress word, of which no colleague was told yet

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(stage__in=Stage.values), name="browser_stage_known"),
            CheckConstraint(condition=Q(ends_at__gt=F("began_at")), name="browser_ends_later"),
            CheckConstraint(condition=Q(stage="pending") | Q(proved_at__isnull=False), name="browser_open_once_proved"),
        ]

    class Sensitivity:
        open: ClassVar = {
            "id", "account", "keys", "stage", "began_at", "seen_at", "ends_at", "proved_at", "tries", "device",
        }  # fmt: skip
        internal: ClassVar = {"digest", "challenge", "locked", "forced"}
        sealed: ClassVar = {"sealed"}


class FailedTries(models.Model):
    """Tries in a row that failed for one name as it was typed, whether an account has it or not."""

    id = models.UUIDField(primary_key=True)
    digest = models.BinaryField(max_length=32, unique=True)
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField()

    class Sensitivity:
        open: ClassVar = {"id", "count", "last_at"}
        internal: ClassVar = {"digest"}


class Turned(models.Model):
    """How many without a session were turned away in one minute; one entry each, once the minute is over."""

    id = models.UUIDField(primary_key=True)
    minute = models.DateTimeField()
    code = models.CharField(max_length=40)
    count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["minute", "code"], name="turned_once_a_minute")]

    class Sensitivity:
        open: ClassVar = {"id", "minute", "code", "count"}


class Draft(models.Model):
    """What was typed in a form when a session ended, sealed to its author; nothing in clear says in which form."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()
    sealed = models.BinaryField()

    class Sensitivity:
        open: ClassVar = {"id", "account", "kept_at"}
        sealed: ClassVar = {"sealed"}


# They come and go with those who sign in: no entry speaks of them, and no back-up brings them again
PASSING = (BrowserSession, FailedTries, Turned, Draft)
