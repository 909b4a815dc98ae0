"""The rows of safeguards: alarms, canaries, how much is read, and what was marked as compromised.

Insert-only by trigger, apart from the columns named in the migration. No column says what a person read.
"""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from dokaz.access.bases import Compartmented
from dokaz.kernel.languages import _

ACCOUNT = "access.Account"


class AlarmKind(models.TextChoices):
    READING = "reading", _("Somebody reads far more than they used to")
    CANARY = "canary", _("A canary record was opened")
    DURESS = "duress", _("Somebody signed in with their duress word")


class Canary(Compartmented):
    """An item or a person that nobody has a reason to open. `mark` is a keyed hash: who lacks the key sees none in it.

    `words` seals the reference, for custodians of the compartment.
    """

    id = models.UUIDField(primary_key=True)
    mark = models.BinaryField(max_length=32)
    marked_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()
    record_key = models.BinaryField()
    words = models.BinaryField()
    lifted_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["mark"], condition=Q(lifted_at=None), name="canary_marked_once"),
            CheckConstraint(
                condition=Q(lifted_by=None, lifted_at=None) | Q(lifted_by__isnull=False, lifted_at__isnull=False),
                name="canary_lifted_by_somebody",
            ),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {
            "id", "compartment", "generation", "marked_by", "marked_at", "lifted_by", "lifted_at",
        }  # fmt: skip
        internal: ClassVar = {"mark"}
        sealed: ClassVar = {"record_key", "words"}


class Alarm(models.Model):
    """Something that a colleague has to look at: of which kind, about whom, and who has looked."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=8, choices=AlarmKind)
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    canary = models.ForeignKey(Canary, on_delete=models.PROTECT, null=True, related_name="+")
    count = models.PositiveIntegerField(default=0)
    sounded_at = models.DateTimeField()
    seen_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(kind__in=AlarmKind.values), name="alarm_kind_known"),
            CheckConstraint(
                condition=Q(seen_by=None, seen_at=None) | Q(seen_by__isnull=False, seen_at__isnull=False),
                name="alarm_seen_by_somebody",
            ),
            CheckConstraint(condition=Q(seen_by=None) | ~Q(seen_by=F("account")), name="alarm_seen_by_another"),
            CheckConstraint(
                condition=Q(kind="canary", canary__isnull=False) | (~Q(kind="canary") & Q(canary=None)),
                name="alarm_names_its_canary",
            ),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "kind", "account", "canary", "count", "sounded_at", "seen_by", "seen_at"}


class Reading(models.Model):
    """How many items and records one account opened on one day, and in the hour it opened the last; never which."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    count = models.PositiveIntegerField()
    hour = models.PositiveSmallIntegerField()
    hour_count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["account", "day"], name="reading_once_a_day")]

    class Sensitivity:
        open: ClassVar = {"id"}
        internal: ClassVar = {"account", "day", "count", "hour", "hour_count"}


class Opened(models.Model):
    """That an account opened a record on a day, so that it counts once: a hash under a key of its own sessions."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    mark = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["account", "mark"], name="opened_once_a_day")]

    class Sensitivity:
        open: ClassVar = {"id"}
        internal: ClassVar = {"account", "day", "mark"}


PASSING = (Reading, Opened)  # counts come and go: no entry speaks of them, and no back-up brings them again


class Leaving(models.Model):
    """Somebody leaves: begun by a colleague, ended once every step is done."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    begun_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["account"], condition=Q(ended_at=None), name="leaving_one_at_a_time"),
            CheckConstraint(condition=~Q(account=F("begun_by")), name="leaving_begun_by_another"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "account", "begun_by", "begun_at", "ended_at"}


class CompromiseKind(models.TextChoices):
    ACCOUNT = "account", _("An account")
    DEVICE = "device", _("A device of an account")
    COMPARTMENT = "compartment", _("A compartment")
    MACHINE = "machine", _("A machine")
    PACKAGE = "package", _("A release: a package that left the house")
    PROVIDER = "provider", _("A provider outside the house")


class Compromise(Compartmented):
    """Something that others may hold since a day. `words` seals who and what is within its reach, for custodians."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=12, choices=CompromiseKind)
    subject = models.CharField(max_length=40)
    since = models.DateTimeField()
    known_at = models.DateTimeField()
    marked_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    record_key = models.BinaryField()
    words = models.BinaryField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(kind__in=CompromiseKind.values), name="compromise_kind_known"),
            CheckConstraint(condition=Q(since__lte=F("known_at")), name="compromise_not_in_the_future"),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {
            "id", "compartment", "generation", "kind", "subject", "since", "known_at", "marked_by", "ended_at",
        }  # fmt: skip
        sealed: ClassVar = {"record_key", "words"}


class Freeze(models.Model):
    """A compartment out of which nothing goes while a compromise is looked into."""

    id = models.UUIDField(primary_key=True)
    compromise = models.ForeignKey(Compromise, on_delete=models.PROTECT, related_name="+")
    compartment = models.ForeignKey("access.Compartment", on_delete=models.PROTECT, related_name="+")
    lifted_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["compromise", "compartment"], name="freeze_once"),
            CheckConstraint(
                condition=Q(lifted_by=None, lifted_at=None) | Q(lifted_by__isnull=False, lifted_at__isnull=False),
                name="freeze_lifted_by_somebody",
            ),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "compromise", "compartment", "lifted_by", "lifted_at"}


class Tick(models.Model):
    """That somebody says a step was done which the house cannot see: a device wiped, a colleague warned."""

    id = models.UUIDField(primary_key=True)
    leaving = models.ForeignKey(Leaving, on_delete=models.PROTECT, null=True, related_name="+")
    compromise = models.ForeignKey(Compromise, on_delete=models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=60)
    by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["leaving", "step"], name="tick_once_a_leaving"),
            UniqueConstraint(fields=["compromise", "step"], name="tick_once_a_compromise"),
            CheckConstraint(
                condition=Q(leaving=None, compromise__isnull=False) | Q(leaving__isnull=False, compromise=None),
                name="tick_of_one_list",
            ),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "leaving", "compromise", "step", "by", "at"}
