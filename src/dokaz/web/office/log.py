"""The log behind the journal: its checkpoints, and who outside the house keeps it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dokaz.access import api as access
from dokaz.design.addresses import Address
from dokaz.design.amounts import grouped
from dokaz.design.component import Code, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Summary, SummaryRow
from dokaz.design.notices import Banner
from dokaz.design.tables import AFTER, Column, Table, pager
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.web.office import pages

PAGE = 25
ALARM = timedelta(seconds=60)  # SECURITY 5.3


@require_safe
@pages.signed_in
def log(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    state = access.log_state(by=reader.session, now=reader.now)
    found = access.checkpoints(before=pages.number(request, AFTER), limit=PAGE + 1, by=reader.session, now=reader.now)
    heads, more = found[:PAGE], len(found) > PAGE
    count = len(heads)
    shown = ngettext("{count} checkpoint on this page", "{count} checkpoints on this page", count).format(count=count)
    return pages.page(
        request, "log", reader, alarms=_alarms(state, reader), about=_about(state), witnesses=_witnesses(state),
        authorities=_authorities(state), mirrors=state.mirrors, table=_table(heads),
        pager=pager(shown, here=Address.of(request), next_key=str(heads[-1].size) if more else None),
        may_sign=reader.may(access.Permission.SIGN_CHECKPOINT),
    )  # fmt: skip


@require_POST
@pages.signed_in
def sign(request: HttpRequest, reader: pages.Reader) -> HttpResponse:  # noqa: ARG001
    access.sign_checkpoint(by=reader.session, now=clock.now())
    return HttpResponseRedirect(reverse("log"))


@require_POST
@pages.signed_in
def publish(request: HttpRequest, reader: pages.Reader) -> HttpResponse:  # noqa: ARG001
    """Asking others takes a network, and as long as they take: the page leads to the work that does it."""
    job = access.publish_later(by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("job", args=[job.id]))


def _alarms(state: access.LogState, reader: pages.Reader) -> list[Banner]:
    alarms = []
    if state.departed:
        alarms.append(Banner(_("Nothing is signed"), str(state.departed), Tone.BAD))
    if state.waiting_since and reader.now - state.waiting_since > ALARM:
        since = instant(state.waiting_since)
        text = _("An entry has waited for its place in the log since {since}. Call whoever looks after this machine.")
        alarms.append(Banner(_("Entries wait too long"), text.format(since=since), Tone.CAREFUL))
    return alarms


def _about(state: access.LogState) -> Summary:
    return Summary((
        SummaryRow(_("Name of the log"), Code(state.identity.origin)),
        SummaryRow(_("Its key"), Code(state.identity.vkey)),
        SummaryRow(_("Entries"), state.head.size),
        SummaryRow(_("Cosigned"), _quorum(state.witnessed)),
        SummaryRow(_("Earliest time from outside"), _since(state.witnessed)),
    ))  # fmt: skip


def _quorum(told: journal.Witnessed | None) -> str:
    """How far the rule is met, in words."""
    if told is None:
        return _("No checkpoint was signed yet.")
    have, needed = len(told.operators), told.needed
    words = ngettext(
        "{have} of {needed} operator that is asked for has cosigned the checkpoint of {size} entries",
        "{have} of {needed} operators that are asked for have cosigned the checkpoint of {size} entries",
        needed,
    ).format(have=have, needed=needed, size=grouped(told.size))
    state = _("that is enough") if told.enough else _("not enough yet")
    return f"{words}: {state}."


def _since(told: journal.Witnessed | None) -> str:
    if told is None or told.since is None:
        return _("Nobody outside has vouched for a time yet.")
    return _("{at}, by the clock of a log witness").format(at=instant(told.since))


def _witnesses(state: access.LogState) -> Table:
    return Table(
        caption=_("Log witnesses"),
        columns=(
            Column(_("Operator")), Column(_("Country")), Column(_("Address")), Column(_("Last cosigned"), whole=True),
        ),
        rows=tuple(
            (each.operator, each.country, Code(each.url), _heard(state, each.vkey)) for each in state.witnesses
        ),
        empty=_("No log witness is admitted: nobody outside can say that the journal only grew."),
        caption_hidden=True,
    )  # fmt: skip


def _authorities(state: access.LogState) -> Table:
    return Table(
        caption=_("Time-stamp authorities"),
        columns=(Column(_("Name")), Column(_("Address")), Column(_("Last stamp"), whole=True)),
        rows=tuple((_authority(each), Code(each.url), _heard(state, each.name)) for each in state.authorities),
        empty=_("No time-stamp authority is admitted: nobody outside vouches for the time."),
        caption_hidden=True,
    )  # fmt: skip


def _authority(each: journal.Authority) -> Shown:
    return Tag(_("{name}: practice, vouches for nothing").format(name=each.name)) if each.practice else each.name


def _heard(state: access.LogState, name: str) -> str:
    at = state.heard.get(name)
    return _("Never") if at is None else instant(at)


def _table(heads: tuple[journal.SignedHead, ...]) -> Table:
    return Table(
        caption=_("Checkpoints, newest first"),
        columns=(
            Column(_("Entries"), numeric=True), Column(_("Signed"), whole=True), Column(_("Root")),
            Column(_("Cosigned by")),
            Column(_("Earliest time from outside"), whole=True),
        ),
        rows=tuple(map(_row, heads)),
        empty=_("No checkpoint was signed yet."),
        dense=True,
        caption_hidden=True,
    )  # fmt: skip


def _row(head: journal.SignedHead) -> tuple[Shown, ...]:
    outside = ", ".join(dict.fromkeys(name for name, _at in (*head.cosigned, *head.stamped))) or _("Nobody yet")
    since = _("None") if head.since is None else instant(head.since)
    return grouped(head.size), instant(head.at), Code(head.root.hex()), outside, since
