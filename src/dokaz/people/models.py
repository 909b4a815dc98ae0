"""The rows beside the records of persons: identities in two halves, contacts, blind keys of names, and unmasking.

Insert-only by trigger, apart from the columns named in the migration. No column says what anybody is called, where they
are or how they are reached: a person is a random id, a name is a keyed hash of each of its parts.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from dokaz.access.bases import Compartmented, Scoped

ACCOUNT, COMPARTMENT = "access.Account", "access.Compartment"


class Keeping(models.Model):
    """In which compartments identities and contacts are kept; the newest number counts, for new persons only."""

    id = models.UUIDField(primary_key=True)
    number = models.PositiveIntegerField(unique=True)
    pair = models.ForeignKey("access.HalfPair", on_delete=models.PROTECT, related_name="+")
    contacts = models.ForeignKey(COMPARTMENT, on_delete=models.PROTECT, related_name="+")
    set_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Sensitivity:
        open: ClassVar = {"id", "number", "pair", "contacts", "set_by", "set_at"}


class Identity(models.Model):
    """One writing of who a person is, whether known or not: sealed under a key that two people open together.

    It adds to those before it, or begins anew.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey("records.Record", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    adds = models.BooleanField()
    pair = models.ForeignKey("access.HalfPair", on_delete=models.PROTECT, related_name="+")
    first_half = models.BinaryField()
    second_half = models.BinaryField()
    generation = models.PositiveIntegerField()
    words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["person", "number"], name="people_identities_are_numbered"),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "person", "number", "adds", "pair", "generation"}
        sealed: ClassVar = {"first_half", "second_half", "words"}


class NamePart(models.Model):
    """A part of a recorded name as a keyed hash (SECURITY 4.4): it shows equality and frequency, and goes with it.

    `form` says which parts stand together in one form of the name; `tag` of which part a hash is. `beside` a surname
    are the beginnings of the hashes of the given name in its form (`marks.beside`), so that those of others need not be
    read; None where it was written before there was such a column.
    """

    id = models.BigAutoField(primary_key=True)
    # no index: a database that has one goes through all that lies in these compartments to find a handful of parts
    compartment = models.ForeignKey(COMPARTMENT, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("records.Record", on_delete=models.PROTECT, related_name="+")
    form = models.PositiveSmallIntegerField()
    tag = models.CharField(max_length=16)
    mark = models.BinaryField(max_length=32)
    beside = models.BinaryField(max_length=512, null=True)

    objects: ClassVar[Scoped[Self]] = Scoped()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["mark", "compartment", "beside", "person", "tag"],
                condition=Q(tag__in=("family", "family-near")),
                name="people_surnames",
            ),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "compartment", "person"}
        internal: ClassVar = {"form", "tag", "mark", "beside"}


class LookUp(models.Model):
    """That an account looked a name up, so that it cannot try all names there are. Not which name."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "at"], name="people_look_ups_of")]

    class Sensitivity:
        open: ClassVar = {"id", "account", "at"}


class Contact(Compartmented):
    """One row for each change of a person, by whoever and of whatever kind, all of one size (SECURITY 1.14).

    It says how the person is reached, or only that nothing of that changed: who lacks the key sees no difference.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey("records.Record", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    record_key = models.BinaryField()
    words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["person", "number"], name="people_contacts_are_numbered"),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "person", "number", "compartment", "generation"}
        sealed: ClassVar = {"record_key", "words"}


class Situation(Compartmented):
    """What happened around a person and when, sealed to the compartment they lie in. Author and time are sealed too."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey("records.Record", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    record_key = models.BinaryField()
    words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["person", "number"], name="people_situations_are_numbered"),
        ]

    class Sensitivity(Compartmented.Sensitivity):
        open: ClassVar = {"id", "person", "number", "compartment", "generation"}
        sealed: ClassVar = {"record_key", "words"}


class Unmasking(models.Model):
    """That somebody asked to see one identity. The reason is sealed to the other half, whose member decides.

    `passed` is that half of that one record's key, sealed to the asker; it is emptied by use, by a no, and when its
    time is over.
    """

    id = models.UUIDField(primary_key=True)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    half = models.ForeignKey(COMPARTMENT, on_delete=models.PROTECT, related_name="+")
    generation = models.PositiveIntegerField()
    record_key = models.BinaryField()
    words = models.BinaryField()
    approval = models.UUIDField(unique=True)
    asked_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    passed = models.BinaryField(null=True)
    passed_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    passed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(passed_by=None) | ~Q(passed_by=models.F("asked_by")), name="unmasked_by_two"),
            CheckConstraint(
                condition=Q(passed_by=None, passed_at=None) | Q(passed_by__isnull=False, passed_at__isnull=False),
                name="unmasking_passed_by_somebody",
            ),
            CheckConstraint(condition=Q(used_at=None) | Q(passed_by__isnull=False), name="unmasking_passed_before_use"),
        ]

    class Sensitivity:
        open: ClassVar = {
            "id", "identity", "half", "generation", "approval", "asked_by", "asked_at", "passed_by", "passed_at",
            "used_at",
        }  # fmt: skip
        sealed: ClassVar = {"record_key", "words", "passed"}


UNVOUCHED = (NamePart, LookUp)
