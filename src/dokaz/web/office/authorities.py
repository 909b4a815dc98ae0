"""Authorities: who they are, whether they are who they say, how they are reached, their keys and calls for input."""

from collections.abc import Mapping
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dokaz.access import api as access
from dokaz.design.addresses import Address
from dokaz.design.component import Code, Link, Shown, Tag, Tone
from dokaz.design.lists import Summary, SummaryRow
from dokaz.design.tables import AFTER, Column, Table, pager
from dokaz.disclosure import api as disclosure
from dokaz.records import api as records
from dokaz.web.office import pages, record_pieces, written
from dokaz.web.office.filling import Filling

PAGE = 40
Permission = access.Permission
UNDER: Mapping[str, written.Under] = {
    "contact": written.Under(
        disclosure.CONTACT,
        later("Add a contact"),
        later(
            "Whoever writes to us may be anybody. A contact counts once it was verified by another way than the one by "
            "which it came, and a second person checked that."
        ),
    ),
    "key": written.Under(
        disclosure.KEY,
        later("Add a key"),
        later(
            "Let them read the fingerprint aloud in a call to a checked contact, and compare it. A second person does "
            "so too."
        ),
    ),
    "call": written.Under(
        disclosure.CALL,
        later("Add a call for input"),
        later("What a mechanism asks of everybody, with the last day on which it takes something."),
    ),
}


@require_safe
@pages.signed_in
def authorities(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    access.require(reader.session, Permission.SEE_REQUESTS, now=reader.now)
    before = pages.identifier(request.GET.get(AFTER, ""))
    found = disclosure.authorities(by=reader.session, now=reader.now, before=before, limit=PAGE + 1)
    shown, more = found[:PAGE], len(found) > PAGE
    verified = disclosure.verified((each.id for each in shown), by=reader.session, now=reader.now)
    table = Table(
        caption=_("Authorities"),
        columns=(
            Column(_("Authority"), whole=True), Column(_("Name")), Column(_("What it is")), Column(_("State")),
            Column(_("In consent"), whole=True),
        ),
        rows=tuple(_row(each, reader, checked=each.id in verified) for each in shown),
        empty=_("None is written down that you may see yet."),
        dense=True,
        caption_hidden=True,
    )  # fmt: skip
    told = ngettext("{count} authority on this page", "{count} authorities on this page", len(shown))
    return pages.page(
        request, "authorities", reader, table=table, may_write=reader.may(Permission.WRITE_AUTHORITIES),
        pager=pager(
            told.format(count=len(shown)), here=Address.of(request), next_key=str(shown[-1].id) if more else None
        ),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def add(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    access.require(reader.session, Permission.WRITE_AUTHORITIES, now=reader.now)
    form = written.NewWords.sent(request, filling=Filling(disclosure.AUTHORITY, whole=True), by=reader.session)

    def save(words: written.Words) -> str:
        made = disclosure.add_authority(
            fields=words.given, compartment=form.place(reader.session), by=reader.session, now=reader.now
        )
        return reverse("one-authority", args=[made.ref])

    return written.write(
        request, reader, form, save=save, title=_("Add an authority"), back=reverse("authorities"), press=_("Add"),
        sentences=[_("Requests of it, and what is written down for them, lie in the same compartment.")],
    )  # fmt: skip


@require_safe
@pages.signed_in
def one(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, Permission.SEE_REQUESTS, now=reader.now)
    who = disclosure.authority(ref, by=reader.session, now=reader.now)
    noted = partial(disclosure.noted_under, who.id, by=reader.session, now=reader.now)
    contacts = noted(kind=disclosure.CONTACT)
    return pages.page(
        request, "one-authority", reader, who=who, about=_about(who), state=record_pieces.state(who.held),
        verified=_verified(who, reader, checked=any(map(disclosure.is_checked, contacts))),
        contacts=_contacts(contacts),
        keys=_keys(noted(kind=disclosure.KEY)), calls=_calls(noted(kind=disclosure.CALL)), asked=_asked(who, reader),
        may_write=reader.may(Permission.WRITE_AUTHORITIES), may_work=reader.may(Permission.WORK_ON_REQUESTS),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def add_under(request: HttpRequest, reader: pages.Reader, ref: str, what: str) -> HttpResponse:
    access.require(reader.session, Permission.WRITE_AUTHORITIES, now=reader.now)
    who = disclosure.authority(ref, by=reader.session, now=reader.now)

    def keep(kind: records.RecordKind, words: written.Words) -> None:
        disclosure.note_under(who, kind=kind, fields=words.given, by=reader.session, now=reader.now)

    return written.write_under(
        request, reader, UNDER, what, keep=keep, lead=who.name, back=reverse("one-authority", args=[who.ref]),
        press=_("Add"),
    )  # fmt: skip


def recipient(who: disclosure.Authority) -> Shown:
    """What people are asked about; to some bodies nothing goes."""
    return who.recipient.words if who.recipient else Tag(_("Nothing goes there"), Tone.BAD)


def _row(who: disclosure.Authority, reader: pages.Reader, *, checked: bool) -> tuple[Shown, ...]:
    state = _verified(who, reader, checked=checked) if who.held.state == "open" else record_pieces.state(who.held)
    return (Link(who.ref, reverse("one-authority", args=[who.ref])), who.name, who.body.says, state, recipient(who))


def _verified(who: disclosure.Authority, reader: pages.Reader, *, checked: bool) -> Tag:
    """As a request of it would find it today."""
    if who.mandate_unknown:
        return Tag(_("Its mandate is not written down"), Tone.CAREFUL)
    if not who.has_mandate(reader.now.date()):
        return Tag(_("It has no mandate now"), Tone.BAD)
    return Tag(_("Verified"), Tone.GOOD) if checked else Tag(_("Not verified yet"), Tone.CAREFUL)


def _about(who: disclosure.Authority) -> Summary:
    rows = record_pieces.summary(who.held, record_pieces.Telling(who.held.kind)).rows
    return Summary((*rows, SummaryRow(_("People are asked about"), recipient(who))))


def _contacts(found: tuple[records.Held, ...]) -> Table:
    return _table(_("Contacts"), ("name", "channel", "address"), found, _("No contact is noted yet."))


def _calls(found: tuple[records.Held, ...]) -> Table:
    return _table(_("Calls for input"), ("title", "deadline"), found, _("None is noted."))


def _keys(found: tuple[records.Held, ...]) -> Table:
    columns = (
        Column(_("Fingerprint"), whole=True),
        Column(_("Whose it is there")),
        Column(_("State")),
        Column(_("More")),
    )
    rows = tuple(
        (
            Code(disclosure.fingerprint(str(each.fields["key"]))), str(each.fields.get("whose", "")),
            record_pieces.state(each), _more(each, disclosure.fingerprint(str(each.fields["key"]))),
        )
        for each in found
    )  # fmt: skip
    return Table(_("Keys"), columns, rows, _("No key is noted yet."), caption_hidden=True)


def _asked(who: disclosure.Authority, reader: pages.Reader) -> Table:
    found = disclosure.requests_of(who.id, by=reader.session, now=reader.now)
    telling = record_pieces.Telling(disclosure.REQUEST.code)
    rows = tuple(
        (
            Link(each.ref, reverse("one-request", args=[each.ref])),
            telling.value("direction", each.held.fields.get("direction")),
            record_pieces.state(each.held),
        )
        for each in reversed(found)
    )
    columns = (Column(_("Request"), whole=True), Column(_("Who began")), Column(_("State")))
    return Table(_("Requests"), columns, rows, _("None yet."), caption_hidden=True)


def _table(caption: str, names: tuple[str, ...], found: tuple[records.Held, ...], empty: str) -> Table:
    """Records of one kind by some of their fields, each with its state and the way to it."""
    if not found:
        return Table(caption, (), (), empty, caption_hidden=True)
    telling = record_pieces.Telling(found[0].kind)
    columns = (*(Column(telling.title(name)) for name in names), Column(_("State")), Column(_("More")))
    rows = tuple(_line(each, names, telling) for each in found)
    return Table(caption, columns, rows, empty, caption_hidden=True)


def _line(each: records.Held, names: tuple[str, ...], telling: record_pieces.Telling) -> tuple[Shown, ...]:
    told = tuple(telling.value(name, each.fields.get(name)) for name in names)
    return (*told, record_pieces.state(each), _more(each, told[0]))


def _more(each: records.Held, name: str) -> Link:
    return Link(_("Look and decide"), reverse("review", args=[each.id]), name)
