"""Who is in a release, and what they were told of it: for those alone who plan contacts."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_safe

from dokaz.access import api as access
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.tables import Column, Table
from dokaz.disclosure import api as disclosure
from dokaz.records import api as records
from dokaz.releases import api as releases
from dokaz.web.office import pages, portion, record_pieces, release_list, written

Permission = access.Permission
FEW = 5
TELL = written.Under(
    disclosure.TELLING,
    later("Tell somebody what went"),
    later(
        "What went of them, to whom and for what, and that they can take their consent back. Only through a way that "
        "is safe for them, and in the words they know. Say no name of anybody else."
    ),
)


@require_safe
@pages.signed_in
def people(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, Permission.SEE_CONTACTS, now=reader.now)
    release = releases.release(ref, by=reader.session, now=reader.now)
    everybody = disclosure.concerned(release, by=reader.session, now=reader.now)
    there = {each.person.ref: each for each in everybody}
    some = portion.Portion.of(request, list(there), says=portion.people)
    columns = (
        Column(_("Person"), whole=True), Column(_("Pseudonym")), Column(_("In these items")), Column(_("Told")),
        Column(_("What stands in the way")), Column(_("Tell them")),
    )  # fmt: skip
    rows = tuple(_row(there[ref], release, reader) for ref in some.keys)
    empty = _("Nobody whom you may see is in it.")
    return pages.page(
        request, "release-people", reader, release=release, to=release_list.to_whom(release.recipient),
        table=Table(_("Who is in it"), columns, rows, empty, caption_hidden=True), pager=some.pager,
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def tell(request: HttpRequest, reader: pages.Reader, ref: str, person: str) -> HttpResponse:
    access.require(reader.session, Permission.SEE_CONTACTS, now=reader.now)
    release = releases.release(ref, by=reader.session, now=reader.now)

    found = disclosure.concerned(release, by=reader.session, now=reader.now)
    who = next((each.person for each in found if each.person.ref == person), None)
    if who is None:
        raise records.RecordNotFound(ref=person)

    def keep(_kind: records.RecordKind, words: written.Words) -> None:
        said = {**words.given, "person": who.ref}
        disclosure.plan_telling(release, fields=said, by=reader.session, now=reader.now)

    return written.write_under(
        request, reader, {"told": TELL}, "told", keep=keep, lead=f"{who.ref} {who.pseudonym}, {release.ref}",
        back=reverse("release-people", args=[release.ref]), press=_("Write it down"),
    )  # fmt: skip


def _row(each: disclosure.Concerned, release: releases.Release, reader: pages.Reader) -> tuple[Shown, ...]:
    who = each.person
    hindered = disclosure.hindered(who, release=release, by=reader.session, now=reader.now)
    name = Link(who.ref, reverse("one-person", args=[who.ref]))
    return (name, who.pseudonym, _few(each.items), _told(each), hindered, _way(each, release))


def _few(items: tuple[str, ...]) -> str:
    """The first of many, and how many more there are."""
    more = len(items) - FEW
    return " ".join(items[:FEW]) + (_(" and {count} more").format(count=more) if more > 0 else "")


def _told(each: disclosure.Concerned) -> Shown:
    """How it stands with the last that was written down."""
    if not each.tellings:
        return Tag(_("Not yet"), Tone.CAREFUL)
    last = each.tellings[-1]
    return Link(record_pieces.state(last).text, reverse("review", args=[last.id]), each.person.ref)


def _way(each: disclosure.Concerned, release: releases.Release) -> Shown:
    """Also where something stands in the way: that they are not told, and why, is written down as well."""
    if not each.waits:
        return ""
    if each.planned is not None:
        return Link(_("Write on"), reverse("change-written", args=[each.planned.id]), each.person.ref)
    return Link(_("Write it down"), reverse("tell-person", args=[release.ref, each.person.ref]), each.person.ref)
