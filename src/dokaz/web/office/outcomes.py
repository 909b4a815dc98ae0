"""How background work ended, in a sentence: by the kind of work and the code that stands in its row."""

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.jobs import api as jobs
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import said

_REDACTED: Mapping[str, Promise] = {"made": later("The copy is made. Look through it before it goes anywhere.")}
_BY_WORK: Mapping[str, Mapping[str, Promise]] = {  # what one code says of one kind of work and not of another
    "backups:backup:make": {"made": later("The back-up is whole.")},
    "disclosure:redaction:make": _REDACTED,
    "disclosure:redaction:make-granted": _REDACTED,
}
_DERIVING = ("custody:item:derive", "custody:item:derive-granted")
_ANY: Mapping[str, Promise] = {
    "all-answered": later("Everybody who was asked has answered."),
    "some-silent": later("Some of those who were asked did not answer. “dokaz stamp” asks again, and names them."),
    "nobody-asked": later("Nobody outside is admitted yet, so nobody was asked."),
    "unchanged": later("Everything that was read is unchanged."),
    "faults-found": later("Something needs attention: see the page about unchanged files."),
    "some-unseen": later("What was read is unchanged. Some items are in compartments closed to the worker."),
    "read": later("Format and metadata were read."),
    "unread": later("A program could not read all of it; the item's record says why."),
    "mended": later("Lost copies were written again."),
    "differing": later("Some copies differ from the database, and were left as they are. “dokaz mend” names them."),
    "moved": later("Every file is sealed to the newest key."),
    "some-left": later("Some copies of keys differ from the database; their files were left. “dokaz mend” names them."),
    "emptied": later("No half that was passed on longer than a day ago is left."),
    "files-lost": later("The back-up was made, but the vault itself has lost files."),
    "worker-lost": later("The worker that was at it was not heard of again."),
    "unexpected": later("Something failed that should not. Show the worker's log to whoever looks after this machine."),
    "shelf-away": later("The place of the back-ups could not be used."),
    "shelf-not-set": later("The machine that works was not told where back-ups lie: set DOKAZ_BACKUPS there."),
    "no-backup-key": later("This collection has no back-up key yet."),
    "nothing-outside": later("No mirror could be reached, so the checkpoint did not leave the house."),
    "key-not-held": later("The worker does not hold a key that this needs. A member of the compartment lets it run."),
    "not-permitted": later("The account of the worker may not do this."),
    "item-not-found": later("The item lies in a compartment that the worker does not belong to. A member lets it run."),
}  # fmt: skip


def said_of(job: jobs.Job) -> str:
    """A sentence, or nothing while nothing came of it. Why a try failed is what was refused, in its own words."""
    if not job.outcome:
        return ""
    known = _BY_WORK.get(job.handler, {}).get(job.outcome) or _ANY.get(job.outcome)
    return str(known) if known else _of_making(job) or _refused(job) or _unknown(job)


def _of_making(job: jobs.Job) -> str:
    ends = job.handler in _DERIVING and job.outcome in set(custody.Attempted)
    return custody.Attempted(job.outcome).says + "." if ends else ""


class _Told(dict[str, object]):
    """What the work was asked with. What an error knew beside it is not in the row: it may have named a person."""

    def __missing__(self, _name: str) -> str:
        return "…"


def _refused(job: jobs.Job) -> str:
    redacting = job.handler in _BY_WORK and job.handler.startswith("disclosure:redaction:")
    first = (disclosure.PlanMissing,) if redacting else ()  # another refusal of disclosure has this code as well
    found = next((each for each in (*first, *_family(DokazError)) if each.code == job.outcome), None)
    return said(found.says).format_map(_Told(job.arguments)) if found else ""


def _family(root: type[DokazError]) -> Iterator[type[DokazError]]:
    for each in root.__subclasses__():
        yield each
        yield from _family(each)


def _unknown(job: jobs.Job) -> str:
    return _("It ended with: {code}").format(code=job.outcome)
