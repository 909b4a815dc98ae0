"""A verdict in sentences, the first of which says whose keys were believed (SECURITY 6)."""

from collections.abc import Iterator
from datetime import UTC, datetime

from dokaz.verify.package.layout import Index
from dokaz.verify.package.verdicts import Verdict
from dokaz.verify.showing import shown

__all__ = ["told"]

OWN_KEYS = "Checked only against keys that came with this package."
NOT_CLAIMED = (
    "What this shows: each record existed when the log had this length, and is unchanged. "
    "It does not show that a record is true, or that nothing was left out."
)
SENDERS_WORD = (
    "The report, the start page and the names of files are the sender's words: "
    "the lists of hashes hold them together, and no proof in the log covers them."
)


def told(verdict: Verdict, *, trust: str | None = None) -> str:
    """Every finding as text for a person; `trust` is the name of the file whose keys were believed."""
    return "\n".join(map(shown, _sentences(verdict, trust))) + "\n"


def _sentences(verdict: Verdict, trust: str | None) -> Iterator[str]:
    yield OWN_KEYS if trust is None else f"Checked against the keys in {trust}."
    if verdict.index:
        yield from _of_the_index(verdict, verdict.index)
    yield from _of_the_log(verdict)
    for fault in verdict.faults:
        yield f"FAULT {fault.path}: {fault.says} [{fault.code}]"
    for says in verdict.unchecked:
        yield f"NOT CHECKED {says}"
    for warned in verdict.warnings:
        yield f"Note: {warned.path}: {warned.says}"
    yield from _in_the_end(verdict)


def _of_the_index(verdict: Verdict, index: Index) -> Iterator[str]:
    if index.home != "real":
        yield f"The sender says that this comes from a {index.home} collection, not from a real one."
    yield f"{len(verdict.unchanged)} of {len(index.exhibits)} files unchanged {_since(verdict, index)}"
    if index.objects:
        yield f"{len(verdict.recorded)} of {len(index.objects)} physical objects recorded in the log."


def _since(verdict: Verdict, index: Index) -> str:
    if verdict.since is not None:
        who = ", ".join(name for name, time in verdict.vouched if time == verdict.since)
        return f"since {_day(verdict.since)}, when {who} countersigned the log that holds their receipts."
    places = sorted({each.entry for each in index.rows if each.ref in verdict.unchanged})
    where = "" if not places else f" at position {places[0]}" if len(places) == 1 else f" at positions {_range(places)}"
    return f"since they were recorded in the log{where}; no outside party vouches for the time."


def _range(places: list[int]) -> str:
    return f"{places[0]} to {places[-1]}"


def _of_the_log(verdict: Verdict) -> Iterator[str]:
    if verdict.checkpoint is None:
        yield "The head of the log could not be believed; see the faults."
        return
    head = verdict.checkpoint
    yield f"Log {head.origin} with {head.size} entries, signed by its key; {_countersigned(verdict)}."


def _countersigned(verdict: Verdict) -> str:
    if not verdict.vouched:
        return "countersigned by nobody that these keys name"
    if not verdict.trusted:  # a time is told only where somebody outside vouches for it
        return "countersigned by keys that came with this package: " + ", ".join(name for name, _ in verdict.vouched)
    return "; ".join(f"countersigned by {name} on {_day(time)}" for name, time in verdict.vouched)


def _in_the_end(verdict: Verdict) -> Iterator[str]:
    if verdict.state == "whole":
        yield f"Nothing failed. {verdict.files} files fit the lists of hashes."
    elif verdict.state == "faulty":
        yield f"{len(verdict.faults)} fault(s). Do not rely on this package; keep it as it is and ask the sender."
    else:
        yield "Nothing failed, and something could not be checked."
    yield NOT_CLAIMED
    yield SENDERS_WORD


def _day(time: int) -> str:
    try:
        moment = datetime.fromtimestamp(time, UTC)
    except (OverflowError, ValueError, OSError):  # a witness may state any number below 2^63
        return f"second {time} of POSIX time"
    return f"{moment.day} {moment:%B %Y}"
