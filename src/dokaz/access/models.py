"""
The whole schema of keys: who holds what, and the signed statements that make a public key trusted.

Secrets never rest here in clear: `sealed` columns hold ciphertext under a key that is not in the database.
Every table is insert-only by trigger, apart from the columns named in its migration.
"""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from dokaz.access import duress_rows, sign_in_rows, waiting  # noqa: F401 - their tables belong to this module
from dokaz.access.roles import RoleName
from dokaz.kernel.languages import _


class HomeKind(models.TextChoices):
    REAL = "real", _("Real collection")
    TRIAL = "trial", _("Trial: its recovery shares lay together on one disk")
    PRACTICE = "practice", _("Practice: anyone at this machine can open it")


class StatementKind(models.TextChoices):
    RECOVERY = "recovery", _("Recovery keys")
    ACCOUNT = "account", _("An account's keys")
    MACHINE = "machine", _("A machine's key")
    LOG = "log", _("The key that signs the journal")
    COMPARTMENT = "compartment", _("A compartment and whether it is protected")
    GENERATION = "generation", _("A compartment's key")
    WITHDRAWAL = "withdrawal", _("An earlier statement holds no longer")
    BACKUP = "backup", _("An offline key that back-ups are sealed to")
    WITNESS = "witness", _("A key that cosigns our journal")
    WORKER = "worker", _("A key of a worker's memory, to which granted jobs are sealed")


class GenerationPurpose(models.TextChoices):
    BOX = "box", _("Opens what is sealed to the compartment")
    INDEX = "index", _("Finds words in the compartment's texts")
    EQUALITY = "equality", _("Finds equal files in the compartment")
    NAME = "name", _("Finds persons of the compartment by a name")


class Home(models.Model):
    """This installation: one row, written by the ceremony, never changed."""

    id = models.UUIDField(primary_key=True)
    singleton = models.BooleanField(default=True, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=HomeKind)
    name = models.CharField(max_length=200)
    ceremony_key = models.BinaryField(max_length=32)
    began_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(singleton=True), name="home_only_one"),
            CheckConstraint(condition=Q(kind__in=HomeKind.values), name="home_kind_known"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "singleton", "kind", "ceremony_key", "began_at"}
        internal: ClassVar = {"name"}


class Organisation(models.Model):
    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200, unique=True)
    admitted_at = models.DateTimeField()

    class Sensitivity:
        open: ClassVar = {"id", "admitted_at"}
        internal: ClassVar = {"name"}


class Statement(models.Model):
    """A public key, or a fact about one, as a signed canonical text. A null signer is the ceremony key."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=12, choices=StatementKind)
    subject = models.UUIDField()
    public_key = models.BinaryField(max_length=64, null=True)
    body = models.BinaryField()
    signature = models.BinaryField(max_length=64)
    signer = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject", "kind"], name="statement_by_subject")]
        constraints: ClassVar = [
            CheckConstraint(condition=Q(kind__in=StatementKind.values), name="statement_kind_known"),
            CheckConstraint(condition=~Q(signer=F("id")), name="statement_not_signed_by_itself"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "kind", "subject", "public_key", "body", "signature", "signer", "made_at"}


class Account(models.Model):
    """A person of the house. Its id is random; its name rests sealed, and may be left out."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    admitted_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    admitted_at = models.DateTimeField()
    record_key = models.BinaryField(null=True)
    name = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(record_key__isnull=True, name__isnull=True)
                | Q(record_key__isnull=False, name__isnull=False),
                name="account_name_has_its_key",
            ),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "organisation", "admitted_by", "admitted_at"}
        sealed: ClassVar = {"record_key", "name"}


class AccountKeys(models.Model):
    """An account's key pairs under its pass-phrase. The newest number counts; a new pass-phrase is a new row."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    box_public = models.BinaryField(max_length=32)
    sign_public = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16)
    passes = models.PositiveSmallIntegerField()
    memory_kib = models.PositiveIntegerField()
    lanes = models.PositiveSmallIntegerField()
    verifier = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["account", "number"], name="account_keys_numbered"),
        ]

    class Sensitivity:
        open: ClassVar = {
            "id", "account", "number", "statement", "box_public", "sign_public",
            "salt", "passes", "memory_kib", "lanes", "set_by", "set_at",
        }  # fmt: skip
        internal: ClassVar = {"verifier"}
        sealed: ClassVar = {"sealed"}


class Role(models.Model):
    """What an account may do, from when to when (half-open)."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=RoleName)
    granted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    held_from = models.DateTimeField()
    held_to = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(role__in=RoleName.values), name="role_known"),
            CheckConstraint(condition=Q(held_to__isnull=True) | Q(held_to__gt=F("held_from")), name="role_half_open"),
            UniqueConstraint(fields=["account"], condition=Q(held_to__isnull=True), name="role_one_at_a_time"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "account", "role", "granted_by", "held_from", "held_to"}


class Machine(models.Model):
    id = models.UUIDField(primary_key=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    public_key = models.BinaryField(max_length=32)
    admitted_at = models.DateTimeField()

    class Sensitivity:
        open: ClassVar = {"id", "statement", "public_key", "admitted_at"}


class LogKey(models.Model):
    """The journal's signing key, its secret sealed to one machine."""

    id = models.UUIDField(primary_key=True)
    number = models.PositiveIntegerField(unique=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    machine = models.ForeignKey(Machine, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=200)
    public_key = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    made_at = models.DateTimeField()

    class Sensitivity:
        open: ClassVar = {"id", "number", "statement", "machine", "origin", "public_key", "made_at"}
        sealed: ClassVar = {"sealed"}


class RecoveryGeneration(models.Model):
    """Recovery keys whose secret rests in `n` shares, `k` of which open it."""

    id = models.UUIDField(primary_key=True)
    number = models.PositiveIntegerField(unique=True)
    needed = models.PositiveSmallIntegerField()
    shares = models.PositiveSmallIntegerField()
    box_public = models.BinaryField(max_length=32)
    sign_public = models.BinaryField(max_length=32)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            # SECURITY 1.12: k >= 2; SLIP-39 knows at most 16 shares
            CheckConstraint(
                condition=Q(needed__gte=2, needed__lte=F("shares"), shares__lte=16), name="recovery_needs_two"
            ),
        ]

    class Sensitivity:
        open: ClassVar = {
            "id", "number", "needed", "shares", "box_public", "sign_public", "statement", "made_at",
        }  # fmt: skip


class RecoveryShare(models.Model):
    """That a share exists and was confirmed by re-entry; never the share."""

    id = models.UUIDField(primary_key=True)
    generation = models.ForeignKey(RecoveryGeneration, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    record_key = models.BinaryField(null=True)
    holder = models.BinaryField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["generation", "number"], name="recovery_share_numbered"),
            CheckConstraint(
                condition=Q(record_key__isnull=True, holder__isnull=True)
                | Q(record_key__isnull=False, holder__isnull=False),
                name="recovery_holder_has_its_key",
            ),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "generation", "number", "confirmed_at"}
        sealed: ClassVar = {"record_key", "holder"}


class Compartment(models.Model):
    """Who may know. Whether it is protected stands in its signed statement and never changes."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=100, unique=True)
    protected = models.BooleanField()
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()

    class Sensitivity:
        open: ClassVar = {"id", "protected", "statement", "began_at"}
        internal: ClassVar = {"name"}


class KeyGeneration(models.Model):
    """One numbered key of a compartment: a key pair (box), or a shared secret (index, equality)."""

    id = models.UUIDField(primary_key=True)
    compartment = models.ForeignKey(Compartment, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=8, choices=GenerationPurpose)
    number = models.PositiveIntegerField()
    public_key = models.BinaryField(max_length=32, null=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["compartment", "purpose", "number"], name="generation_numbered"),
            CheckConstraint(condition=Q(purpose__in=GenerationPurpose.values), name="generation_purpose_known"),
            CheckConstraint(
                condition=Q(purpose="box", public_key__isnull=False) | (~Q(purpose="box") & Q(public_key__isnull=True)),
                name="generation_box_is_public",
            ),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "compartment", "purpose", "number", "public_key", "statement", "made_at"}


class Wrap(models.Model):
    """A generation's secret sealed to one holder. Deleting the row takes the key away."""

    id = models.UUIDField(primary_key=True)
    generation = models.ForeignKey(KeyGeneration, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    machine = models.ForeignKey(Machine, on_delete=models.PROTECT, null=True, related_name="+")
    recovery = models.ForeignKey(RecoveryGeneration, on_delete=models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(account__isnull=False, machine__isnull=True, recovery__isnull=True)
                | Q(account__isnull=True, machine__isnull=False, recovery__isnull=True)
                | Q(account__isnull=True, machine__isnull=True, recovery__isnull=False),
                name="wrap_has_one_holder",
            ),
            UniqueConstraint(fields=["generation", "account"], name="wrap_once_an_account"),
            UniqueConstraint(fields=["generation", "machine"], name="wrap_once_a_machine"),
            UniqueConstraint(fields=["generation", "recovery"], name="wrap_once_a_recovery"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "generation", "account", "machine", "recovery", "made_at"}
        sealed: ClassVar = {"sealed"}


class Grant(models.Model):
    """A job on a protected compartment: one item's key wrapped to a worker's key of the moment, for an hour at most."""

    id = models.UUIDField(primary_key=True)
    compartment = models.ForeignKey(Compartment, on_delete=models.PROTECT, related_name="+")
    job = models.CharField(max_length=60)
    item = models.UUIDField()
    worker_key = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    granted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    seconds = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            # SECURITY 1.9: one hour at most
            CheckConstraint(condition=Q(seconds__gte=1, seconds__lte=3600), name="grant_an_hour_at_most"),
        ]

    class Sensitivity:
        open: ClassVar = {
            "id", "compartment", "job", "item", "worker_key", "granted_by", "granted_at", "seconds",
        }  # fmt: skip
        sealed: ClassVar = {"sealed"}


class HalfPair(models.Model):
    """Two compartments that together hold identities: each keeps one half of every record key."""

    id = models.UUIDField(primary_key=True)
    first = models.OneToOneField(Compartment, on_delete=models.PROTECT, related_name="+")
    second = models.OneToOneField(Compartment, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=~Q(first=F("second")), name="half_pair_of_two"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "first", "second", "made_at"}


class HalfHolder(models.Model):
    """Which half an account holds; that it can hold one only is the constraint."""

    id = models.UUIDField(primary_key=True)
    pair = models.ForeignKey(HalfPair, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    half = models.PositiveSmallIntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["pair", "account"], name="half_one_an_account"),
            CheckConstraint(condition=Q(half__in=(1, 2)), name="half_first_or_second"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "pair", "account", "half", "since"}


class Approval(models.Model):
    """A second person's yes to exactly one thing, named by its SHA-256, used once."""

    id = models.UUIDField(primary_key=True)
    verb = models.CharField(max_length=100)
    digest = models.BinaryField(max_length=32)
    compartment = models.ForeignKey(Compartment, on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    approved_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    consumed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("asked_by")), name="approval_by_another"
            ),
            CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="approval_pair",
            ),
            CheckConstraint(
                condition=Q(consumed_at__isnull=True) | Q(approved_by__isnull=False), name="approval_before_use"
            ),
            CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="approval_expires_later"),
        ]

    class Sensitivity:
        open: ClassVar = {
            "id", "verb", "digest", "compartment", "asked_by", "asked_at", "expires_at",
            "approved_by", "approved_at", "consumed_at",
        }  # fmt: skip
