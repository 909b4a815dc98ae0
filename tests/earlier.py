"""What earlier versions kept, written as they wrote it, for tests of what becomes of it."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.disclosure import proposing
from dokaz.disclosure.models import ProposedPart
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.ids import ordered_id
from dokaz.verify import canonical


def package_asked(world: object, refs: Sequence[str], *, by: access.Session, now: datetime) -> access.Approval:
    """A package of items of the archive, asked for when nobody was asked where it goes."""
    told = {"recipient": None, "salt": "5a" * 16}
    hashed = told | {
        "form": "dokaz/v1/package", "home": str(by.home), "asked_by": str(by.actor.account),
        "asked_at": clock.timestamp(now), "parts": {str(world.compartment): sorted(refs)},
    }  # fmt: skip
    digest = sha256(canonical.event_bytes(hashed)).hexdigest()
    with access.acting(by, now=now):
        _keep(json.dumps(told | {"refs": sorted(refs)}), digest, world.compartment, by, now)
        approval = access.ask(
            proposing.MAKE, digest=bytes.fromhex(digest), compartment=world.compartment, size=len(refs), by=by, now=now
        )
    return access.approval(approval, by=by, now=now)


def _keep(words: str, digest: str, compartment: UUID, by: access.Session, now: datetime) -> None:
    row, sealer = ordered_id(now), access.seal_records(compartment)
    key = sealer.new(row)
    kept = ProposedPart.objects.create(
        id=row, compartment_id=compartment, generation=key.generation, sha256=digest, at=now, by=by.actor.account,
        record_key=key.wrapped, words=sealer.seal(key, model=proposing.PART, row=row, field="words", value=words),
    )  # fmt: skip
    journal.record(
        proposing.PROPOSE, by=by.actor, now=now, about=[str(row)], facts={"sha256": digest},
        records=[database.digest(kept)], compartment=compartment,
    )  # fmt: skip
