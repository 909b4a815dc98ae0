"""The tables of the log. No foreign key leads out of the journal, so that it never stands in the way of live data.

Guards (migration 0001) refuse every UPDATE and DELETE but these: a pending mark goes when its entry is placed,
a tile grows at its end, a body is erased as a whole under a later entry, and the subjects of an erased entry go.
"""

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT, CheckConstraint, F, Q, UniqueConstraint

HASH = 32


class Log(models.Model):
    """The log of this installation: its name, and the key its heads are signed with. The newest row counts.

    A second one begins only where the first cannot go on (SECURITY 3.6, 5.4): the leaves stay, and heads of more than
    `from_size` entries are signed under the new name.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    origin = models.CharField(max_length=200, unique=True)
    vkey = models.CharField(max_length=400)
    began_at = models.DateTimeField()
    from_size = models.PositiveBigIntegerField(default=0)

    class Sensitivity:
        open: ClassVar = {"id", "origin", "vkey", "began_at", "from_size"}


class Entry(models.Model):
    """A commitment: HMAC-SHA256(salt, event). Says nothing of the event but its verb, and no verb where sealed."""

    id = models.BigAutoField(primary_key=True)
    leaf = models.BinaryField(max_length=HASH)
    verb = models.CharField(max_length=100, null=True)  # noqa: DJ001 - a sealed entry has no verb, not an empty one
    compartment = models.UUIDField(null=True)
    erasable = models.BooleanField(default=False)
    sealed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(sealed=False, verb__isnull=False)
                | Q(sealed=True, verb__isnull=True, compartment__isnull=False),
                name="entry_sealed_or_with_verb",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["verb", "compartment", "id"], name="entry_by_verb"),
            models.Index(fields=["compartment", "id"], name="entry_by_compartment"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "leaf"}
        internal: ClassVar = {"verb", "compartment", "erasable", "sealed"}


class Body(models.Model):
    """Salt and canonical event, or both sealed together; or neither, under the later entry that covers the erasure."""

    entry = models.OneToOneField(Entry, on_delete=PROTECT, primary_key=True)
    salt = models.BinaryField(max_length=HASH, null=True)
    event = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)
    erased_by = models.ForeignKey(Entry, on_delete=PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(salt__isnull=False, event__isnull=False, sealed__isnull=True, erased_by__isnull=True)
                | Q(salt__isnull=True, event__isnull=True, sealed__isnull=False, erased_by__isnull=True)
                | Q(salt__isnull=True, event__isnull=True, sealed__isnull=True, erased_by__isnull=False),
                name="body_clear_sealed_or_erased",
            )
        ]

    class Sensitivity:
        internal: ClassVar = {"entry", "salt", "event", "erased_by"}
        sealed: ClassVar = {"sealed"}


class Subject(models.Model):
    """What an open entry is about, by opaque reference, so that the history of a thing is found."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=PROTECT)
    ref = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["ref", "entry"], name="subject_by_ref")]

    class Sensitivity:
        internal: ClassVar = {"id", "entry", "ref"}


class Written(models.Model):
    """The digest of one row as the verb of an entry left it; no digest where the verb took the row away."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=PROTECT)
    kind = models.CharField(max_length=100)
    row = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, null=True)  # noqa: DJ001 - null: the row is gone

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "row", "entry"], name="written_by_row")]

    class Sensitivity:
        internal: ClassVar = {"id", "entry", "kind", "row", "sha256"}


class Pending(models.Model):
    """An entry that has no index yet. Written with the entry and taken away when it is placed."""

    entry = models.OneToOneField(Entry, on_delete=PROTECT, primary_key=True)
    at = models.DateTimeField()

    class Sensitivity:
        open: ClassVar = {"entry", "at"}


class Placement(models.Model):
    """Where an entry stands in the log: dense, from 0, in the order of integration."""

    index = models.PositiveBigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=PROTECT)

    class Sensitivity:
        open: ClassVar = {"index", "entry"}


class Lost(models.Model):
    """An entry whose content is gone: a restore took its place in the log from outside, where only hashes are kept.

    The `leaf` of such an entry is the leaf hash itself, since what gave it is unknown.
    """

    entry = models.OneToOneField(Entry, on_delete=PROTECT, primary_key=True)
    covered_by = models.ForeignKey(Entry, on_delete=PROTECT, related_name="+")

    class Sensitivity:
        open: ClassVar = {"entry", "covered_by"}


class Tile(models.Model):
    """Up to 256 hashes of one level (C2SP tlog-tiles). Grows at its end; a partial tile of old is its beginning."""

    id = models.BigAutoField(primary_key=True)
    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hashes = models.BinaryField(max_length=256 * HASH)

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["level", "index"], name="tile_place")]

    class Sensitivity:
        open: ClassVar = {"id", "level", "index", "hashes"}


class TreeHead(models.Model):
    """A durable size and root, joined to the one before by compare-and-swap."""

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=HASH)
    previous_size = models.PositiveBigIntegerField(unique=True)  # no head has two successors
    previous_root = models.BinaryField(max_length=HASH)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [CheckConstraint(condition=Q(size__gt=F("previous_size")), name="head_grows")]
        indexes: ClassVar = [models.Index(fields=["at"], name="head_by_time")]

    class Sensitivity:
        open: ClassVar = {"size", "root", "previous_size", "previous_root", "at"}


class Checkpoint(models.Model):
    """The signed note over a durable head. A head is signed once; asking again gives the same note."""

    size = models.PositiveBigIntegerField(primary_key=True)
    note = models.BinaryField()
    at = models.DateTimeField()

    class Sensitivity:
        open: ClassVar = {"size", "note", "at"}


class Gone(models.Model):
    """What was destroyed, erased or revoked, by an identifier that says nothing (SECURITY 3.5; `register`)."""

    id = models.BigAutoField(primary_key=True)
    ident = models.BinaryField(max_length=16, unique=True)
    kind = models.CharField(max_length=60)
    entry = models.ForeignKey(Entry, on_delete=PROTECT, related_name="+")

    class Sensitivity:
        open: ClassVar = {"id", "ident"}
        internal: ClassVar = {"kind", "entry"}


class LogWitness(models.Model):
    """A key that may cosign our checkpoints, with the operator and country a quorum counts by (SECURITY 5.8)."""

    id = models.BigAutoField(primary_key=True)
    vkey = models.CharField(max_length=2400, unique=True)  # an ML-DSA-44 key is 1,752 letters without its name
    operator = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    url = models.CharField(max_length=500)
    statement = models.UUIDField()  # the signed statement in `access` that this row repeats (SECURITY 1.2)
    admitted_at = models.DateTimeField()

    class Sensitivity:
        open: ClassVar = {"id", "vkey", "operator", "country", "url", "statement", "admitted_at"}


class WitnessWithdrawal(models.Model):
    """Says that a log witness is not asked any more, and counts in no quorum. What it cosigned stays."""

    witness = models.OneToOneField(LogWitness, on_delete=PROTECT, primary_key=True)
    withdrawn_at = models.DateTimeField()

    class Sensitivity:
        open: ClassVar = {"witness", "withdrawn_at"}


class WitnessQuorum(models.Model):
    """How many operators must have cosigned a checkpoint before we call it witnessed. The newest counts."""

    id = models.BigAutoField(primary_key=True)
    needed = models.PositiveSmallIntegerField()
    set_at = models.DateTimeField()

    class Sensitivity:
        open: ClassVar = {"id", "needed", "set_at"}


class MirrorPlace(models.Model):
    """A folder or address outside the house where our leaf hashes go before a checkpoint does (SECURITY 5.4)."""

    id = models.BigAutoField(primary_key=True)
    place = models.CharField(max_length=500)
    added_at = models.DateTimeField()

    class Sensitivity:
        internal: ClassVar = {"id", "place", "added_at"}


class MirrorRemoval(models.Model):
    """Says that nothing more goes to a mirror."""

    mirror = models.OneToOneField(MirrorPlace, on_delete=PROTECT, primary_key=True)
    removed_at = models.DateTimeField()

    class Sensitivity:
        internal: ClassVar = {"mirror", "removed_at"}


class Cosignature(models.Model):
    """One witness's signature line on one checkpoint, and the time it states."""

    id = models.BigAutoField(primary_key=True)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=PROTECT)
    witness = models.ForeignKey(LogWitness, on_delete=PROTECT)
    line = models.BinaryField()
    time = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["checkpoint", "witness"], name="cosigned_once")]

    class Sensitivity:
        open: ClassVar = {"id", "checkpoint", "witness", "line", "time"}


class TimeAuthority(models.Model):
    """An outside authority that stamps our checkpoints, with the roots its chain must end in."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=40, unique=True)
    url = models.CharField(max_length=500)
    roots = models.TextField()
    chain = models.TextField()
    policy = models.CharField(max_length=100)
    admitted_at = models.DateTimeField()

    class Sensitivity:
        open: ClassVar = {"id", "name", "url", "roots", "chain", "policy", "admitted_at"}


class TimeAuthorityWithdrawal(models.Model):
    """Says that an authority is not asked any more. What it stamped stays, and is still believed."""

    authority = models.OneToOneField(TimeAuthority, on_delete=PROTECT, primary_key=True)
    withdrawn_at = models.DateTimeField()

    class Sensitivity:
        open: ClassVar = {"authority", "withdrawn_at"}


class TimeStamp(models.Model):
    """An RFC 3161 answer over one checkpoint, checked before it was kept, with the chain it was checked with.

    `at` is the authority's time. Each row has an entry, so that the next stamp covers it and vouches for it in turn.
    """

    id = models.BigAutoField(primary_key=True)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=PROTECT)
    authority = models.ForeignKey(TimeAuthority, on_delete=PROTECT)
    answer = models.BinaryField()
    chain = models.TextField()
    at = models.DateTimeField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["checkpoint", "authority"], name="stamped_once")]

    class Sensitivity:
        open: ClassVar = {"id", "checkpoint", "authority", "answer", "chain", "at", "kept_at"}
