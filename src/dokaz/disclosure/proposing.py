"""Asking a second person for a package: exactly what would leave, kept sealed, and read again by who belongs to it."""

import json
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.disclosure import covers, gathering, numbers, passing, recipients, weighing
from dokaz.disclosure.authorities import rules
from dokaz.disclosure.errors import HeldBack, OnlyOnRequest
from dokaz.disclosure.going import Going
from dokaz.disclosure.models import ProposedPart
from dokaz.disclosure.proposals import PackageAsked, PackagePart, PackageProposed, PackageTerms, order_of, parts_of
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.safeguards import api as safeguards
from dokaz.verify.canonical import Value

MAKE = "disclosure:package:make"
PROPOSE, READ = "disclosure:package:propose", "disclosure:proposal:read"
PART = "disclosure.proposedpart"
SALT_SIZE = 16


def propose_package(refs: Sequence[str], terms: PackageTerms, *, by: access.Session, now: datetime) -> PackageAsked:
    """`propose` to whoever gets something without asking: to an authority only `requests.releasing` does."""
    if rules.only_on_request(terms.going.recipient):
        raise OnlyOnRequest
    return propose(refs, terms, by=by, now=now)


def propose(
    refs: Sequence[str],
    terms: PackageTerms,
    *,
    withheld: Collection[str] = (),
    gone: Collection[str] = (),
    by: access.Session,
    now: datetime,
) -> PackageAsked:
    """Of these items those that may go and are not `withheld`; `gone` were destroyed, which is told with what stays."""
    access.require(by, access.Permission.PACKAGE_ITEMS, now=now)
    if terms.recipient is not None:
        recipients.parse(terms.recipient)
    records = gathering.records(refs, by=by, now=now)
    stays = _kept_back(records, terms.going, withheld, by, now)
    staying = {each.ref for each in stays}
    leaving = [record for record in records if record.ref not in staying]
    _refuse_cover(terms, leaving, by)
    salt = os.urandom(SALT_SIZE).hex()
    with access.acting(by, now=now):
        passage = passing.grant(leaving, going=terms.going, by=by, now=now)
        lost = custody.placed(gone, by=by)
        told = (*stays, *(weighing.KeptBack(each.ref, (), weighing.Hindrance.DESTROYED) for each in lost))
        parts = parts_of([*records, *lost], provisos=passage.provisos, kept_back=told)
        order = order_of([record.ref for record in leaving])
        proposed = PackageProposed(by.home, by.actor.account, now, terms, parts, salt, order)
        return PackageAsked(proposed, _ask(proposed, by, now))


def _kept_back(
    records: Sequence[custody.Record], going: Going, withheld: Collection[str], by: access.Session, now: datetime
) -> tuple[weighing.KeptBack, ...]:
    """Raises HeldBack where it is everything."""
    found = weighing.candidates([record.ref for record in records], going=going, by=by, now=now)
    stays = weighing.kept_back(found, withheld=withheld)
    if len(stays) == len(records):
        raise HeldBack(count=len(stays), ref=stays[0].ref, because=stays[0].says[0])
    return stays


def _ask(proposed: PackageProposed, by: access.Session, now: datetime) -> UUID:
    """Keep each part, and ask for the approval, in the running transaction."""
    shares = _shares(proposed.beside, len(proposed.parts))
    for part, share in zip(proposed.parts, shares, strict=True):
        access.require(by, access.Permission.PACKAGE_ITEMS, compartment=part.compartment, now=now)
        _keep(part, share, proposed, by)
    safeguards.require_thawed(part.compartment for part in proposed.parts)
    return access.ask(
        MAKE,
        digest=bytes.fromhex(proposed.sha256),
        compartment=ruling(proposed),
        size=len(proposed.refs),
        by=by,
        now=now,
    )


def proposed_package(sha256: str, /, *, by: access.Session, now: datetime) -> PackageProposed | None:
    """What would leave, by its SHA-256, to who belongs to every compartment of it; else None, and nothing is told.

    A second person reads here what they approve, and the asker what they then do. Each reading is an entry. Raises
    NotPermitted, RecordUnvouched of `journal`.
    """
    with access.scope(by):
        rows = list(ProposedPart.objects.filter(sha256=sha256).order_by("compartment_id"))
    if not rows:
        return None
    with access.acting(by, now=now):
        journal.vouch(*database.digests(*rows))
        for row in rows:
            access.require(by, access.Permission.SEE_ITEMS, compartment=row.compartment_id, now=now)
        proposed = _opened(rows, by)
        # else a part of it is of a compartment that the reader does not belong to
        if proposed is None or proposed.sha256 != sha256:
            return None
        for row in rows:
            _tell_read(row, by, now)
    return proposed


def ruling(proposed: PackageProposed) -> UUID:
    """The compartment whose rule on the second person's house holds for all of it: a protected one where there is any.

    One yes decides about the whole, so the strictest part rules; whether one is protected never changes.
    """
    return strictest(part.compartment for part in proposed.parts)


def strictest(several: Iterable[UUID], /) -> UUID:
    """Of these compartments always the same one, a protected one where there is any."""
    compartments = sorted(several)
    protected = [each for each in compartments if access.sealing(each).protected]
    return (protected or compartments)[0]


def _refuse_cover(terms: PackageTerms, records: Sequence[custody.Record], by: access.Session) -> None:
    """Return only if every footnote of the cover note leads to one of these items."""
    series = numbers.series_of(terms.series, recipient=terms.recipient, package="")
    if terms.cover is None:
        return
    known = numbers.known(series, gathering.salts(records, by=by)) if series else {}
    covers.refuse_elsewhere(terms.cover, refs={record.ref: known.get(record.ref) for record in records})


def _shares(beside: Mapping[str, Value], count: int) -> list[bytes]:
    """So many shares, all of which are needed: a cover note speaks of items of every compartment, and each seals one.

    The last is the text under the sum of the others, which are random.
    """
    text = json.dumps(beside).encode()
    pads = [os.urandom(len(text)) for _ in range(count - 1)]
    return [*pads, _sum([*pads, text])]


def _sum(shares: Sequence[bytes]) -> bytes:
    """The exclusive or of shares of one length."""
    total = 0
    for share in shares:
        total ^= int.from_bytes(share)
    return total.to_bytes(len(shares[0]))


def _keep(part: PackagePart, share: bytes, proposed: PackageProposed, by: access.Session) -> None:
    row, sealer = ordered_id(proposed.asked_at), access.seal_records(part.compartment)
    key = sealer.new(row)
    told = {"recipient": proposed.recipient, "salt": proposed.salt, "going": proposed.going.codes, "share": share.hex()}
    words = json.dumps(told | part.codes)
    kept = ProposedPart(
        id=row,
        compartment_id=part.compartment,
        generation=key.generation,
        sha256=proposed.sha256,
        at=proposed.asked_at,
        by=proposed.asked_by,
        record_key=key.wrapped,
        words=sealer.seal(key, model=PART, row=row, field="words", value=words),
    )
    kept.save(force_insert=True)
    # open also where the compartment is protected: a row is believed only by an entry that everybody can read. It
    # names no item
    journal.record(
        PROPOSE,
        by=by.actor,
        now=proposed.asked_at,
        about=[str(row)],
        facts={"sha256": proposed.sha256},
        records=[database.digest(kept)],
        compartment=part.compartment,
    )


def _opened(rows: Sequence[ProposedPart], by: access.Session) -> PackageProposed | None:
    """None where it was asked for by a version that did not ask where it goes: nobody can approve that any more."""
    told = [_words(row, by) for row in rows]
    first, words = rows[0], told[0]
    if "going" not in words:
        return None
    parts = [PackagePart.of(row.compartment_id, codes) for row, codes in zip(rows, told, strict=True)]
    ordered = tuple(sorted(parts, key=lambda part: part.compartment))
    beside = _beside([bytes.fromhex(each.get("share", "")) for each in told])
    terms = PackageTerms.of(Going.of(words["going"]), words["recipient"], beside)
    order = tuple(beside.get("order", ()))
    return PackageProposed(by.home, first.by, first.at, terms, ordered, words["salt"], order)


def _beside(shares: Sequence[bytes]) -> dict[str, Any]:
    """What was said beside; nothing where a share is missing, so that the SHA-256 is another one."""
    try:
        beside = json.loads(_sum(shares)) if all(shares) else {}
    except ValueError:
        return {}
    return beside if isinstance(beside, dict) else {}


def _words(row: ProposedPart, by: access.Session) -> dict[str, Any]:
    key = access.open_record(bytes(row.record_key), compartment=row.compartment_id, row=row.id, by=by)
    text = access.open_text(key, sealed=bytes(row.words), model=PART, row=row.id, field="words")
    words: dict[str, Any] = json.loads(text)
    return words


def _tell_read(row: ProposedPart, by: access.Session, now: datetime) -> None:
    """It names the part and not its items, of which there may be thousands."""
    journal.record(
        READ,
        by=by.actor,
        now=now,
        about=[str(row.id)],
        compartment=row.compartment_id,
        sealed=access.sealing(row.compartment_id).protected,
    )
