"""Comparing every record with the digest in the newest entry about it (SECURITY 5.6)."""

from collections.abc import Iterator, Mapping
from itertools import groupby, islice
from operator import itemgetter

from dokaz.database import api as database
from dokaz.journal import wires
from dokaz.journal.findings import Fault, Finding, Findings
from dokaz.journal.models import Written

__all__ = ["count_written", "verify_records"]

AT_ONCE = 500


def verify_records(*kinds: str) -> Findings:
    """Compare every row with the digest in its newest entry, and name rows changed, lost, or never journalled.

    Of all kinds, or of those named: what decides from rows of its own asks so whether none of them was hidden.
    """
    found: list[Finding] = []
    looked_at = 0
    fixed = database.fixed_kinds()
    for kind in sorted(kinds or _kinds()):
        try:
            looked_at += _compare(kind, found, fixed=kind in fixed)
            found += _unknown(kind)
        except database.UnknownKind:
            found.append(Finding(Fault.KIND_UNKNOWN, kind))
    return Findings(found=tuple(found), records=looked_at)


def count_written(kind: str, /) -> int:
    """How many rows of this kind entries speak of: where none may ever go, there must be as many."""
    return Written.objects.filter(kind=kind).values("row").distinct().count()


def _kinds() -> set[str]:
    return {*Written.objects.values_list("kind", flat=True).distinct(), *wires.covered()}


def _compare(kind: str, found: list[Finding], *, fixed: bool) -> int:
    histories, looked_at = _histories(kind), 0
    while batch := dict(islice(histories, AT_ONCE)):
        looked_at += len(batch)
        present = database.recompute_many(kind, ids=list(batch))
        for row, history in batch.items():
            if history[-1] != present[row]:
                found.append(_finding(kind, row, history[-1], present[row]))
        if fixed:
            found += [Finding(Fault.RECORD_REWRITTEN, f"{kind} {row}") for row in _rewritten(kind, batch, present)]
    return looked_at


def _rewritten(kind: str, batch: Mapping[str, list[str | None]], present: Mapping[str, str | None]) -> list[str]:
    """Rows with more than one digest; one that was emptied, which happens once, has two."""
    states = {
        row: len({digest for digest in history if digest})
        for row, history in batch.items()
        if history[-1] == present[row]
    }
    emptied = database.emptied(kind, ids=[row for row, count in states.items() if count == 2])
    return [row for row, count in states.items() if count > 1 and row not in emptied]


def _histories(kind: str) -> Iterator[tuple[str, list[str | None]]]:
    """Every row an entry names, with its digests from the first entry to the newest."""
    written = Written.objects.filter(kind=kind).order_by("row", "entry_id", "id").values_list("row", "sha256")
    for row, versions in groupby(written.iterator(), key=itemgetter(0)):
        yield row, [digest for _, digest in versions]


def _finding(kind: str, row: str, expected: str | None, present: str | None) -> Finding:
    if present is None:
        return Finding(Fault.RECORD_MISSING, f"{kind} {row}")
    return Finding(Fault.RECORD_RETURNED if expected is None else Fault.RECORD_ALTERED, f"{kind} {row}")


def _unknown(kind: str) -> Iterator[Finding]:
    ids = database.rows(kind)
    while batch := list(islice(ids, AT_ONCE)):
        known = set(Written.objects.filter(kind=kind, row__in=batch).values_list("row", flat=True))
        yield from (Finding(Fault.RECORD_UNKNOWN, f"{kind} {row}") for row in batch if row not in known)
