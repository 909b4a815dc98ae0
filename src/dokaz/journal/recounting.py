"""Comparing every record with the digest in the newest entry about it (SECURITY 5.6)."""

from collections.abc import Iterator
from itertools import groupby, islice
from operator import itemgetter

from dokaz.database import api as database
from dokaz.journal import wires
from dokaz.journal.findings import Fault, Finding, Findings
from dokaz.journal.models import Written

__all__ = ["verify_records"]

AT_ONCE = 500


def verify_records() -> Findings:
    found: list[Finding] = []
    looked_at = 0
    for kind in sorted(_kinds()):
        try:
            looked_at += _compare(kind, found)
            found += _unknown(kind)
        except database.UnknownKind:
            found.append(Finding(Fault.KIND_UNKNOWN, kind))
    return Findings(found=tuple(found), records=looked_at)


def _kinds() -> set[str]:
    return {*Written.objects.values_list("kind", flat=True).distinct(), *wires.covered()}


def _compare(kind: str, found: list[Finding]) -> int:
    newest, looked_at = _newest(kind), 0
    while batch := dict(islice(newest, AT_ONCE)):
        looked_at += len(batch)
        present = database.recompute_many(kind, ids=list(batch))
        found += (_finding(kind, row, batch[row], present[row]) for row in batch if batch[row] != present[row])
    return looked_at


def _newest(kind: str) -> Iterator[tuple[str, str | None]]:
    written = Written.objects.filter(kind=kind).order_by("row", "entry_id", "id").values_list("row", "sha256")
    for row, versions in groupby(written.iterator(), key=itemgetter(0)):
        *_, (_, newest) = versions
        yield row, newest


def _finding(kind: str, row: str, expected: str | None, present: str | None) -> Finding:
    if present is None:
        return Finding(Fault.RECORD_MISSING, f"{kind} {row}")
    return Finding(Fault.RECORD_RETURNED if expected is None else Fault.RECORD_ALTERED, f"{kind} {row}")


def _unknown(kind: str) -> Iterator[Finding]:
    ids = database.rows(kind)
    while batch := list(islice(ids, AT_ONCE)):
        known = set(Written.objects.filter(kind=kind, row__in=batch).values_list("row", flat=True))
        yield from (Finding(Fault.RECORD_UNKNOWN, f"{kind} {row}") for row in batch if row not in known)
