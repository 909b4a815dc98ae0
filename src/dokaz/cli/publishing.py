"""What came of showing a checkpoint outside, in words."""

from datetime import timedelta

from dokaz.cli.voice import Voice
from dokaz.journal import api as journal
from dokaz.kernel.languages import _, counted, said
from dokaz.verify.showing import shown

NO_MIRROR = _(
    "No mirror and no log witness is admitted, so nobody outside could give this journal back after a loss "
    "(dokaz log-witness add, dokaz mirror add)."
)

AHEAD = _("The clock of {name} was {span} ahead of ours. One of the two is wrong: find out which.")
BEHIND = _("The clock of {name} was {span} behind ours. One of the two is wrong: find out which.")


def tell(published: journal.Published, voice: Voice) -> None:
    """Name what did not work; what did is told in one line a place."""
    if not published.mirrors:
        voice.note(said(NO_MIRROR))
    for place in published.mirrors:
        if isinstance(place, journal.NotMirrored):
            voice.refuse_sentence(shown(place.says))
    for witness in published.witnesses:
        if isinstance(witness, journal.NotCosigned):
            voice.refuse_sentence(shown(f"{witness.operator}: {witness.says}"))
        elif witness.odd:
            voice.note(_odd(witness))


def facts(published: journal.Published) -> dict[str, object]:
    """For programs: where the hashes are, who has cosigned, and what is missing, with its code."""
    return {
        "mirrors": [_place(each) for each in published.mirrors],
        "cosigned": [_witness(each) for each in published.witnesses],
    }


def words(published: journal.Published) -> list[str]:
    """One line for each operator, with its time."""
    return [
        said(_("Cosigned by {operator} ({witness}) at {at:%Y-%m-%d %H:%M:%S} UTC by its clock.")).format(
            operator=each.operator, witness=each.witness, at=each.at
        )
        for each in published.witnesses
        if isinstance(each, journal.Cosigned)
    ]


def standing(told: journal.Witnessed) -> str:
    """Who stands behind the newest checkpoint shown, and since when."""
    since = (
        said(_(", the first at {since:%Y-%m-%d %H:%M:%S} UTC by its clock")).format(since=told.since)
        if told.since
        else ""
    )
    return said(_("The checkpoint of {size} entries: {enough}{since}.")).format(
        size=told.size, enough=enough(told).rstrip("."), since=since
    )


def told(witnessed: journal.Witnessed | None) -> dict[str, object] | None:
    """`standing` for programs; null where no log witness was asked yet."""
    if witnessed is None:
        return None
    return {
        "size": witnessed.size,
        "operators": list(witnessed.operators),
        "needed": witnessed.needed,
        "enough": witnessed.enough,
        "since": witnessed.since,
    }


def enough(told: journal.Witnessed) -> str:
    """How far the quorum is met."""
    operators = ", ".join(told.operators) or said(_("nobody"))
    state = said(_("enough")) if told.enough else said(_("not enough yet"))
    return said(_("{count} operator(s) have cosigned ({operators}); {needed} are asked for: {state}.")).format(
        count=len(told.operators), operators=operators, needed=told.needed, state=state
    )


def _place(each: journal.Mirrored | journal.NotMirrored) -> dict[str, object]:
    if isinstance(each, journal.Mirrored):
        return {"mirror": each.mirror, "size": each.size}
    return {"mirror": each.mirror, "size": None, "code": each.code}


def _witness(each: journal.Cosigned | journal.NotCosigned) -> dict[str, object]:
    told: dict[str, object] = {"witness": each.witness, "operator": each.operator}
    if isinstance(each, journal.Cosigned):
        return told | {"at": each.at, "ahead_seconds": int(each.ahead.total_seconds())}
    return told | {"at": None, "code": each.code}


def _odd(each: journal.Cosigned) -> str:
    return clocks_apart(each.operator, each.ahead)


def clocks_apart(name: str, ahead: timedelta) -> str:
    """That the clock of somebody outside and ours disagree, and by how much."""
    sentence = AHEAD if ahead > timedelta(0) else BEHIND
    return said(sentence).format(name=name, span=_span(abs(ahead)))


def _span(length: timedelta) -> str:
    if length >= timedelta(days=2):
        return counted("{count} day", "{count} days", length.days)
    return counted("{count} minute", "{count} minutes", length // timedelta(minutes=1))
