"""What came of asking the time-stamp authorities, in words; and what a check of the stamps found."""

from collections.abc import Sequence
from datetime import timedelta

from dokaz.cli import publishing
from dokaz.cli.voice import Voice
from dokaz.journal import api as journal
from dokaz.kernel.languages import _, counted, said
from dokaz.verify.showing import shown

NONE_ADMITTED = _("No time-stamp authority is admitted, so nobody outside vouches for the time (dokaz authority add).")
SOON = timedelta(days=90)


def tell(results: Sequence[journal.Stamped | journal.NotStamped], voice: Voice) -> None:
    """Name each stamp, and each refusal with what to do; the exit code is 1 where one is missing."""
    if not results and not journal.authorities():
        voice.note(said(NONE_ADMITTED))
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
    lines = [said(_("Earliest time from outside: {stamped}")).format(stamped=_stamped(first))]
    newest = {each.authority: each for each in found.held}
    lines += [
        said(_("Newest of {authority}: {stamped}")).format(authority=each.authority, stamped=_stamped(each))
        for each in newest.values()
        if each != first
    ]
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
    who = (
        said(_("the practice authority {authority}")).format(authority=each.authority)
        if each.practice
        else each.authority
    )
    entries = counted("{count} entry", "{count} entries", each.size)
    return said(_("the first {entries} of the log stood on {at:%Y-%m-%d %H:%M:%S} UTC, says {who}.")).format(
        entries=entries, at=each.at, who=who
    )


def _odd(each: journal.Stamped) -> str:
    return publishing.clocks_apart(each.authority, each.ahead)


def _ending(each: journal.Stamped, found: journal.StampFindings) -> str:
    if each.ends <= found.now:
        return said(
            _(
                "A certificate of {authority} ended on {ends:%Y-%m-%d}. Its stamps still hold at their time; "
                "a newer stamp by another authority covers them."
            )
        ).format(authority=each.authority, ends=each.ends)
    return said(
        _(
            "A certificate of {authority} ends on {ends:%Y-%m-%d}. Have a checkpoint stamped before, by an "
            "authority whose certificate lasts longer: it covers the older stamps."
        )
    ).format(authority=each.authority, ends=each.ends)
