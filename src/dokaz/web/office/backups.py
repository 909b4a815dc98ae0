"""Back-ups: which there are, how old the newest is, to whom they are sealed, making one, and trying one."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dokaz.access import api as access
from dokaz.backups import api as backups
from dokaz.design.component import Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.notices import Banner
from dokaz.design.tables import Column, Table
from dokaz.web.office import pages

SHOWN = 50


@require_safe
@pages.signed_in
def all_backups(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    made = backups.made(by=reader.session, now=reader.now)
    drills = backups.drills(by=reader.session, now=reader.now)
    earlier = backups.earlier_states(by=reader.session, now=reader.now)
    alarms = [_newest(made, reader.now), *_drill_due(drills, reader.now), *_earlier(earlier)]
    return pages.page(
        request, "backups", reader, alarms=alarms,
        table=_table(made[:SHOWN], reader.now), drills=_drilled(drills), more=max(0, len(made) - SHOWN),
        keys=[str(key) for key in access.backup_recipients()],
    )  # fmt: skip


@require_POST
@pages.signed_in
def make(request: HttpRequest, reader: pages.Reader) -> HttpResponse:  # noqa: ARG001
    job = backups.make_later(by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("job", args=[job.id]))


def age(since: timedelta) -> str:
    """How long ago, as a person says it."""
    if since < timedelta(days=2):
        hours = since // timedelta(hours=1)
        return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
    return ngettext("{count} day", "{count} days", since.days).format(count=since.days)


def _newest(made: tuple[backups.Begun, ...], now: datetime) -> Banner:
    """How old the newest whole one is, and whether that is too old."""
    whole = next((each for each in made if each.ended_at), None)
    if whole is None:
        text = _("If this machine is lost today, everything is lost. Make a back-up now.")
        return Banner(_("There is no back-up"), text, Tone.BAD)
    since = now - whole.begun_at
    if since > backups.DUE:
        title = _("The newest back-up is {age} old").format(age=age(since))
        text = _("What came after it exists once. Find out why none was made since, and make one now.")
        return Banner(title, text, Tone.BAD)
    title = _("The newest back-up is {age} old").format(age=age(since))
    return Banner(title, _("It holds everything that was here then."), Tone.GOOD)


def _drill_due(drills: tuple[backups.Drilled, ...], now: datetime) -> list[Banner]:
    text = _("A back-up that was never restored is a hope. How to try it stands below.")
    if not drills:
        return [Banner(_("No back-up was ever tried"), text, Tone.CAREFUL)]
    if not drills[0].sound:
        return [
            Banner(_("The back-up that was tried last did not hold"), _("Make another, and try that one."), Tone.BAD)
        ]
    since = now - drills[0].at
    if since > backups.DRILL_DUE:
        return [Banner(_("The last trial was {age} ago").format(age=age(since)), text, Tone.CAREFUL)]
    return []


def _earlier(found: tuple[backups.EarlierState, ...]) -> list[Banner]:
    text = _("On {at} an earlier state was put back. Back-ups made after it may open files until {until}.")
    times = [(instant(each.put_back_at), instant(each.keys_until)) for each in found[:1]]
    return [Banner(_("Some back-ups are not listed"), text.format(at=at, until=until)) for at, until in times]


def _table(made: tuple[backups.Begun, ...], now: datetime) -> Table:
    return Table(
        caption=_("Back-ups, newest first"),
        columns=(Column(_("Begun"), whole=True), Column(_("How it ended")), Column(_("Opens files until"), whole=True)),
        rows=tuple(_row(each, now) for each in made),
        empty=_("No back-up was made yet."),
        dense=True,
        caption_hidden=True,
    )


def _row(each: backups.Begun, now: datetime) -> tuple[Shown, ...]:
    if each.ended_at:
        state = Tag(_("Whole"), Tone.GOOD)
    elif now - each.begun_at < timedelta(days=1):
        state = Tag(_("Not ended"), Tone.NOTE)
    else:
        state = Tag(_("Cut off"), Tone.CAREFUL)
    return instant(each.begun_at), state, instant(each.keys_until)


def _drilled(drills: tuple[backups.Drilled, ...]) -> Table:
    return Table(
        caption=_("Trials, newest first"),
        columns=(
            Column(_("When"), whole=True), Column(_("What it showed")), Column(_("Rows"), numeric=True),
            Column(_("Files"), numeric=True),
        ),
        rows=tuple((instant(each.at), _showed(each), each.rows, each.payloads) for each in drills),
        empty=_("No back-up was ever tried."),
        dense=True,
        caption_hidden=True,
    )  # fmt: skip


def _showed(each: backups.Drilled) -> Shown:
    if each.sound:
        return Tag(_("All of it held"), Tone.GOOD)
    words = ngettext("{count} thing did not hold", "{count} things did not hold", each.faults)
    return Tag(words.format(count=each.faults), Tone.BAD)
