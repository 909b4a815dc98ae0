"""What the chains of custody of the items say of a release."""

from collections.abc import Sequence
from datetime import datetime

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.kernel.given import text
from dokaz.kernel.portions import portions
from dokaz.records import api as records
from dokaz.releases import parts
from dokaz.releases.errors import CopyWentOut

_AT_ONCE = 128


def require_nothing_went(held: records.Held, *, by: access.Session, now: datetime) -> None:
    """Only where every exhibit can be looked at, and its chain takes back that a copy left. Raises CopyWentOut."""
    package, found = text(held.fields, "package"), parts.read(held.id, by=by)
    refs = [ref for part in found for ref in part.numbers]
    if len(refs) != int(str(held.fields["items"])) or not _taken_back(refs, package, by, now):
        raise CopyWentOut


def _taken_back(refs: Sequence[str], package: str, by: access.Session, now: datetime) -> bool:
    """Each chain says that a copy is given out before there is a release: what says so no longer took it back. An
    object has no such chain, so a release of objects alone shows nothing.
    """
    exhibits = 0
    for some in portions(refs, of=_AT_ONCE):
        for record in custody.show_many(some, by=by, now=now):
            exhibits += record.kind is not custody.Kind.OBJECT
            if any(each.package == package for each in record.given_out):
                return False
    return exhibits > 0
