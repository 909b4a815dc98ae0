"""Whether a row still is what its newest entry says (SECURITY 5.6): asked each time a decision rests on the row."""

from collections.abc import Iterable

from dokaz.database.api import RecordDigest
from dokaz.journal.errors import RecordUnvouched
from dokaz.journal.events import commitment
from dokaz.journal.models import Body, Written
from dokaz.verify import canonical
from dokaz.verify.errors import VerifyError

__all__ = ["vouch"]


def vouch(digests: Iterable[RecordDigest]) -> None:
    for digest in digests:
        _vouch(digest)


def _vouch(digest: RecordDigest) -> None:
    mark = (
        Written.objects.filter(kind=digest.kind, row=digest.id)
        .order_by("entry_id", "id")
        .select_related("entry")
        .last()
    )
    if mark is None or mark.sha256 != digest.sha256 or not _stands_in_event(mark, digest):
        raise RecordUnvouched(kind=digest.kind, row=digest.id)


def _stands_in_event(mark: Written, digest: RecordDigest) -> bool:
    """The mark beside the entry is believed only with the event that the leaf commits to."""
    body = Body.objects.filter(pk=mark.entry_id).first()
    if body is None:
        return False
    if body.salt is None or body.event is None:
        return body.sealed is not None  # a sealed body opens for its members only; `verify` opens and compares it
    salt, event = bytes(body.salt), bytes(body.event)
    return commitment(salt, event) == bytes(mark.entry.leaf) and _names(event, digest)


def _names(event: bytes, digest: RecordDigest) -> bool:
    try:
        records = canonical.read_event(event)["records"]
    except (VerifyError, KeyError):
        return False
    named = {"kind": digest.kind, "id": digest.id, "sha256": digest.sha256}
    return isinstance(records, list) and named in records
