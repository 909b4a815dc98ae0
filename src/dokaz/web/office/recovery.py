"""Recovery: the shares in force, the drill that shows whether they would open the collection, and what it showed."""

from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.design.component import Shown, Tag, Tone
from dokaz.design.dates import instant, when
from dokaz.design.fields import Form, Radios
from dokaz.design.lists import Summary, SummaryRow
from dokaz.design.notices import Banner
from dokaz.design.tables import Column, Table
from dokaz.kernel.dates import Span
from dokaz.web.office import backups, pages


class Drill(Form):
    """What holders of shares found, on a machine without network."""

    on = forms.DateField(label=later("Day of the drill"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    shares = forms.IntegerField(label=later("How many shares were used"), min_value=1, max_value=16)
    sound = forms.ChoiceField(
        label=later("What it showed"), widget=Radios,
        choices=[("yes", later("These shares would recover everything")), ("no", later("Something did not open"))],
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def recovery(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    state = access.recovery_state(by=reader.session, now=reader.now)
    form = Drill.sent(request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            access.note_recovery_drill(
                on=given["on"], shares=given["shares"], sound=given["sound"] == "yes", by=reader.session, now=reader.now
            )
        except access.DrillUnfit as why:
            form.add_error(None, str(why))
        else:
            return HttpResponseRedirect(reverse("recovery"))
    return pages.page(
        request, "recovery", reader, form=form, alarms=_alarms(state, reader.now), about=_about(state),
        table=_table(state), needed=state.needed,
    )  # fmt: skip


def _alarms(state: access.RecoveryState, now: datetime) -> list[Banner]:
    alarms = []
    if state.outdated:
        text = _("An older state came back, which the old shares open and the new ones do not. Renew at once.")
        alarms.append(Banner(_("The shares in force are outdated"), text, Tone.BAD))
    mine = [each for each in state.drills if each.generation == state.generation]
    if not mine:
        text = _("A recovery that nobody has tried is a hope. Hold a drill with the holders.")
        alarms.append(Banner(_("These shares were never tried"), text, Tone.CAREFUL))
    elif not mine[0].sound:
        text = _("Find out what did not open, and make new shares while a pass-phrase still opens the collection.")
        alarms.append(Banner(_("The last drill failed"), text, Tone.BAD))
    elif (since := now - datetime.combine(mine[0].on, datetime.min.time(), now.tzinfo)) > access.RECOVERY_DRILL_DUE:
        text = _("Hold one each year: holders move, and paper is lost.")
        alarms.append(Banner(_("The last drill was {age} ago").format(age=backups.age(since)), text, Tone.CAREFUL))
    return alarms


def _about(state: access.RecoveryState) -> Summary:
    count = len(state.confirmed)
    split = ngettext("{needed} of {count} share opens", "{needed} of {count} shares open", state.needed)
    return Summary((
        SummaryRow(_("Shares"), split.format(needed=state.needed, count=count)),
        SummaryRow(_("Made"), instant(state.made_at)),
        SummaryRow(_("Generation"), state.generation),
        SummaryRow(_("Written down"), _confirmed(state)),
    ))  # fmt: skip


def _confirmed(state: access.RecoveryState) -> str:
    """Which numbers were typed back by their holder. Who holds which stands on paper, and not here."""
    noted = [number for number, at in state.confirmed.items() if at]
    if not noted:
        return _("No holder has typed a share back: they were written into files.")
    return _("Typed back by their holders: {numbers}").format(numbers=", ".join(map(str, noted)))


def _table(state: access.RecoveryState) -> Table:
    return Table(
        caption=_("Drills, newest first"),
        columns=(
            Column(_("Day"), whole=True), Column(_("What it showed")), Column(_("Shares used"), numeric=True),
            Column(_("Generation"), numeric=True),
        ),
        rows=tuple(map(_row, state.drills)),
        empty=_("No drill was noted yet."),
        dense=True,
        caption_hidden=True,
    )  # fmt: skip


def _row(each: access.RecoveryDrill) -> tuple[Shown, ...]:
    showed = Tag(_("Would recover everything"), Tone.GOOD) if each.sound else Tag(_("Something did not open"), Tone.BAD)
    return when(Span.parse(each.on.isoformat())), showed, each.shares, each.generation
