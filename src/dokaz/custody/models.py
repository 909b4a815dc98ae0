"""The rows of custody. Insert-only, but for a blob's header (moved to other keys, or erased) and the end of an act.

What is sealed in a row is emptied when its item is destroyed, and never written again.

A sealed column holds AEAD under the key of its row, which `record_key` wraps to the compartment's generation.
What a person wrote is never in any other column (SECURITY 1.13).
"""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dokaz.access.bases import Compartmented
from dokaz.custody import care_rows, check_rows
from dokaz.custody.words import Act, Channel, Ground, Kind, Making, Resemblance


def _one_of(field: str, codes: type[StrEnum]) -> Q:
    return Q(**{f"{field}__in": [code.value for code in codes]})


class Blob(Compartmented):
    """The bytes of one or more items: header here, payload in the store under `name`, which says nothing.

    `equality` is a keyed hash of the SHA-256: it finds the same bytes within one compartment, and says nothing to who
    lacks the key. `sha256` is empty in a protected compartment, where it would be a test for a file's presence.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=64, unique=True)
    header = models.BinaryField(null=True)
    size = models.BigIntegerField()
    stored_size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, null=True)  # noqa: DJ001 - absent is not empty
    equality = models.BinaryField(max_length=32)
    stored_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["compartment", "equality"], name="custody_one_blob_for_the_same_bytes"),
            models.CheckConstraint(condition=Q(size__gte=0, stored_size__gte=32), name="custody_blob_sizes"),
        ]
        indexes: ClassVar = [
            # which headers are sealed to an older key of their compartment, without going through the others
            models.Index(
                fields=["compartment", "generation", "id"],
                condition=Q(header__isnull=False),
                name="custody_headers_by_key",
            )
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "compartment", "generation"}
        internal: ClassVar = {"name", "size", "stored_size", "sha256", "equality", "stored_at"}
        sealed: ClassVar = {"header"}


class Item(Compartmented):
    """A file, a physical object, or a derivative of another item. Never changed: what is said about it is `Note`.

    `words` seals name, path, source and, in a protected compartment, the SHA-256. `arrival` is a keyed hash over
    bytes, name, path and source: the same arrival is held once.
    """

    id = models.UUIDField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="items")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="derivatives")
    channel = models.CharField(max_length=12)
    mime = models.CharField(max_length=100)
    arrival = models.BinaryField(max_length=32, null=True)
    changed = models.BooleanField(default=False)
    received_at = models.DateTimeField(db_index=True)
    utc_offset = models.SmallIntegerField(default=0)
    received_by = models.UUIDField()
    record_key = models.BinaryField()
    words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["compartment", "arrival"], name="custody_an_arrival_is_held_once"),
            models.CheckConstraint(condition=_one_of("kind", Kind), name="custody_item_kind"),
            models.CheckConstraint(condition=_one_of("channel", Channel), name="custody_item_channel"),
            models.CheckConstraint(
                condition=Q(kind=Kind.OBJECT, blob=None) | (~Q(kind=Kind.OBJECT) & Q(blob__isnull=False)),
                name="custody_only_an_object_has_no_bytes",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.DERIVATIVE, parent__isnull=False) | (~Q(kind=Kind.DERIVATIVE) & Q(parent=None)),
                name="custody_a_derivative_has_a_parent",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="custody_no_item_is_its_own_parent"),
            models.CheckConstraint(
                condition=Q(utc_offset__gte=-14 * 60, utc_offset__lte=14 * 60), name="custody_item_offset"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["compartment", "kind", "mime", "channel", "received_at", "id"], name="custody_items_of_a_cell"
            )
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "ref", "kind", "compartment", "generation"}
        internal: ClassVar = {
            "blob",
            "parent",
            "channel",
            "mime",
            "arrival",
            "changed",
            "received_at",
            "utc_offset",
            "received_by",
            "record_key",
        }
        sealed: ClassVar = {"words"}


class Tally(models.Model):
    """So many items are alike in all of this. Rows are added, and folded into fewer; the sum is what counts."""

    id = models.UUIDField(primary_key=True)
    compartment = models.ForeignKey("access.Compartment", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    mime = models.CharField(max_length=100)
    channel = models.CharField(max_length=12)
    month = models.CharField(max_length=7)
    items = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(items__gte=1), name="custody_a_tally_counts_something")
        ]

    class Sensitivity:
        open: ClassVar = {"id", "compartment"}
        internal: ClassVar = {"kind", "mime", "channel", "month", "items"}
        sealed: ClassVar[set[str]] = set()


class Note(Compartmented):
    """One revision of what people say about an item: title, description, place, holders and the other words."""

    id = models.UUIDField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="notes")
    revision = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    written_by = models.UUIDField()
    record_key = models.BinaryField()
    words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "revision"], name="custody_a_revision_is_written_once"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="custody_revisions_begin_with_one"),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "item", "revision", "compartment", "generation"}
        internal: ClassVar = {"written_at", "written_by", "record_key"}
        sealed: ClassVar = {"words"}


class Derivation(Compartmented):
    """How a derivative was made of its parent, so that it can be made again."""

    id = models.UUIDField(primary_key=True)
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="derivation")
    making = models.CharField(max_length=12)
    tool = models.CharField(max_length=100)
    tool_version = models.CharField(max_length=100)
    record_key = models.BinaryField()
    parameters = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=_one_of("making", Making), name="custody_derivation_making"),
            models.CheckConstraint(condition=~Q(tool=""), name="custody_a_derivation_names_its_tool"),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "item", "compartment", "generation"}
        internal: ClassVar = {"making", "tool", "tool_version", "record_key"}
        sealed: ClassVar = {"parameters"}


class Event(Compartmented):
    """One act on one item (ISO/IEC 27037), chained to the one before it by that one's digest.

    `words` seals from, to, reason, authority, place, witness, justification and, in a protected compartment, hashes.
    """

    id = models.UUIDField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=16)
    account = models.UUIDField()
    role = models.CharField(max_length=60)
    at = models.DateTimeField()
    clock = models.CharField(max_length=40)
    tool = models.CharField(max_length=100)
    tool_version = models.CharField(max_length=100)
    outcome = models.CharField(max_length=16)
    run = models.UUIDField(null=True)
    hash_before = models.CharField(max_length=64, null=True)  # noqa: DJ001
    hash_after = models.CharField(max_length=64, null=True)  # noqa: DJ001
    changed = models.BooleanField(default=False)
    previous = models.CharField(max_length=64, null=True)  # noqa: DJ001
    record_key = models.BinaryField(null=True)
    words = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="custody_events_are_numbered"),
            models.CheckConstraint(condition=_one_of("act", Act), name="custody_event_act"),
            models.CheckConstraint(
                condition=Q(number=1, previous=None) | Q(number__gt=1, previous__isnull=False),
                name="custody_events_are_chained",
            ),
            models.CheckConstraint(
                condition=Q(record_key=None, words=None) | Q(record_key__isnull=False, words__isnull=False),
                name="custody_event_words_have_a_key",
            ),
            # ISO/IEC 27037: an unavoidable change needs its justification
            models.CheckConstraint(
                condition=Q(changed=False) | Q(words__isnull=False), name="custody_a_change_is_justified"
            ),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "item", "number", "act", "at", "compartment", "generation"}
        internal: ClassVar = {
            "account",
            "role",
            "clock",
            "tool",
            "tool_version",
            "outcome",
            "run",
            "hash_before",
            "hash_after",
            "changed",
            "previous",
            "record_key",
        }
        sealed: ClassVar = {"words"}


class Examination(Compartmented):
    """What programs said of an item's bytes on one day: PRONOM identifier, and the embedded metadata, sealed."""

    id = models.UUIDField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="examinations")
    at = models.DateTimeField()
    by = models.UUIDField()
    puid = models.CharField(max_length=20)
    format_name = models.CharField(max_length=200)
    identifier = models.CharField(max_length=100)
    reader = models.CharField(max_length=100)
    record_key = models.BinaryField()
    metadata = models.BinaryField()

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "item", "compartment", "generation"}
        internal: ClassVar = {"at", "by", "puid", "format_name", "identifier", "reader", "record_key"}
        sealed: ClassVar = {"metadata"}


class Attempt(Compartmented):
    """That a program was asked to make a derivative of an item, and how it ended: a code, never what it found.

    What was made, or found not to be there to make, by one version of a program is not made by it again.
    """

    id = models.UUIDField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    by = models.UUIDField()
    making = models.CharField(max_length=12)
    tool = models.CharField(max_length=100)
    tool_version = models.CharField(max_length=100)
    outcome = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "making", "tool", "tool_version"],
                condition=Q(outcome__in=["made", "nothing"]),
                name="custody_made_once_by_a_program",
            ),
            models.CheckConstraint(condition=_one_of("making", Making), name="custody_attempt_making"),
            models.CheckConstraint(condition=~Q(tool="") & ~Q(outcome=""), name="custody_an_attempt_says_what_and_how"),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "item", "compartment", "generation"}
        internal: ClassVar = {"at", "by", "making", "tool", "tool_version", "outcome"}


class Likeness(Compartmented):
    """What tells that another item looks, or says, nearly the same: it describes the content, so it is sealed.

    `method` names how it was computed; only what was computed in one way is compared, and never by the database.
    """

    id = models.UUIDField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="likenesses")
    at = models.DateTimeField()
    resemblance = models.CharField(max_length=12)
    method = models.CharField(max_length=20)
    record_key = models.BinaryField()
    marks = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "method"], name="custody_one_likeness_by_each_method"),
            models.CheckConstraint(condition=_one_of("resemblance", Resemblance), name="custody_resemblance"),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "item", "compartment", "generation"}
        internal: ClassVar = {"at", "resemblance", "method", "record_key"}
        sealed: ClassVar = {"marks"}


class FixityRun(models.Model):
    """One pass over items; its findings are the custody events that carry its id.

    The counts are those of compartments that are not protected: what of the others there is stands in sealed entries.
    """

    id = models.UUIDField(primary_key=True)
    began_at = models.DateTimeField()
    began_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    unchanged = models.PositiveIntegerField(default=0)
    altered = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)

    class Sensitivity:
        open: ClassVar = {"id", "began_at", "ended_at"}
        internal: ClassVar = {"began_by", "unchanged", "altered", "missing", "unreadable"}
        sealed: ClassVar[set[str]] = set()


class Proposal(Compartmented):
    """Why somebody asks that items be destroyed: the ground as a code, the words and the legal authority sealed."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    by = models.UUIDField()
    ground = models.CharField(max_length=20)
    record_key = models.BinaryField()
    words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=_one_of("ground", Ground), name="custody_ground")]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "compartment", "generation", "ground"}
        internal: ClassVar = {"at", "by", "record_key"}
        sealed: ClassVar = {"words"}


class ReceiptText(Compartmented):
    """The receipt of a proposal as it was written, sealed; its SHA-256 is what a second person approves."""

    id = models.UUIDField(primary_key=True)
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="receipt_text")
    sha256 = models.CharField(max_length=64, unique=True)
    record_key = models.BinaryField()
    words = models.BinaryField()

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "compartment", "generation", "proposal", "sha256"}
        internal: ClassVar = {"record_key"}
        sealed: ClassVar = {"words"}


class Destruction(Compartmented):
    """That an item was destroyed: the mark that stays. Without `finished_at` copies of its key may still lie somewhere.

    `blob` says that its bytes went with it: no other item had them. After a restore an item goes again without a
    proposal, because the register names it.
    """

    id = models.UUIDField(primary_key=True)
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="destruction")
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="destructions")
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.PROTECT, related_name="destructions")
    receipt = models.CharField(max_length=64, null=True)  # noqa: DJ001 - absent is not empty
    approval = models.UUIDField(null=True)
    second = models.UUIDField(null=True)
    begun_at = models.DateTimeField()
    begun_by = models.UUIDField()
    finished_at = models.DateTimeField(null=True)
    kept_until = models.DateTimeField(null=True)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(proposal=None, receipt=None, approval=None, second=None)
                | Q(proposal__isnull=False, receipt__isnull=False, approval__isnull=False, second__isnull=False),
                name="custody_destroyed_by_two_or_again",
            ),
            models.CheckConstraint(condition=~Q(second=F("begun_by")), name="custody_the_second_is_another"),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "item", "compartment", "generation", "begun_at", "finished_at"}
        internal: ClassVar = {
            "blob",
            "proposal",
            "receipt",
            "approval",
            "second",
            "begun_by",
            "kept_until",
            "locked_until",
        }


class Erased(Compartmented):
    """The digest that an emptied row had, by that row's id, so that the chain over it still holds together."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="erased")

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "compartment", "generation", "kind", "destruction"}
        internal: ClassVar = {"sha256"}


class Upload(models.Model):
    """A file that comes in over several requests. A passing row: no record, in no back-up, told of by no entry.

    `file_key` is sealed under a secret in the memory of the process that began it; `name` is that of the payload.
    `item` is what it became; the row stays for some hours more, so that a closing can be answered twice.
    """

    id = models.UUIDField(primary_key=True)
    account = models.UUIDField(db_index=True)
    compartment = models.ForeignKey("access.Compartment", on_delete=models.PROTECT, related_name="+")
    size = models.BigIntegerField()
    name = models.CharField(max_length=64, unique=True)
    file_key = models.BinaryField()
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(size__gte=0), name="custody_upload_size")]

    class Sensitivity:
        open: ClassVar = {"id", "compartment", "item"}
        internal: ClassVar = {"account", "size", "name", "begun_at", "touched_at"}
        sealed: ClassVar = {"file_key"}


# no entry speaks of them: counts are held against what they count, uploads pass, care is told to nobody
UNVOUCHED = (Tally, check_rows.LastCheck, check_rows.CheckTally, Upload, *care_rows.PRIVATE)
