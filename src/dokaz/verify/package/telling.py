"""A verdict in sentences, the first of which says whose keys were believed (SECURITY 6)."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from dokaz.verify.package.layout import Exhibit, Index
from dokaz.verify.package.verdicts import Verdict, Word
from dokaz.verify.showing import shown

__all__ = ["told"]

OWN_KEYS = "Checked only against keys that came with this package."
MOST_NAMED = 12
NOT_CLAIMED = (
    "What this shows: each record existed when the log had this length, and is unchanged. "
    "It does not show that a record is true, or that nothing was left out."
)
SENDERS_WORD = (
    "The cover note, the report, the lists and the names of files are the sender's words: "
    "the lists of hashes hold them together, and no proof in the log covers them."
)


def told(verdict: Verdict, *, trust: str | None = None) -> str:
    """Every finding as text for a person; `trust` is the name of the file whose keys were believed."""
    return "\n".join(map(shown, _sentences(verdict, trust))) + "\n"


def _sentences(verdict: Verdict, trust: str | None) -> Iterator[str]:
    yield _whose_keys(verdict, trust)
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
    yield from _unchanged(verdict, index)
    if index.objects:
        yield f"{len(verdict.recorded)} of {len(index.objects)} physical objects recorded in the log."


def _whose_keys(verdict: Verdict, trust: str | None) -> str:
    if trust is None and not verdict.roots:
        return OWN_KEYS
    if trust is None:
        return "Checked against the time-stamp roots you named; all other keys came with this package."
    return f"Checked against the keys in {trust}{' and the time-stamp roots you named' if verdict.roots else ''}."


def _unchanged(verdict: Verdict, index: Index) -> Iterator[str]:
    """One sentence for all files on which one outsider gave the earliest word, and one for those on which none did."""
    groups: dict[str, list[Exhibit]] = {}
    for each in index.exhibits:
        if each.ref in verdict.unchanged:
            groups.setdefault(_vouched(verdict.since_of(each.entry)), []).append(each)
    for vouched, rows in groups.items() or [("", [])]:
        which = "" if len(groups) < 2 else f" ({_named(rows)})"
        yield f"{len(rows)} of {len(index.exhibits)} files unchanged{which} since {vouched or _recorded(rows)}"


def _vouched(word: Word | None) -> str:
    if word is None:
        return ""
    did = "stamped" if word.kind == "stamp" else "countersigned"
    return f"{_day(word.time)}, when {_who(word)} {did} the log that holds their receipts."


def _recorded(rows: Sequence[Exhibit]) -> str:
    places = sorted({each.entry for each in rows})
    where = "" if not places else f" at position {places[0]}" if len(places) == 1 else f" at positions {_range(places)}"
    return f"they were recorded in the log{where}; no outside party vouches for the time."


def _range(places: Sequence[int]) -> str:
    return f"{places[0]} to {places[-1]}"


def _named(rows: Sequence[Exhibit]) -> str:
    more = len(rows) - MOST_NAMED
    return ", ".join(each.ref for each in rows[:MOST_NAMED]) + (
        f" and {more} more; --json names all" if more > 0 else ""
    )


def _who(word: Word) -> str:
    return f"{word.signer} (time-stamp authority)" if word.kind == "stamp" else word.name


def _of_the_log(verdict: Verdict) -> Iterator[str]:
    if verdict.checkpoint is None:
        yield "The head of the log could not be believed; see the faults."
        return
    head = verdict.checkpoint
    yield f"Log {head.origin} with {head.size} entries, signed by its key; {_countersigned(verdict)}."
    for word in verdict.words:
        if word.kind == "stamp":
            yield _stamped(word)
        elif word.size != head.size:
            yield f"Its first {word.size} entries were countersigned by {word.name}{_when(word)}."


def _stamped(word: Word) -> str:
    if word.practice:  # whoever names its root is told nothing else
        return (
            f"PRACTICE AUTHORITY: a time stamp by {word.signer} over the first {word.size} entries. "
            "It was made to try the software out and vouches for nothing."
        )
    whence = "which you named" if word.believed else "which came with this package"
    return (
        f"Its first {word.size} entries were stamped by {word.signer} on {_day(word.time)} (RFC 3161), "
        f"under the root {word.root}, {whence}."
    )


def _when(word: Word) -> str:
    return f" on {_day(word.time)}" if word.believed else ", with a key that came with this package"


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
