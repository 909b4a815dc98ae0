"""What is kept against coercion: duress words, what proves a second factor under one, locked accounts, and delays."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

ACCOUNT = "access.Account"


class DuressWord(models.Model):
    """A second word for the same sign-in, under the salt of the account's keys; `sealed` has keys that open nothing."""

    id = models.UUIDField(primary_key=True)
    keys = models.ForeignKey("access.AccountKeys", on_delete=models.PROTECT, related_name="+")
    box_public = models.BinaryField(max_length=32)
    verifier = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["keys"], condition=Q(ended_at=None), name="duress_word_one_at_a_time"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "keys", "box_public", "set_at", "ended_at"}
        internal: ClassVar = {"verifier"}
        sealed: ClassVar = {"sealed"}


class FactorCopy(models.Model):
    """A second factor's secret for the duress word: without it the wrong code would be as good as the right one."""

    id = models.UUIDField(primary_key=True)
    word = models.ForeignKey(DuressWord, on_delete=models.PROTECT, related_name="+")
    factor = models.ForeignKey("access.SecondFactor", on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["word", "factor"], name="factor_copy_once")]

    class Sensitivity:
        open: ClassVar = {"id", "word", "factor"}
        sealed: ClassVar = {"sealed"}


class Lock(models.Model):
    """An account whose duress word was used, or that others may hold: nobody is let in to anything by it until a
    colleague lifts this.
    """

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    lifted_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["account"], condition=Q(lifted_at=None), name="lock_one_at_a_time"),
            CheckConstraint(
                condition=Q(lifted_by=None, lifted_at=None) | Q(lifted_by__isnull=False, lifted_at__isnull=False),
                name="lock_lifted_by_somebody",
            ),
            CheckConstraint(
                condition=Q(lifted_by=None) | ~Q(lifted_by=models.F("account")), name="lock_lifted_by_another"
            ),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "account", "since", "lifted_by", "lifted_at"}


class HouseLimits(models.Model):
    """From how much on an act waits, and how long, as two people decided it; not in force before they did."""

    id = models.UUIDField(primary_key=True)
    approval = models.OneToOneField("access.Approval", on_delete=models.PROTECT, related_name="+")
    items = models.PositiveIntegerField()
    accounts = models.PositiveIntegerField()
    hours = models.PositiveIntegerField()
    in_force_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(items__gte=1, accounts__gte=1, hours__lte=96), name="house_limits_in_reason"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "approval", "items", "accounts", "hours", "in_force_at"}


class AskedSize(models.Model):
    """How much an approval was asked for at once, so that portions of one day are counted together."""

    id = models.UUIDField(primary_key=True)
    approval = models.OneToOneField("access.Approval", on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField()

    class Sensitivity:
        open: ClassVar = {"id", "approval", "size"}


class Delay(models.Model):
    """A bulk act that waits, so that colleagues can stop it. `until` comes with the approval where one is needed."""

    id = models.UUIDField(primary_key=True)
    verb = models.CharField(max_length=100)
    digest = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    approval = models.OneToOneField("access.Approval", on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(until__isnull=False) | Q(approval__isnull=False), name="delay_ends"),
            CheckConstraint(
                condition=Q(stopped_by=None, stopped_at=None) | Q(stopped_by__isnull=False, stopped_at__isnull=False),
                name="delay_stopped_by_somebody",
            ),
        ]

    class Sensitivity:
        open: ClassVar = {
            "id", "verb", "digest", "size", "approval", "asked_by", "asked_at", "until", "stopped_by", "stopped_at",
        }  # fmt: skip
