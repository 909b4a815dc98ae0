"""One item: what it is, who held it when, what proves it, what was made of it, and what may be done with it."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.design.amounts import in_bytes
from dokaz.design.component import Code, Link, Shown, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Happening, Summary, SummaryRow, Timeline
from dokaz.design.notices import Banner
from dokaz.design.tables import Column, Table
from dokaz.disclosure import api as disclosure
from dokaz.kernel import codes
from dokaz.kernel.actors import ActorKind
from dokaz.kernel.languages import said
from dokaz.verify import showing
from dokaz.web.office import consents, describing, examining, pages, redacting, release_list, roles, saving

MOST_FIELDS, LONGEST = 500, 500


@require_safe
@pages.signed_in
def item(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    with access.scope(reader.session):  # around all that is asked here, or each question opens its own
        return _shown(request, reader, ref)


def _shown(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    record = custody.show(ref, by=reader.session, now=reader.now)
    has_bytes = record.size is not None and not record.destroyed
    outcomes = _decided(record, reader)
    return pages.page(
        request, "item", reader, record=record, about=_about(record), chain=chain(record),
        said=describing.summary(record), graphic=custody.is_graphic(record), proof=_proof(record, reader),
        may_open=has_bytes and reader.may(access.Permission.OPEN_ITEMS),
        may_take=has_bytes and reader.may(access.Permission.EXTRACT_ITEMS),
        may_examine=has_bytes and reader.may(access.Permission.EXAMINE_ITEMS),
        sees_persons=reader.may(access.Permission.SEE_PERSONS),
        may_describe=not record.destroyed and reader.may(access.Permission.DESCRIBE_ITEMS),
        readers=custody.readers(ref, by=reader.session), onward=reverse("view", args=[record.ref]),
        examinations=[_examined(each) for each in record.examinations[-1:]],
        derivatives=_derivatives(record, reader), not_made=_not_made(record), ways=_ways(record, reader),
        outcomes=_outcomes(outcomes), to_erase=_to_erase(outcomes, reader), redacted=redacting.summary(record),
        may_redact=reader.may(access.Permission.DERIVE_ITEMS) and disclosure.can_redact(record),
        may_destroy=not record.destroyed and reader.may(access.Permission.DESTROY_ITEMS),
        left=_left(record, reader), asked_later=request.GET.get("asked") == "yes",
    )  # fmt: skip


@require_POST
@pages.signed_in
def examine(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:  # noqa: ARG001
    """Formats and embedded metadata, by work in the background."""
    examining.ask([ref], reader)
    return HttpResponseRedirect(reverse("item", args=[ref]) + "?asked=yes")


@require_POST
@pages.signed_in
def proof(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:  # noqa: ARG001
    """The proof that its entry is in the log, as a file that is checked without us."""
    made = custody.log_proof(ref, by=reader.session, now=reader.now)
    return saving.saved(HttpResponse(made), f"{codes.parse(ref)}.tlog-proof")


def _ways(record: custody.Record, reader: pages.Reader) -> Table | None:
    """Where it may go, as everybody in it said; at once after somebody takes it back."""
    if record.destroyed or not reader.may(access.Permission.SEE_CONSENT):
        return None
    ways = consent.ways_of_item(record.ref, by=reader.session, now=reader.now)
    return consents.where_it_may_go(ways, reader)


def _left(record: custody.Record, reader: pages.Reader) -> Table | None:
    """In which packages a copy left the house, with the way to what is written down about each."""
    if not record.given_out:
        return None
    there = release_list.of_packages([each.package for each in record.given_out], reader)
    columns = (Column(_("Package"), whole=True), Column(_("Left the house"), whole=True), Column(_("Release")))
    rows = tuple((each.package, instant(each.at), there.get(each.package, "")) for each in record.given_out)
    return Table(_("Copies that left"), columns, rows, "", dense=True, caption_hidden=True)


def _decided(record: custody.Record, reader: pages.Reader) -> tuple[consent.CopyDecided, ...]:
    if record.destroyed or not reader.may(access.Permission.SEE_CONSENT):
        return ()
    return consent.outcomes_of_item(record.ref, by=reader.session, now=reader.now)


def _outcomes(found: Iterable[consent.CopyDecided]) -> list[Banner]:
    """What colleagues decided for it after somebody took their consent back: whoever works with it reads that first."""
    return [_outcome(each) for each in found]


def _to_erase(found: Iterable[consent.CopyDecided], reader: pages.Reader) -> bool:
    """Whether it is to be destroyed, and this reader may propose that."""
    erased = any(each.decided.outcome is consent.CopyOutcome.ERASE for each in found)
    return erased and reader.may(access.Permission.DESTROY_ITEMS)


def _outcome(each: consent.CopyDecided) -> Banner:
    decided, person = each.decided, each.person
    text = _("Decided on {when} by {who}: {why}").format(
        when=instant(decided.at), who=access.name_of(decided.by), why=decided.reason
    )
    there = Link(_("{ref} took their consent back").format(ref=person.ref), reverse("copies", args=[person.ref]))
    return Banner(said(decided.outcome.words), text, Tone.CAREFUL, there)


def _about(record: custody.Record) -> Summary:
    facts: list[tuple[str, Shown | None]] = [
        (_("Kind"), said(record.kind.words)),
        (_("Name"), showing.shown(record.name)),
        (_("Original path"), record.path and showing.shown(record.path)),
        (_("Source"), record.source),
        (_("Came by"), said(record.channel.words)),
        (_("Type"), record.mime),
        (_("Size"), None if record.size is None else in_bytes(record.size)),
        (_("SHA-256"), Code(record.sha256) if record.sha256 else None),
        (_("Received"), instant(record.received_at)),
        (_("Received by"), _received_by(record)),
        (_("Made from"), Link(record.parent, reverse("item", args=[record.parent])) if record.parent else None),
        (_("Made as"), said(record.making.words) if record.making else None),
        (_("Made with"), f"{record.tool} {record.tool_version}".strip() if record.making else None),
    ]
    return Summary.of(facts)


def chain(record: custody.Record) -> Timeline:
    """Every event of its chain of custody, with all that was recorded of it."""
    return Timeline(tuple(map(_happening, record.events)))


def _happening(event: custody.CustodyEvent) -> Happening:
    hand = roles.hand(event.account, event.role)
    return Happening(instant(event.at), said(event.act.words), hand, _circumstances(event))


def _received_by(record: custody.Record) -> str:
    """As the first event says: a machine that made it is none of the colleagues."""
    machine = any(each.role == ActorKind.MACHINE for each in record.events if each.account == record.received_by)
    return roles.title(ActorKind.MACHINE) if machine else str(access.name_of(record.received_by))


def _circumstances(event: custody.CustodyEvent) -> str:
    told = [
        (_("From whom"), event.came_from), (_("To whom"), event.went_to), (_("Place"), event.place),
        (_("Why"), event.why), (_("On whose authority"), event.authority), (_("Who was present"), event.witness),
    ]  # fmt: skip
    return ". ".join(f"{title}: {value}" for title, value in told if value)


def _proof(record: custody.Record, reader: pages.Reader) -> Summary:
    return Summary(tuple(SummaryRow(title, value) for title, value in _proven(record, reader)))


def _proven(record: custody.Record, reader: pages.Reader) -> Iterator[tuple[str, Shown]]:
    found = custody.standing(record.ref, by=reader.session)
    if found.index is None:
        sealed = _("Its entry is sealed within its compartment, and placed by those who read it there.")
        yield _("Place in the journal"), sealed if found.sealed else _("It is given a place within a minute.")
        return
    yield _("Place in the journal"), found.index
    yield _("Signed"), _covered(found)
    yield _("Vouched for"), _vouched(found.since)


def _covered(found: custody.Standing) -> str:
    if found.covered is None:
        return _("No signed checkpoint holds its entry yet.")
    return _("The signed checkpoint over {count} entries holds its entry.").format(count=found.covered)


def _vouched(since: custody.Vouched | None) -> str:
    if since is None:
        return _("Nobody outside this house has vouched for it yet.")
    how = (
        _("Unchanged since {when}, by the time stamp of {who}.")
        if since.stamp
        else _("Unchanged since {when}, as seen by {who}.")
    )
    return how.format(when=instant(since.at), who=since.who)


def _examined(each: custody.Examination) -> dict[str, object]:
    """The newest examination; every field as the program said it, and a long one cut visibly."""
    fields = list(each.metadata.items())
    rows = tuple((name, _short(value)) for name, value in fields[:MOST_FIELDS])
    columns = (Column(_("Field")), Column(_("As the program says")))
    named = f"{each.format_name} ({each.puid})" if each.puid else _("not recognised")
    return {
        "at": instant(each.at), "format": named, "by": each.identifier, "reader": each.reader, "trouble": each.trouble,
        "left": max(0, len(fields) - MOST_FIELDS),
        "table": Table(_("Embedded metadata"), columns, rows, _("There is none."), dense=True, caption_hidden=True),
    }  # fmt: skip


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _not_made(record: custody.Record) -> Table | None:
    """What programs could not make of it, and why."""
    failed = [each for each in record.attempts if each.failed]
    if not failed:
        return None
    columns = (Column(_("What was tried")), Column(_("When"), whole=True), Column(_("Why it was not made")))
    rows = tuple((said(each.making.words), instant(each.at), said(each.words)) for each in failed)
    return Table(_("Could not be made of it"), columns, rows, "", dense=True, caption_hidden=True)


def _derivatives(record: custody.Record, reader: pages.Reader) -> Table | None:
    """What was made of it, each an item of its own. Showing them is an entry as well."""
    if not record.derivatives:
        return None
    found = custody.show_many(record.derivatives, by=reader.session, now=reader.now)
    columns = (
        Column(_("Item"), whole=True),
        Column(_("Made as")),
        Column(_("Name")),
        Column(_("Made with")),
        Column(_("Made"), whole=True),
    )
    rows = tuple(
        (
            Link(each.ref, reverse("item", args=[each.ref])),
            said(each.making.words) if each.making else "",
            showing.shown(each.name),
            f"{each.tool} {each.tool_version}".strip(),
            instant(each.received_at),
        )
        for each in found
    )
    return Table(_("Made of it"), columns, rows, "", dense=True, caption_hidden=True)
