"""The journal: what happened, newest first and in plain words, by filters that stand in the address; and one entry."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dokaz.access import api as access
from dokaz.design.addresses import Address
from dokaz.design.amounts import grouped
from dokaz.design.component import Code, Link, Shown
from dokaz.design.dates import instant
from dokaz.design.fields import Form
from dokaz.design.lists import Summary, SummaryRow
from dokaz.design.tables import AFTER, Chip, Chips, Column, Table, pager
from dokaz.journal import api as journal
from dokaz.kernel import clock, codes
from dokaz.kernel.errors import CodeError
from dokaz.verify import merkle
from dokaz.web.office import pages, saving, sentences

PAGE = 25


def _verbs(chosen: str = "", *, guards: bool = True) -> list[tuple[str, Any]]:
    """What may be looked for: every group of acts, and each act of the group that is chosen, or in which the act is.

    All of them at once are more than a first view may weigh. Of the safeguards only whoever guards is told that there
    is such a thing.
    """
    every: list[tuple[str, Any]] = [("", _("Anything"))]
    for group, words in sentences.GROUPS.items():
        if mine := [each for each in _titled(group) if guards or not access.is_guarded(each[0])]:
            within = group == chosen.partition(":")[0]
            every.append((str(words), [(group, _("All of these")), *mine]) if within else (group, words))
    return every


def _titled(group: str) -> list[tuple[str, str]]:
    return [(verb, sentences.title(verb)) for verb in sentences.SENTENCES if verb.startswith(f"{group}:")]


class Filters(Form):
    """What the reader looks for. Everything in it is a code or a day, so it may stand in the address."""

    verb = forms.ChoiceField(
        label=later("What happened"), required=False, choices=_verbs,
        help_text=later("Each act stands here once its group is chosen and shown."),
    )  # fmt: skip
    account = forms.CharField(
        label=later("Who"), required=False, max_length=40, help_text=later("A name such as T-7K3F-9QXM4.")
    )
    item = forms.CharField(
        label=later("Item"), required=False, max_length=40, help_text=later("A reference such as E-EACS-XJSW0.")
    )
    since = forms.DateField(label=later("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=later("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    refused = forms.BooleanField(label=later("Refusals only"), required=False)

    def offer(self, *, guards: bool) -> None:
        """Let be chosen what the reader may look for, by what is chosen already."""
        self.fields["verb"].choices = _verbs(str(self["verb"].value() or ""), guards=guards)  # type: ignore[attr-defined]

    def clean_account(self) -> UUID | None:
        typed = self.cleaned_data["account"]
        found = access.account_named(typed) if typed else None
        if typed and found is None:
            raise ValidationError(_("Nobody here has this name. Compare it with the list of people."))
        return found

    def clean_item(self) -> str:
        typed: str = self.cleaned_data["item"]
        try:
            return str(codes.parse(typed)) if typed else ""
        except CodeError as why:
            raise ValidationError(str(why)) from why

    def question(self) -> journal.Question:
        given = self.cleaned_data
        return journal.Question(
            verbs=_wanted(given["verb"], refused=given["refused"]),
            ref=given["item"],
            account=given["account"],
            begin=_midnight(given["since"]),
            end=_midnight(_day_after(given["until"])),
        )


@require_safe
@pages.signed_in
def entries(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    here = Address.of(request)
    filters = Filters(request.GET)
    filters.offer(guards=reader.may(access.Permission.GUARD))
    if not filters.is_valid():
        return pages.page(request, "journal", reader, filters=filters, status=422)
    found = access.read_journal(
        filters.question(), before=pages.number(request, AFTER), limit=PAGE, by=reader.session, now=reader.now
    )  # fmt: skip
    count = len(found.entries)
    shown = ngettext("{count} entry on this page", "{count} entries on this page", count).format(count=count)
    return pages.page(
        request, "journal", reader, filters=filters, chips=_chips(filters, here), table=_table(found.entries),
        further=found.onward if count < PAGE else None,
        pager=pager(shown, here=here, next_key=None if found.onward is None else str(found.onward)),
    )  # fmt: skip


@require_safe
@pages.signed_in
def entry(request: HttpRequest, reader: pages.Reader, index: str) -> HttpResponse:
    read = access.read_entry(_place(index), by=reader.session, now=reader.now)
    covered = access.covering(read.index)
    body = None if read.body is None else read.body.decode()
    return pages.page(
        request, "entry", reader, entry=read, sentence=sentences.sentence(read), about=_about(read, covered),
        body=body, provable=covered is not None,
    )  # fmt: skip


@require_POST
@pages.signed_in
def proof(request: HttpRequest, reader: pages.Reader, index: str) -> HttpResponse:  # noqa: ARG001
    """The entry's place in the log as a tlog-proof file, for whoever checks it without us."""
    place = _place(index)
    made = access.prove_entry(place, by=reader.session, now=reader.now)
    return saving.saved(HttpResponse(made), f"entry-{place}.tlog-proof")


def _wanted(chosen: str, *, refused: bool) -> frozenset[str]:
    verbs = {verb for verb in sentences.SENTENCES if verb == chosen or verb.startswith(f"{chosen}:")}
    if not refused:
        return frozenset(verbs)
    return frozenset(verbs & sentences.REFUSALS) if chosen else sentences.REFUSALS


def _day_after(day: date | None) -> date | None:
    """None as well after the last day that there is."""
    return None if day in (None, date.max) else day + timedelta(days=1)


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)


def _place(index: str) -> int:
    place = pages.whole(index)
    if place is None:
        raise Http404
    return place


def _chips(filters: Filters, here: Address) -> Chips:
    """Each filter in force, in words, and the address without it."""
    first, given = here.minus(AFTER), filters.cleaned_data
    worded = {
        "verb": str(sentences.GROUPS.get(given["verb"], "")) or (given["verb"] and sentences.title(given["verb"])),
        "account": given["account"] and str(access.name_of(given["account"])),
        "item": given["item"],
        "since": given["since"] and _("from {day}").format(day=_day(given["since"])),
        "until": given["until"] and _("to {day}").format(day=_day(given["until"])),
        "refused": given["refused"] and _("Refusals only"),
    }
    return Chips(
        tuple(Chip(words, str(first.minus(name))) for name, words in worded.items() if words), clear=reverse("journal")
    )


def _day(day: date) -> str:
    return day.isoformat()


def _table(found: tuple[journal.ReadEntry, ...]) -> Table:
    return Table(
        caption=_("Entries, newest first"),
        columns=(Column(_("Entry"), whole=True), Column(_("When"), whole=True), Column(_("What happened"))),
        rows=tuple(_row(each) for each in found),
        empty=_("No entry that you may see answers to this."),
        dense=True,
        caption_hidden=True,
    )


def _row(read: journal.ReadEntry) -> tuple[Shown, ...]:
    return Link(grouped(read.index), reverse("entry", args=[read.index])), _when(read), sentences.sentence(read)


def _when(read: journal.ReadEntry) -> str:
    return "" if read.event is None else instant(clock.parse_timestamp(read.event["at"]))


def _about(read: journal.ReadEntry, covered: access.CheckpointSeen | None) -> Summary:
    facts: list[tuple[str, Shown]] = [
        (_("When"), _when(read)),
        (_("Kind"), Code(read.event["verb"]) if read.event else ""),
        (_("Place in the log"), read.index),
        (_("Leaf hash"), Code(merkle.leaf_hash(read.leaf).hex())),
        (_("Sealed"), _("To a compartment that you belong to") if read.sealed else ""),
        (_("Checkpoint that covers it"), _checkpoint(covered)),
    ]
    return Summary(tuple(SummaryRow(name, value) for name, value in facts if value != ""))


def _checkpoint(found: access.CheckpointSeen | None) -> str:
    if found is None:
        return _("None yet. The next checkpoint covers it.")
    size = grouped(found.size)
    if not found.operators:
        return _("The one of {size} entries. No log witness has cosigned it yet.").format(size=size)
    operators = ", ".join(found.operators)
    return _("The one of {size} entries, cosigned by {operators}.").format(size=size, operators=operators)
