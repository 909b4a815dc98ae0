"""What came of showing a checkpoint outside, in words."""

from datetime import timedelta

from dokaz.cli.voice import Voice
from dokaz.journal import api as journal
from dokaz.verify.showing import shown

NO_MIRROR = (
    "No mirror and no log witness is admitted, so nobody outside could give this journal back after a loss "
    "(dokaz log-witness add, dokaz mirror add)."
)


def tell(published: journal.Published, voice: Voice) -> None:
    """Name what did not work; what did is told in one line a place."""
    if not published.mirrors:
        voice.note(NO_MIRROR)
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
        f"Cosigned by {each.operator} ({each.witness}) at {each.at:%Y-%m-%d %H:%M:%S} UTC by its clock."
        for each in published.witnesses
        if isinstance(each, journal.Cosigned)
    ]


def standing(told: journal.Witnessed) -> str:
    """Who stands behind the newest checkpoint shown, and since when."""
    since = f", the first at {told.since:%Y-%m-%d %H:%M:%S} UTC by its clock" if told.since else ""
    return f"The checkpoint of {told.size} entries: {enough(told).rstrip('.')}{since}."


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
    operators = ", ".join(told.operators) or "nobody"
    state = "enough" if told.enough else "not enough yet"
    return f"{len(told.operators)} operator(s) have cosigned ({operators}); {told.needed} are asked for: {state}."


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
    minutes, where = abs(each.ahead) // timedelta(minutes=1), "ahead of" if each.ahead > timedelta(0) else "behind"
    return f"The clock of {each.operator} was {minutes} minutes {where} ours. One of the two is wrong: find out which."
