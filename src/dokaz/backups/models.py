"""What a collection remembers of its back-ups: when they were begun and ended, and how long they hold keys."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q


class Naming(models.Model):
    """The one key that names parts, so that equal parts are stored once and a name says nothing of its part."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    key = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [CheckConstraint(condition=Q(id=1), name="naming_only_one")]

    class Sensitivity:
        open: ClassVar = {"id"}
        internal: ClassVar = {"key"}


class Backup(models.Model):
    """One back-up. A row is there before the first byte leaves, so that a destruction knows what may hold its keys."""

    id = models.UUIDField(primary_key=True)
    begun_at = models.DateTimeField()
    keys_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(keys_until__gt=F("begun_at")), name="backup_keys_outlast_it"),
            CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("begun_at")), name="backup_ends_after_it_began"
            ),
        ]

    class Sensitivity:
        open: ClassVar = {"id", "begun_at", "keys_until", "ended_at"}


class EarlierState(models.Model):
    """An earlier state was put back: back-ups made after it stand on the shelves, and in no row here."""

    id = models.UUIDField(primary_key=True)
    put_back_at = models.DateTimeField()
    keys_until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(keys_until__gt=F("put_back_at")), name="earlier_state_keys_outlast_it")
        ]

    class Sensitivity:
        open: ClassVar = {"id", "put_back_at", "keys_until"}
