"""Writing down any kind of record by its declared fields, anew or as the next revision: one form for all of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design import fields
from dokaz.design.component import Link
from dokaz.disclosure import api as disclosure
from dokaz.people import api as people
from dokaz.records import api as records
from dokaz.releases import api as releases
from dokaz.web.office import form_pieces, pages, persons, record_pieces
from dokaz.web.office.filling import Filling

Choices = list[tuple[str, str]]
OURS = disclosure.KINDS | releases.KINDS
Save = Callable[["Words"], str]  # writes what was answered, and gives the address where it is read


class Words(fields.Form):
    """The questions of a kind. `given` is what was answered, by the names of its fields.

    `about` is the revision of an authority that is read beside the questions; it is sent with the answers.
    """

    kept: tuple[str, ...] = ()

    def __init__(self, *args: Any, filling: Filling, about: int | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self.filling, self.given, self._about = filling, dict[str, object](), about
        if about is not None:
            self.fields["about"] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=1, max_value=1_000_000, initial=about
            )
            self.kept = (*self.kept, "about")
        last = [(name, self.fields.pop(name)) for name in ("reason", "seen") if name in self.fields]
        self.fields.update([*filling.questions().items(), *last])
        self.kept = (*self.kept, *filling.names)

    def clean(self) -> None:
        super().clean()
        self.given = self.filling.read(self)

    @property
    def about(self) -> int | None:
        """Which revision of the authority was read, as it was sent."""
        return self.cleaned_data.get("about")

    def read_anew(self, why: Exception) -> None:
        """What was typed stays, now beside what stands about the authority."""
        data = cast("QueryDict", self.data).copy()
        data["about"] = str(self._about)
        self.data = data
        self.add_error(None, str(why))


class NewWords(Words):
    """With the compartment in which it is to lie."""

    kept = ("compartment",)

    compartment = forms.ChoiceField(
        label=later("Compartment"), help_text=later("Whoever belongs to it, and may see such records, sees this one.")
    )

    def __init__(self, *args: Any, by: access.Session, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["compartment"].choices = form_pieces.compartments(by)  # type: ignore[attr-defined]

    def place(self, by: access.Session) -> UUID:
        return access.compartment(self.cleaned_data["compartment"], by=by).id


class ChangedWords(Words):
    kept = ("reason", "seen")

    reason = forms.CharField(label=later("Why you change it"), max_length=2_000)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)


def write(  # noqa: PLR0913 - a page has this many sides
    request: HttpRequest, reader: pages.Reader, form: Words, *, save: Save, title: str, back: str, press: str,
    lead: str = "", sentences: Iterable[str] = (),
) -> HttpResponse:  # fmt: skip
    """A page on which a new record is written. What a verb refuses of a field is said beside its question."""
    if request.method == "POST" and form.is_valid() and (there := saved(form, reader, save)):
        return HttpResponseRedirect(there)
    return pages.page(
        request, "form", reader, form=form, title=title, lead=lead, back=back, press=press, sentences=list(sentences)
    )


@dataclass(frozen=True, slots=True)
class Under:
    """What may be written down under another record: its kind, what the page is called, and what it says first.

    `choices` is what may be chosen in the fields that the kind manages, `initial` what stands in some at first, `more`
    what is said after the first sentence, and `about` the revision of the authority in which that stands.
    """

    kind: records.RecordKind
    title: Promise
    first: Promise
    choices: Mapping[str, Choices] = field(default_factory=dict)
    initial: Mapping[str, str] = field(default_factory=dict)
    more: Iterable[str] = ()
    about: int | None = None


def write_under(
    request: HttpRequest, reader: pages.Reader, several: Mapping[str, Under], what: str, *,
    keep: Callable[[records.RecordKind, Words], object], lead: str, back: str, press: str,
) -> HttpResponse:  # fmt: skip
    """`write` of one of these kinds, kept by `keep` and then read at `back`. Raises KindUnknown of `records`."""
    if what not in several:
        raise records.KindUnknown(kind=what)
    under = several[what]

    def save(words: Words) -> str:
        keep(under.kind, words)
        return back

    filling = Filling(under.kind, whole=True, choices=under.choices)
    form = Words.sent(request, filling=filling, about=under.about, initial=filling.typed(under.initial))
    return write(
        request, reader, form, save=save, title=str(under.title), lead=lead, back=back, press=press,
        sentences=[str(under.first), *under.more],
    )  # fmt: skip


def saved(form: Words, reader: pages.Reader, save: Save) -> str:
    """Where what was written is read; empty where it was refused, and then the form says why."""
    try:
        return save(form)
    except records.FieldError as why:
        form.filling.blame(form, why)
    except custody.ItemNotFound as why:
        access.note_absent(why, by=reader.session, now=reader.now)
        form.add_error(None, str(why))
    except records.NothingChanged as why:
        form.add_error(None, str(why))
    except disclosure.AuthorityChanged as why:
        form.read_anew(why)
    return ""


@require_http_methods(pages.PAGES)
@pages.signed_in
def change(request: HttpRequest, reader: pages.Reader, record: UUID) -> HttpResponse:
    """The next revision of something written about an authority, a request or a release."""
    held = records.held(record, by=reader.session, now=reader.now)
    if held.kind not in OURS:
        raise records.RecordNotFound(ref=str(record))
    kind = records.kind_of(held.kind)
    access.require(reader.session, kind.writes, compartment=held.compartment, now=reader.now)
    filling = Filling(kind, held.fields, whole=True, choices=choices(held, reader))
    weighed = _weighed(held, reader)
    form = ChangedWords.sent(
        request, filling=filling, about=weighed.held.number if weighed else None,
        initial=filling.initial() | {"seen": held.number},
    )  # fmt: skip
    others = None
    if request.method == "POST" and form.is_valid():
        try:
            if saved(form, reader, lambda form: _changed(held, form, reader)):
                return HttpResponseRedirect(address_of(held, reader))
        except records.StaleRevision as why:
            others = persons.stale(form, why, held.number)
        except records.RecordLocked as why:
            form.add_error(None, str(why))
    return pages.page(
        request, "form", reader, form=form, title=kind.says, lead=held.ref if kind.letter else "", about=others,
        back=address_of(held, reader), press=_("Save as a new revision"), status=409 if others else None,
        sentences=about_authority(weighed) if weighed else (),
    )  # fmt: skip


def about_authority(who: disclosure.Authority) -> list[str]:
    """What is written in words about an authority that a checklist has to deal with."""
    telling = record_pieces.Telling(disclosure.AUTHORITY.code)
    return [f"{telling.title(name)}: {words}" for name, words in disclosure.concerns(who).items()]


def _weighed(held: records.Held, reader: pages.Reader) -> disclosure.Authority | None:
    """The authority that a checklist is about."""
    request = disclosure.parent_of(held.id, by=reader.session) if held.kind == disclosure.ELIGIBILITY.code else None
    return disclosure.authority_of(request, by=reader.session, now=reader.now) if request else None


def _changed(held: records.Held, form: Words, reader: pages.Reader) -> str:
    said = form.cleaned_data
    if held.kind in releases.KINDS:
        releases.write_anew(
            held, fields=form.given, seen=said["seen"], reason=said["reason"], by=reader.session, now=reader.now
        )
    else:
        disclosure.write_anew(
            held, fields=form.given, about=form.about, seen=said["seen"], reason=said["reason"], by=reader.session,
            now=reader.now,
        )  # fmt: skip
    return held.ref


def choices(held: records.Held, reader: pages.Reader) -> dict[str, Choices]:
    """What may be chosen in the fields that a kind manages: the contacts of a request's authority, or its keys."""
    if held.kind == disclosure.REQUEST.code:
        return {"contact": contacts(disclosure.authority_of(held.id, by=reader.session, now=reader.now), reader)}
    request = disclosure.parent_of(held.id, by=reader.session) if held.kind == disclosure.TERMS.code else None
    if request is None:
        return {}
    return {"key": keys(disclosure.authority_of(request, by=reader.session, now=reader.now), reader)}


def contacts(authority: disclosure.Authority, reader: pages.Reader) -> Choices:
    """The contacts of an authority, each with its state: what is not checked may be named, and holds the request up."""
    found = disclosure.noted_under(authority.id, kind=disclosure.CONTACT, by=reader.session, now=reader.now)
    states = disclosure.CONTACT.states
    return [(str(each.id), f"{each.fields['name']}: {states.state(each.state).says}") for each in found]


def keys(authority: disclosure.Authority, reader: pages.Reader) -> Choices:
    """The keys of an authority, each by its fingerprint, with its state."""
    found = disclosure.noted_under(authority.id, kind=disclosure.KEY, by=reader.session, now=reader.now)
    states = disclosure.KEY.states
    return [(str(each.id), f"{_fingerprint(each)}: {states.state(each.state).says}") for each in found]


def _fingerprint(key: records.Held) -> str:
    return disclosure.fingerprint(str(key.fields["key"]))


def named(held: records.Held, reader: pages.Reader) -> record_pieces.Named:
    """How people know what a field of it names by an id: a contact by its name, a key by its fingerprint."""
    return {name: dict(there) for name, there in choices(held, reader).items()}


def home_of(held: records.Held, reader: pages.Reader) -> Link | None:
    """The page of a record itself, or of what it belongs to; None where it has none but the one of its steps."""
    if held.kind == people.PERSON.code:
        return Link(_("All about this person"), reverse("one-person", args=[held.ref]))
    if held.kind not in OURS:
        return None
    return Link(_("Where it belongs"), address_of(held, reader))


def address_of(held: records.Held, reader: pages.Reader) -> str:
    """Where a record about an authority, a request or a release is read."""
    if held.kind == disclosure.AUTHORITY.code:
        return reverse("one-authority", args=[held.ref])
    if held.kind == disclosure.REQUEST.code:
        return reverse("one-request", args=[held.ref])
    if held.kind == releases.RELEASE.code:
        return reverse("one-release", args=[held.ref])
    if held.kind == releases.COMPELLED.code:
        return reverse("one-compelled", args=[held.id])
    module = releases if held.kind in releases.KINDS else disclosure
    parent = module.parent_of(held.id, by=reader.session)
    above = records.held_of([parent] if parent else [], by=reader.session, now=reader.now)
    if above and held.kind == disclosure.TELLING.code:
        return reverse("release-people", args=[above[0].ref])
    return address_of(above[0], reader) if above else reverse("review", args=[held.id])
