"""What disclosure does in the background: redacted copies."""

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure.errors import DisclosureError
from dokaz.disclosure.redacting import keeping, making
from dokaz.jobs import api as jobs
from dokaz.records import api as records

__all__ = ["HANDLERS", "redaction", "redaction_granted"]


_GIVES_UP_ON = (custody.ItemDestroyed, custody.HasNoBytes, custody.NotMade, DisclosureError)
_LACKS_A_KEY = (custody.ItemNotFound, access.NotPermitted, access.KeyNotHeld, records.RecordNotFound)


@jobs.handler(making.MAKE, gives_up_on=_GIVES_UP_ON, waits_for_member_on=_LACKS_A_KEY)
def redaction(work: jobs.Work) -> None:
    """`disclosure.redact` once in effect: the copy's rows and entry are there together with the job's end."""
    ref, number = str(work.arguments["ref"]), int(str(work.arguments["revision"]))
    held = keeping.marks_at(ref, number, by=work.by, now=work.now())
    making.copy_by(held, by=work.by, now=work.now(), within=lambda: work.finishing("made"))


@jobs.handler(making.MAKE_GRANTED, gives_up_on=_GIVES_UP_ON, waits_for_member_on=(*_LACKS_A_KEY, access.GrantMissing))
def redaction_granted(work: jobs.Work) -> None:
    """`redaction` by the key and the marks that a member granted to this job; without them it waits for a member."""
    number = int(str(work.arguments["revision"]))
    making.copy_granted(work.lease.job, number, by=work.by, now=work.now(), within=lambda: work.finishing("made"))


HANDLERS = (redaction, redaction_granted)
