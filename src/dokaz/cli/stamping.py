"""What came of asking the time-stamp authorities, in words; and what a check of the stamps found."""

from collections.abc import Sequence
from datetime import timedelta

from dokaz.cli.voice import Voice, counted
from dokaz.journal import api as journal
from dokaz.verify.showing import shown

NONE_ADMITTED = "No time-stamp authority is admitted, so nobody outside vouches for the time (dokaz authority add)."
SOON = timedelta(days=90)


def tell(results: Sequence[journal.Stamped | journal.NotStamped], voice: Voice) -> None:
    """Name each stamp, and each refusal with what to do; the exit code is 1 where one is missing."""
    if not results and not journal.authorities():
        voice.note(NONE_ADMITTED)
    for each in results:
        if isinstance(each, journal.Stamped):
            voice.result(_facts(each), words=_stamped(each))
            if each.odd:
                voice.note(_odd(each))
        else:
            voice.refuse_sentence(shown(f"{each.authority}: {each.says}"))
            voice.result({"authority": each.authority, "size": each.size, "at": None, "code": each.code})


def held(found: journal.StampFindings, *, soon: timedelta = SOON) -> list[str]:
    """What the stamps show: of each authority the first and the newest, and which certificate ends soon."""
    if not found.held:
        return []
    first = found.held[0]
    lines = [f"Earliest time from outside: {_stamped(first)}"]
    newest = {each.authority: each for each in found.held}
    lines += [f"Newest of {each.authority}: {_stamped(each)}" for each in newest.values() if each != first]
    lines += [_odd(each) for each in found.held if each.odd]
    return lines + [_ending(each, found) for each in found.ending(soon)]


def facts(found: journal.StampFindings) -> list[dict[str, object]]:
    return [_facts(each) for each in found.held]


def _facts(each: journal.Stamped) -> dict[str, object]:
    return {
        "authority": each.authority,
        "size": each.size,
        "at": each.at,
        "ends": each.ends,
        "practice": each.practice,
        "ahead_seconds": int(each.ahead.total_seconds()),
    }


def _stamped(each: journal.Stamped) -> str:
    who = f"the practice authority {each.authority}" if each.practice else each.authority
    entries = counted(each.size, "entry", "entries")
    return f"the first {entries} of the log stood on {each.at:%Y-%m-%d %H:%M:%S} UTC, says {who}."


def _odd(each: journal.Stamped) -> str:
    where = "ahead of" if each.ahead > timedelta(0) else "behind"
    span = _span(abs(each.ahead))
    return f"The clock of {each.authority} was {span} {where} ours. One of the two is wrong: find out which."


def _span(length: timedelta) -> str:
    if length >= timedelta(days=2):
        return f"{length.days} days"
    return f"{length // timedelta(minutes=1)} minutes"


def _ending(each: journal.Stamped, found: journal.StampFindings) -> str:
    if each.ends <= found.now:
        return (
            f"A certificate of {each.authority} ended on {each.ends:%Y-%m-%d}. Its stamps still hold at their time; "
            "a newer stamp by another authority covers them."
        )
    return (
        f"A certificate of {each.authority} ends on {each.ends:%Y-%m-%d}. Have a checkpoint stamped before, by an "
        "authority whose certificate lasts longer: it covers the older stamps."
    )
