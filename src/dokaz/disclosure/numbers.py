"""Exhibit numbers that never change: one for each item in each series of packages, given once and never to another.

A series is what counts together: the packages of one request, or for one recipient, by whatever text says which. The
rows hold neither that text nor a reference. A series stands in them as its SHA-256; an item as an HMAC under the salt
of its receipt, which only who can open the receipt has, and which falls away with it.
"""

import hmac
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.db.models import Max

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.disclosure.errors import SeriesTooLong
from dokaz.disclosure.models import ExhibitNumber
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.portions import portions

GIVE = "disclosure:exhibit:number"
LONGEST = 200
_SERIES, _ITEM = b"dokaz/v1/exhibit-series\0", b"dokaz/v1/exhibit-number\0"
_AT_ONCE = 128  # rows of one entry: their digests must fit into one leaf of the log


def series_of(named: str | None, *, recipient: str | None, package: str) -> str:
    """What a package counts with: the series named, else all packages for its recipient, else itself alone.

    Raises SeriesTooLong.
    """
    name = unicodedata.normalize("NFC", named or "").strip()
    if len(name) > LONGEST:
        raise SeriesTooLong(most=LONGEST)
    return name or recipient or package


def known(series: str, salts: Mapping[str, bytes]) -> dict[str, int]:
    """The numbers that items have in a series, by reference; `salts` are those of their receipts.

    Raises RecordUnvouched of `journal` where a row is not what its entry says.
    """
    tokens = {_item_token(series, ref, salt): ref for ref, salt in salts.items()}
    found: dict[str, int] = {}
    for some in portions(list(tokens), of=_AT_ONCE):
        rows = list(ExhibitNumber.objects.filter(series=_series_token(series), item__in=some))
        journal.vouch(*database.digests(*rows))
        found |= {tokens[row.item]: row.number for row in rows}
    return found


def give(series: str, salts: Mapping[str, bytes], *, by: access.Session, now: datetime) -> dict[str, int]:
    """The number of each item in a series, new ones in the order given, after the last that was ever given.

    Whatever becomes of the package, they stay. Raises RecordUnvouched of `journal`.
    """
    with access.acting(by, now=now):
        access.require(by, access.Permission.PACKAGE_ITEMS, now=now)
        found = known(series, salts)
        new = [ref for ref in salts if ref not in found]
        last = ExhibitNumber.objects.filter(series=_series_token(series)).aggregate(last=Max("number"))["last"] or 0
        given = {ref: last + place for place, ref in enumerate(new, start=1)}
        for some in portions(new, of=_AT_ONCE):
            _keep([_row(series, ref, salts[ref], given[ref], by, now) for ref in some], by, now)
    return {ref: found.get(ref) or given[ref] for ref in salts}


def _row(series: str, ref: str, salt: bytes, number: int, by: access.Session, now: datetime) -> ExhibitNumber:
    return ExhibitNumber(
        id=ordered_id(now),
        series=_series_token(series),
        item=_item_token(series, ref, salt),
        number=number,
        at=now,
        by=by.actor.account,
    )


def _keep(rows: list[ExhibitNumber], by: access.Session, now: datetime) -> None:
    """Open, since whoever reads a number later must be able to believe it; it names neither series nor item."""
    ExhibitNumber.objects.bulk_create(rows)
    facts = {"given": len(rows)}
    journal.record(GIVE, by=by.actor, now=now, about=[], facts=facts, records=database.digests(*rows))


def _series_token(series: str) -> str:
    return sha256(_SERIES + series.encode()).hexdigest()


def _item_token(series: str, ref: str, salt: bytes) -> str:
    return hmac.digest(salt, _ITEM + series.encode() + b"\0" + ref.encode(), "sha256").hex()
