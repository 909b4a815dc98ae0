"""Whom to ask again: whose yes counts no longer, and why."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.design.addresses import Address
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.lists import Task
from dokaz.design.tables import AFTER, Column, Table, pager
from dokaz.web.office import pages


@require_safe
@pages.signed_in
def again(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """A portion of the persons at a time: there may be none on this page, and some on the next."""
    after = pages.identifier(request.GET.get(AFTER, ""))
    found = consent.ask_again(after=after, by=reader.session, now=reader.now)
    table = Table(
        caption=_("Whom to ask again"),
        columns=(Column(_("Person"), whole=True), Column(_("Pseudonym")), Column(_("Because")), Column(_("Ask"))),
        rows=tuple(map(_row, found.persons)),
        empty=_("Nobody on this page.") if found.onward or after else _("Nobody has to be asked again."),
        caption_hidden=True,
    )
    next_key = str(found.onward) if found.onward else None
    more = pager(_persons(len(found.persons)), here=Address.of(request), next_key=next_key)
    return pages.page(request, "ask-again", reader, table=table, pager=more if found.persons or next_key else None)


def tasks(reader: pages.Reader) -> list[Task]:
    """That somebody has to be asked again; where there are too many to look at them all here, that there may be."""
    if not reader.may(access.Permission.RECORD_CONSENT):
        return []
    found = consent.count_again(by=reader.session, now=reader.now)
    if not (found.persons or found.more):
        return []
    count = found.persons
    words = _("{count} or more").format(count=count) if found.more else _persons(count)
    tag = Tag(words, Tone.CAREFUL) if count else Tag(_("Not all looked at"), Tone.NOTE)
    return [Task(_("Ask again for consent"), tag, reverse("ask-again"), _("A yes counts no longer, and nothing goes."))]


def _persons(count: int) -> str:
    return ngettext("{count} person", "{count} persons", count).format(count=count)


def _row(each: consent.ToAsk) -> tuple[Shown, ...]:
    who = each.person
    why = " ".join(dict.fromkeys(because.says for because in each.because))
    ask = Link(_("Ask the person"), reverse("ask-consent", args=[who.ref]), who.ref)
    return (Link(who.ref, reverse("consent", args=[who.ref])), who.pseudonym, why, ask)
