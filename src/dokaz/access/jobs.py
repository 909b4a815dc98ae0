"""What access does in the background: the journal is shown outside, for which no page may wait."""

from dokaz.access import witness_keys
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal

__all__ = ["publication"]

ALL_ANSWERED, SOME_SILENT, NOBODY_ASKED = "all-answered", "some-silent", "nobody-asked"


@jobs.handler("access:checkpoint:publish", gives_up_on=(journal.LogDeparted,))
def publication(work: jobs.Work) -> None:
    """`dokaz stamp`: hashes to the mirrors, the checkpoint to log witnesses, then to time-stamp authorities.

    Done twice it does no more than once: whoever has answered for a checkpoint is not asked about it again.
    """
    published = journal.publish(witnesses=witness_keys.trusted_witnesses(), now=work.now())
    stamped = journal.stamp(published.size, by=work.by.actor, now=work.now())
    answers = (*published.mirrors, *published.witnesses, *stamped)
    with work.finishing(_outcome(answers)):
        pass


def _outcome(answers: tuple[object, ...]) -> str:
    if not answers:
        return NOBODY_ASKED
    silent = any(isinstance(each, journal.NotMirrored | journal.NotCosigned | journal.NotStamped) for each in answers)
    return SOME_SILENT if silent else ALL_ANSWERED
