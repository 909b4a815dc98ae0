"""What the house holds of one person, who asked who they are, who saw it and what left, for the house to read."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dokaz.access import api as access
from dokaz.design.component import Link
from dokaz.design.dates import instant
from dokaz.design.lists import Happening, Timeline
from dokaz.design.tables import AFTER, Column, Table
from dokaz.kernel import clock
from dokaz.people import api as people
from dokaz.records import api as records
from dokaz.web.office import pages, persons, record_pieces, release_list, sentences


@require_safe
@pages.signed_in
def dossier(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, access.Permission.VERIFY_JOURNAL, now=reader.now)
    who = persons.person(ref, reader)
    found = people.dossier(who.id, before=pages.number(request, AFTER), by=reader.session, now=reader.now)
    telling = record_pieces.Telling(people.PERSON.code)
    return pages.page(
        request, "dossier", reader, who=who, about=persons.about(who, reader),
        revisions=Timeline(tuple(_revised(each, telling) for each in found.revisions)),
        situations=Timeline(tuple(map(persons.noted, found.situations))) if found.situations else None,
        appears=persons.appeared(found.appearances), same=persons.judged_same(found.same), asked=_asked(found),
        seen=_seen(found), left=_left(found, reader), older=found.older, after=AFTER,
        sees_consent=reader.may(access.Permission.SEE_CONSENT),
    )  # fmt: skip


def _revised(each: records.RecordRevision, telling: record_pieces.Telling) -> Happening:
    changed = "; ".join(_changed(one, telling) for one in each.changed)
    text = changed or _("Something that is sealed apart changed, or nothing did: which, is not told.")
    title = _("Revision {number}").format(number=each.number)
    return Happening(instant(each.at), title, str(access.name_of(each.by)), f"{text} {each.reason}".strip())


def _changed(one: records.Difference, telling: record_pieces.Telling) -> str:
    return f"{telling.title(one.field)}: {telling.value(one.field, one.after) or _('Nothing any more')}"


def _asked(found: people.Dossier) -> Table:
    return Table(
        caption=_("Who asked who this person is"),
        columns=(
            Column(_("Asked for"), whole=True), Column(_("By"), whole=True), Column(_("Why")),
            Column(_("Let them see it"), whole=True), Column(_("Seen"), whole=True),
        ),
        rows=tuple(
            (
                instant(each.asked_at), str(access.name_of(each.asked_by)),
                each.reason or _("Sealed to whoever decides"), _passed(each),
                instant(each.used_at) if each.used_at else _("Not seen"),
            )
            for each in found.asked
        ),
        empty=_("Nobody ever asked to see who this person is."),
        dense=True,
        caption_hidden=True,
    )  # fmt: skip


def _passed(each: people.UnmaskingAsked) -> str:
    if each.passed_by is None or each.passed_at is None:
        return _("Nobody")
    return f"{access.name_of(each.passed_by)}, {instant(each.passed_at)}"


def _seen(found: people.Dossier) -> Table:
    return Table(
        caption=_("Who saw and did what"),
        columns=(Column(_("Entry"), numeric=True), Column(_("When"), whole=True), Column(_("What happened"))),
        rows=tuple(
            (
                Link(str(each.index), reverse("entry", args=[each.index])),
                instant(clock.parse_timestamp(each.event["at"])) if each.event else "",
                sentences.sentence(each),
            )
            for each in found.seen
        ),
        empty=_("Nothing yet that you may read."),
        dense=True,
        caption_hidden=True,
    )


def _left(found: people.Dossier, reader: pages.Reader) -> Table:
    there = release_list.of_packages(sorted({each.package for each in found.left}), reader)
    return Table(
        caption=_("What left the house"),
        columns=(
            Column(_("Item"), whole=True),
            Column(_("When"), whole=True),
            Column(_("Package")),
            Column(_("Release")),
        ),
        rows=tuple(
            (
                Link(each.item, reverse("item", args=[each.item])),
                instant(each.at),
                each.package,
                there.get(each.package, ""),
            )
            for each in found.left
        ),
        empty=_("No copy of an item in which this person appears left the house, nor of what was made of one."),
        dense=True,
        caption_hidden=True,
    )
