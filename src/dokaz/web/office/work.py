"""Background work: what waits, runs, or stopped and why; trying it again, and cancelling it."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design.addresses import Address
from dokaz.design.amounts import grouped
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Summary, SummaryRow
from dokaz.design.notices import Progress
from dokaz.design.tables import AFTER, Chip, Chips, Column, Facet, Facets, Table, facet_value, pager
from dokaz.jobs import api as jobs
from dokaz.web.office import facets, outcomes, pages

PAGE = 30
STATE = "state"  # in the query
State = jobs.JobState
STOPPED = (State.FAILED, State.FOR_MEMBER)
OVER = (State.DONE, State.CANCELLED)

NAMES: Mapping[str, Promise] = {
    "custody:item:examine": later("Examine an item"),
    "custody:item:derive": later("Make a derivative of an item"),
    "custody:item:examine-granted": later("Examine an item with a key that a member granted"),
    "custody:item:derive-granted": later("Make a derivative with a key that a member granted"),
    "custody:fixity:check": later("Check files against their hashes"),
    "custody:headers:mend": later("Write lost copies of keys again"),
    "custody:headers:move": later("Seal files to the newest key of their compartment"),
    "access:checkpoint:publish": later("Show the journal outside"),
    "backups:backup:make": later("Make a back-up"),
    "disclosure:redaction:make": later("Make a redacted copy"),
    "disclosure:redaction:make-granted": later("Make a redacted copy with a key that a member granted"),
    "people:unmasking:empty": later("Empty halves of identities that were passed on and not used in time"),
}
STATES: Mapping[jobs.JobState, Promise] = {
    State.WAITING: later("Waits"),
    State.RUNNING: later("Under way"),
    State.FOR_MEMBER: later("Waits for a member"),
    State.FAILED: later("Given up"),
    State.DONE: later("Done"),
    State.CANCELLED: later("Cancelled"),
}
TONES = {State.FAILED: Tone.BAD, State.FOR_MEMBER: Tone.CAREFUL, State.DONE: Tone.GOOD, State.RUNNING: Tone.NOTE}


@require_safe
@pages.signed_in
def work(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    here, states = Address.of(request), facets.read(State, request.GET.getlist(STATE))
    found = access.listed_jobs(
        by=reader.session, now=reader.now, states=states, after=_after(request), limit=PAGE + 1
    )  # fmt: skip
    shown, more, count = found[:PAGE], len(found) > PAGE, len(found[:PAGE])
    words = ngettext("{count} job on this page", "{count} jobs on this page", count).format(count=count)
    return pages.page(
        request, "work", reader, table=_table(shown), facets=_facets(here), chips=_chips(states, here),
        pager=pager(words, here=here, next_key=str(shown[-1].id) if more else None),
    )  # fmt: skip


@require_safe
@pages.signed_in
def job(request: HttpRequest, reader: pages.Reader, job: UUID) -> HttpResponse:
    found = access.find_job(job, by=reader.session, now=reader.now)
    return pages.page(
        request, "job", reader, again=not _over(found), job=found, name=_name(found), about=_about(found, reader),
        progress=_progress(found, reader), waits_for_member=found.state == State.FOR_MEMBER,
        may_retry=found.state in STOPPED, may_cancel=found.state not in OVER,
    )  # fmt: skip


@require_POST
@pages.signed_in
def retry(request: HttpRequest, reader: pages.Reader, job: UUID) -> HttpResponse:  # noqa: ARG001
    access.retry_job(job, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("job", args=[job]))


@require_POST
@pages.signed_in
def cancel(request: HttpRequest, reader: pages.Reader, job: UUID) -> HttpResponse:  # noqa: ARG001
    access.cancel_job(job, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("job", args=[job]))


def waiting_for(reader: pages.Reader) -> list[jobs.Job]:
    """Work that waits for a member of a compartment that this reader belongs to, or for any member; the newest."""
    if not reader.may(access.Permission.RUN_JOBS):
        return []
    found = access.listed_jobs(by=reader.session, now=reader.now, states=[State.FOR_MEMBER])
    about = {each.id: str(each.arguments.get("ref", "")) for each in found}
    seen = custody.visible(filter(None, about.values()), by=reader.session)
    return [each for each in found if not about[each.id] or about[each.id] in seen]


def address_of_waiting() -> str:
    return f"{reverse('work')}?{urlencode({STATE: State.FOR_MEMBER.value})}"


def _after(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET[AFTER]) if request.GET.get(AFTER) else None
    except ValueError:
        raise Http404 from None


def _facets(here: Address) -> Facets:
    counts = jobs.counts()
    values = tuple(
        facet_value(str(words), name=STATE, code=state.value, count=counts[state], here=here)
        for state, words in STATES.items()
    )
    return Facets((Facet(_("How it stands"), values),))


def _chips(states: Collection[State], here: Address) -> Chips | None:
    """The states in force, each with the way to be without it; None where all are shown."""
    first, title = here.minus(AFTER), _("How it stands")
    chosen = [(state, words) for state, words in STATES.items() if state in states]
    told = tuple(Chip(f"{title}: {words}", str(first.minus(STATE, state.value))) for state, words in chosen)
    return Chips(told, here.path) if told else None


def _table(found: list[jobs.Job]) -> Table:
    return Table(
        caption=_("Background work, newest first"),
        columns=(
            Column(_("Work")),
            Column(_("How it stands")),
            Column(_("Asked for"), whole=True),
            Column(_("What came of it")),
        ),
        rows=tuple(map(_row, found)),
        empty=_("There is no such work."),
        dense=True,
        caption_hidden=True,
    )


def _row(each: jobs.Job) -> tuple[Shown, ...]:
    link = Link(_name(each), reverse("job", args=[each.id]), hidden=instant(each.enqueued_at))
    return link, _state(each), instant(each.enqueued_at), outcomes.said_of(each)


def _name(each: jobs.Job) -> str:
    return str(NAMES.get(each.handler, each.handler))


def _state(each: jobs.Job) -> Tag:
    return Tag(str(STATES[each.state]), TONES.get(each.state, Tone.PLAIN))


def _over(each: jobs.Job) -> bool:
    return each.state in (*OVER, *STOPPED)


def _about(each: jobs.Job, reader: pages.Reader) -> Summary:
    """What does not change while the reader looks, and how it ended."""
    facts: list[tuple[str, Shown]] = [
        (_("Item"), _item(each, reader)),
        (_("Asked for"), instant(each.enqueued_at)),
        (_("Ended"), instant(each.ended_at) if each.ended_at else ""),
        (_("Attempts"), _attempts(each) if _over(each) else ""),
        (_("Mark in the worker's log"), each.trouble),
    ]
    return Summary(tuple(SummaryRow(title, value) for title, value in facts if value != ""))


def _item(each: jobs.Job, reader: pages.Reader) -> Shown:
    """What it is about, to who may see that this is there."""
    ref = str(each.arguments.get("ref", ""))
    return Link(ref, reverse("item", args=[ref])) if custody.visible([ref], by=reader.session) else ""


def _attempts(each: jobs.Job) -> str:
    return _("{count} of {most}").format(count=each.attempts, most=each.max_attempts)


def _progress(each: jobs.Job, reader: pages.Reader) -> Progress:
    """How it stands now. Until it is over this part looks again: by itself where there are scripts, else by a link."""
    done, whole = each.progress, each.progress_of
    if each.state == State.DONE or (_over(each) and not whole):
        done = whole = 1
    words = [str(STATES[each.state]) + ".", _how_far(each), outcomes.said_of(each), _next(each, reader)]
    return Progress(
        id="progress", title=_("As of {at}").format(at=instant(reader.now)), done=done, total=whole,
        words=" ".join(filter(None, words)), as_of="", again=reverse("job", args=[each.id]), over=_over(each),
    )  # fmt: skip


def _how_far(each: jobs.Job) -> str:
    if each.state != State.RUNNING or not each.progress_of:
        return ""
    return _("{done} of {whole}.").format(done=grouped(each.progress), whole=grouped(each.progress_of))


def _next(each: jobs.Job, reader: pages.Reader) -> str:
    if each.state != State.WAITING or each.run_after <= reader.now:
        return ""
    return _("The next attempt is not made before {at}.").format(at=instant(each.run_after))
