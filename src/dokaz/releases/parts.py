"""Which items went, compartment by compartment: who belongs to one sees those of it, and of the others how many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.portions import portions
from dokaz.records import api as records
from dokaz.releases.models import ReleasedPart

KEEP, SHOW = "releases:part:keep", "releases:part:show"
PART = "releases.releasedpart"
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class MadePart:
    """The items of one compartment in a package, by reference, each with its exhibit number."""

    compartment: UUID
    numbers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it was read: of which release, and what is in it."""

    release: UUID
    compartment: UUID
    numbers: Mapping[str, str] = field(repr=False)


def keep(release: records.Held, package: str, made: Iterable[MadePart], *, by: access.Session, now: datetime) -> None:
    """Keep the parts of a release, each with an entry in its compartment, in the running transaction."""
    several = {each.compartment: each for each in made}
    several.setdefault(release.compartment, MadePart(release.compartment, {}))
    for part in several.values():
        _keep(release, package, part, by=by, now=now)


def _keep(release: records.Held, package: str, part: MadePart, *, by: access.Session, now: datetime) -> None:
    sealing, row = access.sealing(part.compartment), ordered_id(now)
    words = access.seal_words(
        access.RecordSealer(sealing), model=PART, row=row, field="words", words={"items": list(part.numbers.items())}
    )
    kept = ReleasedPart(
        id=row, release=release.id, package=package, compartment_id=part.compartment, generation=words.generation,
        record_key=words.record_key, words=words.words,
    )  # fmt: skip
    kept.save(force_insert=True)
    journal.record(
        KEEP, by=by.actor, now=now, about=[release.ref, package], facts={"items": len(part.numbers)},
        records=[database.digest(kept)], compartment=part.compartment, sealed=sealing.protected,
    )  # fmt: skip


def read(release: UUID, /, *, by: access.Session) -> tuple[Part, ...]:
    """The parts of a release that the account may see. Raises RecordUnvouched of `journal`."""
    return tuple(_opened(row, by) for row in _rows("release = %s", [release], by))


def releases_of(packages: Sequence[str], /, *, by: access.Session) -> tuple[UUID, ...]:
    """The releases of these packages of which the account may see a part, oldest first; nothing of them is told.

    Raises RecordUnvouched of `journal`.
    """
    rows = (row for some in portions(packages, of=_AT_ONCE) for row in _rows("package IN %s", [some], by))
    return tuple(dict.fromkeys(sorted(row.release for row in rows)))


def tell_read(release: records.Held, found: Iterable[Part], *, by: access.Session, now: datetime) -> None:
    """An entry for each part that was shown."""
    for part in found:
        journal.record(
            SHOW, by=by.actor, now=now, about=[release.ref], facts={"shown": len(part.numbers)},
            compartment=part.compartment, sealed=access.sealing(part.compartment).protected,
        )  # fmt: skip


def _rows(where: str, values: list[object], by: access.Session) -> list[ReleasedPart]:
    with access.scope(by):
        found = list(ReleasedPart.objects.select(where=where, values=values, order="ORDER BY id"))
    journal.vouch(*database.digests(*found), unseal=access.unsealer(by))
    return found


def _opened(row: ReleasedPart, by: access.Session) -> Part:
    words = access.open_words(
        access.open_records(row.compartment_id, by=by), record_key=row.record_key, sealed=row.words, model=PART,
        row=row.id, field="words",
    )  # fmt: skip
    return Part(row.release, row.compartment_id, dict(words["items"]))
