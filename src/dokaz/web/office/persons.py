"""The persons of the cases, under their pseudonyms: the list, one of them, adding and changing one."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dokaz.access import api as access
from dokaz.design import fields
from dokaz.design.addresses import Address
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Happening, Summary, Timeline
from dokaz.design.notices import Banner
from dokaz.design.tables import AFTER, Column, Table, pager
from dokaz.kernel.dates import in_words
from dokaz.people import api as people
from dokaz.records import api as records
from dokaz.web.office import form_pieces, pages, record_pieces
from dokaz.web.office.filling import Filling

PAGE = 40
Permission = access.Permission


def _roles_hint() -> str:
    """Every role by its word, and one with a time as an example."""
    words = ", ".join(each.says.lower() for each in people.Part)
    one = f"{people.Part.WITNESS.says.lower()} 2020-08/2020-09"
    return _("One a line: {words}. Behind it the time, as far as it is known: {example}").format(
        words=words, example=one
    )


class PersonWords(fields.Form):
    """What is written of a person, in the platform's fields as well. `seen` is the revision it is written on."""

    kept: tuple[str, ...] = ("pseudonym", "roles", "vulnerabilities", "born_around", "note", "reason", "seen")

    pseudonym = forms.CharField(
        label=later("Pseudonym"),
        help_text=later("What the house calls this person. Never a name, a part of one, or a nickname others know."),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    roles = forms.CharField(
        label=later("Roles and when"),
        help_text=lazy(_roles_hint, str)(),
        required=False,
        max_length=4000,
        widget=fields.LongText(rows=3),
    )
    vulnerabilities = forms.MultipleChoiceField(
        label=later("Needs more care"), required=False, widget=fields.Checkboxes,
        choices=lambda: [(each.value, each.says) for each in people.Vulnerability],
    )  # fmt: skip
    born_around = fields.Date(
        label=later("Born about"), required=False,
        help_text=later("As exact as is needed to know whether they are of age, and no more."),
    )  # fmt: skip
    note = forms.CharField(
        label=later("Note"), help_text=later("Nothing that tells who or where they are."), required=False,
        max_length=20_000, widget=fields.LongText(rows=3),
    )  # fmt: skip

    def __init__(self, *args: Any, filling: Filling | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self._filling = filling or Filling(people.PERSON)
        last = [(name, self.fields.pop(name)) for name in ("reason", "seen") if name in self.fields]
        self.fields.update([*self._filling.questions().items(), *last])
        self.kept = (*self.kept, *self._filling.names)
        self._own: dict[str, object] = {}

    def clean(self) -> None:
        super().clean()
        self._own = self._filling.read(self)

    def clean_roles(self) -> tuple[people.RoleHeld, ...]:
        try:
            return people.read_roles(self.cleaned_data["roles"])
        except people.RolesUnreadable as why:
            raise forms.ValidationError(str(why)) from why

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        kinds = tuple(people.Vulnerability(each) for each in given["vulnerabilities"])
        return {name: given[name] for name in ("pseudonym", "roles", "born_around", "note")} | {
            "vulnerabilities": kinds,
            "own": self._own,
        }


class NewPerson(PersonWords):
    kept = ("compartment", *PersonWords.kept[:-2])

    compartment = forms.ChoiceField(
        label=later("Compartment"), help_text=later("Whoever belongs to it sees the person under the pseudonym.")
    )
    field_order = ("compartment", "pseudonym")

    def __init__(self, *args: Any, by: access.Session, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["compartment"].choices = form_pieces.compartments(by)  # type: ignore[attr-defined]


class ChangedPerson(PersonWords):
    reason = forms.CharField(label=later("Why you change it"), max_length=2000)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)


@require_safe
@pages.signed_in
def persons(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """Under their pseudonyms, in an order that says nothing of when they came."""
    access.require(reader.session, Permission.SEE_PERSONS, now=reader.now)
    before = pages.identifier(request.GET.get(AFTER, ""))
    found = people.persons(by=reader.session, now=reader.now, before=before, limit=PAGE + 1)
    shown, more = found[:PAGE], len(found) > PAGE
    table = Table(
        caption=_("Persons"),
        columns=(
            Column(_("Person"), whole=True),
            Column(_("Pseudonym")),
            Column(_("Roles")),
            Column(_("More care")),
            Column(_("State")),
        ),
        rows=tuple(map(_row, shown)),
        empty=_("There is nobody here that you may see yet."),
        dense=True,
        caption_hidden=True,
    )
    told = ngettext("{count} person on this page", "{count} persons on this page", len(shown)).format(count=len(shown))
    return pages.page(
        request, "persons", reader, table=table, may_write=reader.may(Permission.WRITE_PERSONS),
        may_look_up=reader.may(Permission.LOOK_UP_NAMES), may_unmask=reader.may(Permission.UNMASK),
        may_import=reader.may(Permission.IMPORT_RECORDS), kind=people.PERSON.code,
        pager=pager(told, here=Address.of(request), next_key=str(shown[-1].id) if more else None),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def add(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    access.require(reader.session, Permission.WRITE_PERSONS, now=reader.now)
    form = NewPerson.sent(request, by=reader.session)
    if request.method == "POST" and form.is_valid():
        compartment = access.compartment(form.cleaned_data["compartment"], by=reader.session).id
        made = people.begin(compartment=compartment, **form.told(), by=reader.session, now=reader.now)
        return HttpResponseRedirect(reverse("one-person", args=[made.ref]))
    return pages.page(
        request, "form", reader, form=form, title=_("Add a person"), back=reverse("persons"), press=_("Add"),
        sentences=[_(
            "Who they are and how they are reached is written on pages of their own, and sealed apart from this. Both "
            "have a place from the first moment, whether anything is known or not."
        )],
    )  # fmt: skip


@require_safe
@pages.signed_in
def one(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """What this account may know of one person; what is sealed says so, and who may open it."""
    who = person(ref, reader)
    places, mine = people.sealed_places(who.id), {each.id for each in access.compartments(by=reader.session)}
    told = people.situations(who.id, by=reader.session, now=reader.now)
    same = people.same_as(who.id, by=reader.session, now=reader.now)
    appears = people.appearances_of_person(who.id, by=reader.session, now=reader.now)
    return pages.page(
        request, "one-person", reader, who=who, about=about(who, reader), care=who.vulnerabilities,
        state=record_pieces.state_of_person(who), worse=worse(told), history=_around(who, told, reader),
        same=judged_same(same), denied=[_denied(each) for each in same.contradictions],
        appears=appeared(appears), may_write=reader.may(Permission.WRITE_PERSONS),
        may_ask=reader.may(Permission.UNMASK) and bool(mine & {places.halves.first, places.halves.second}),
        may_reach=reader.may(Permission.SEE_CONTACTS) and places.contacts in mine,
        sees_consent=reader.may(Permission.SEE_CONSENT), **_roles_before(who, reader),
    )  # fmt: skip


def _roles_before(who: people.Person, reader: pages.Reader) -> dict[str, Any]:
    """Which earlier roles bind still, and whether there is anything on the page of those recorded by mistake."""
    once = () if who.protected else people.once(who.id, by=reader.session, now=reader.now)
    said = bool(once) or bool(people.role_mistakes(who.id, by=reader.session, now=reader.now))
    return {
        "once": "; ".join(each.part.says for each in once),
        "mistaken": said and reader.may(Permission.WRITE_PERSONS),
    }


@require_http_methods(pages.PAGES)
@pages.signed_in
def edit(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, Permission.WRITE_PERSONS, now=reader.now)
    who = person(ref, reader)
    filling = Filling(people.PERSON, who.own)
    form = ChangedPerson.sent(request, initial=_initial(who) | filling.initial(), filling=filling)
    others = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            people.revise_person(
                who.id, **form.told(), seen=given["seen"], reason=given["reason"], by=reader.session, now=reader.now
            )
        except records.StaleRevision as why:
            others = stale(form, why, who.number)
        except (records.NothingChanged, records.RecordLocked) as why:
            form.add_error(None, str(why))
        else:
            return back(who)
    return written(request, reader, form, who, title=_("What is written of this person"), others=others)


def person(ref: str, reader: pages.Reader) -> people.Person:
    """The person of this reference. Raises NotPermitted, RecordNotFound of `records`."""
    access.require(reader.session, Permission.SEE_PERSONS, now=reader.now)
    return people.person(ref, by=reader.session, now=reader.now)


def named(form: fields.Form, name: str, reader: pages.Reader, *, ref: str = "") -> people.Person | None:
    """The person whose reference was typed in this field, or is `ref` of several; else the field says there is none."""
    try:
        return people.person(ref or form.cleaned_data[name], by=reader.session, now=reader.now)
    except records.RecordNotFound as why:
        access.note_absent(why, by=reader.session, now=reader.now)
        form.add_error(name, str(why))
    return None


def back(who: people.Person) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("one-person", args=[who.ref]))


def written(
    request: HttpRequest, reader: pages.Reader, form: fields.Form, who: people.Person, *, title: str,
    others: Banner | None = None, press: str = "", sentences: Iterable[str] = (), **values: Any,
) -> HttpResponse:  # fmt: skip
    """A page on which something is written about one person."""
    return pages.page(
        request, "form", reader, form=form, title=title, lead=f"{who.pseudonym}, {who.ref}", about=others,
        back=reverse("one-person", args=[who.ref]), press=press or _("Save as a new revision"),
        sentences=list(sentences), status=409 if others else None, **values,
    )  # fmt: skip


def stale(form: fields.Form, why: records.StaleRevision, newest: int) -> Banner:
    """What was typed stays, now beside the revision of the other person."""
    data = cast("QueryDict", form.data).copy()
    data["seen"] = str(newest)
    form.data = data
    changed = "; ".join(f"{each.field}: {shown(each.after)}" for each in why.differences)
    return Banner(_("Somebody changed it while you wrote"), f"{why} {changed}".strip(), Tone.CAREFUL, arrives=True)


def shown(value: Any) -> str:
    """A field of a record in words."""
    if value is None:
        return _("Nothing any more")
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def roles(who: people.Person) -> str:
    return people.told_roles(who.roles) or _("None recorded yet")


def appeared(found: Iterable[people.Appearance]) -> Table:
    return Table(
        caption=_("Appears in"),
        columns=(
            Column(_("Item"), whole=True), Column(_("How")), Column(_("Judged")), Column(_("Where in it")),
            Column(_("Why")), Column(_("By"), whole=True), Column(_("Change")),
        ),
        rows=tuple(
            (
                Link(each.item, reverse("item-persons", args=[each.item])), each.relation.says, each.judgement.says,
                each.pinpoint, each.reason, str(access.name_of(each.by)),
                Link(_("Take back"), reverse("take-back-judgement", args=[each.id]), each.item),
            )
            for each in found
        ),
        empty=_("In no item that you may see, as far as anybody judged."),
        dense=True,
        caption_hidden=True,
    )  # fmt: skip


def _row(who: people.Person) -> tuple[Shown, ...]:
    care: Shown = Tag(", ".join(each.says for each in who.vulnerabilities), Tone.CAREFUL) if who.vulnerabilities else ""
    there = Link(who.ref, reverse("one-person", args=[who.ref]))
    return (there, who.pseudonym, roles(who), care, record_pieces.state_of_person(who))


def about(who: people.Person, reader: pages.Reader) -> Summary:
    place = access.compartment(who.compartment, by=reader.session).name
    binds = people.bound([who], by=reader.session, now=reader.now)
    facts: list[tuple[str, Shown]] = [
        (_("Pseudonym"), who.pseudonym),
        (_("Roles"), roles(who)),
        (_("Born about"), in_words(who.born_around) if who.born_around else ""),
        (_("Note"), who.note),
        *_own(who),
        (
            _("Whose consent binds"),
            _("Their own") if binds else _("A recorded legal basis stands in its place"),
        ),
        (_("Compartment"), place),
        (_("Last changed"), f"{instant(who.written_at)}, {access.name_of(who.written_by)}"),
    ]
    return Summary.of(facts)


def _own(who: people.Person) -> Iterator[tuple[str, Shown]]:
    """What the platform's own fields say."""
    telling = record_pieces.Telling(people.PERSON.code)
    return ((telling.title(name), telling.shown(name, value)) for name, value in who.own.items())


def worse(told: tuple[people.SituationNoted, ...]) -> Banner | None:
    """What still weighs on the person, of what was noted."""
    weighs = people.weighing(told)
    if weighs is None:
        return None
    text = _("Plan no contact and release nothing before the person was asked again.")
    return Banner(weighs.circumstance.says, text, Tone.BAD)


def noted(each: people.SituationNoted, *, change: Shown = "") -> Happening:
    title, by = each.circumstance.says, str(access.name_of(each.by))
    if (taken := each.taken_back) is None:
        return Happening(in_words(each.on), title, by, each.reason, change)
    told = _("Taken back {when} by {who}: {reason}").format(
        when=instant(taken.at), who=access.name_of(taken.by), reason=taken.reason
    )
    return Happening(in_words(each.on), _("{what} (taken back)").format(what=title), by, f"{each.reason} {told}")


def _around(who: people.Person, told: tuple[people.SituationNoted, ...], reader: pages.Reader) -> Timeline | None:
    """What stands noted, the newest note first; whoever may write may say that one was a mistake."""
    may_write = reader.may(Permission.WRITE_PERSONS)

    def change(each: people.SituationNoted) -> Shown:
        there = reverse("take-back-situation", args=[who.ref, each.number])
        return Link(_("Take back"), there, each.circumstance.says) if may_write else ""

    return Timeline(tuple(noted(each, change=change(each)) for each in reversed(told))) if told else None


def judged_same(same: people.SameAs) -> Table:
    known = {each.id: each for each in same.named}
    rows = []
    for each in same.answers:
        other = next((known[thing] for thing in (each.one, each.other) if thing in known), None)
        shown_: Shown = Link(other.ref, reverse("one-person", args=[other.ref])) if other else _("Not for you to see")
        take = Link(_("Take back"), reverse("take-back-judgement", args=[each.id]), other.ref if other else "")
        rows.append((shown_, each.judgement.says, each.reason, str(access.name_of(each.by)), instant(each.at), take))
    columns = (
        Column(_("Other person"), whole=True), Column(_("The same")), Column(_("Why")), Column(_("By"), whole=True),
        Column(_("When"), whole=True), Column(_("Change")),
    )  # fmt: skip
    return Table(
        _("Whether others are the same"), columns, tuple(rows), _("Nobody judged that yet."), caption_hidden=True
    )


def _denied(each: records.Contradiction) -> str:
    return _("Somebody judged no, and {count} other answers together say yes. Read them again.").format(
        count=len(each.chain)
    )


def _initial(who: people.Person) -> dict[str, Any]:
    return {
        "pseudonym": who.pseudonym,
        "roles": people.typed_roles(who.roles),
        "vulnerabilities": [each.value for each in who.vulnerabilities],
        "born_around": who.born_around,
        "note": who.note,
        "seen": who.number,
    }
