"""Compartments: who may know what, and who joins and leaves."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design import fields
from dokaz.design.amounts import grouped
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Summary, SummaryRow
from dokaz.design.notices import Banner
from dokaz.design.tables import Column, Table
from dokaz.web.office import pages
from dokaz.web.office.leaving import Press
from dokaz.web.office.site import here

MANAGE = access.Permission.MANAGE_COMPARTMENTS


class NewCompartment(fields.Form):
    kept: ClassVar = ("name", "protected")

    name = forms.CharField(
        label=later("Name"),
        help_text=later("Whoever works with compartments reads it. Name no person and no case that must stay unknown."),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    protected = forms.BooleanField(
        label=later("Protected: no machine ever holds its key. This is signed and never changes"), required=False
    )


class Choice(fields.Form):
    """One of those given."""

    chosen = forms.ChoiceField(label="")

    def __init__(self, *args: Any, label: str, choices: Iterable[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        field = self.fields["chosen"]
        assert isinstance(field, forms.ChoiceField)
        field.label, field.choices = label, fields.to_choose(choices)


@dataclass(frozen=True, slots=True)
class Wording:
    """A page on which one of several is chosen; `nobody` is said where there are none."""

    label: str
    title: str
    press: str
    sentence: str
    nobody: str


@require_safe
@pages.signed_in
def compartments(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    found = access.circles(by=reader.session, now=reader.now)
    table = Table(
        caption=_("Compartments"),
        columns=(
            Column(_("Name")), Column(_("Kind")), Column(_("Members"), numeric=True), Column(_("Since"), whole=True),
        ),
        rows=tuple(
            (Link(each.name, reverse("compartment", args=[each.id])), _kind(each), len(each.members),
             instant(each.began_at))
            for each in found
        ),
        empty=_("You belong to no compartment yet."),
        caption_hidden=True,
    )  # fmt: skip
    return pages.page(request, "compartments", reader, table=table, may_manage=reader.may(MANAGE))


@require_safe
@pages.signed_in
def compartment(request: HttpRequest, reader: pages.Reader, compartment: UUID) -> HttpResponse:
    return _page(request, reader, access.circle(compartment, by=reader.session, now=reader.now))


@require_POST
@pages.signed_in
def move_some(request: HttpRequest, reader: pages.Reader, compartment: UUID) -> HttpResponse:
    """Some files follow to the newest key in the member's own session, where no machine may do it."""
    one = access.circle(compartment, by=reader.session, now=reader.now)
    came = custody.move_some(one.id, by=reader.session, now=reader.now)
    return _page(request, reader, one, came=_came(came))


def _page(
    request: HttpRequest, reader: pages.Reader, one: access.Circle, *, came: Banner | None = None
) -> HttpResponse:
    manages, served = reader.may(MANAGE), here().machine.machine
    files = custody.sealed_before(one.id, by=reader.session)
    return pages.page(
        request, "compartment", reader, one=one, about=_about(one, files), came=came, files=files,
        moves=bool(files.files) and reader.may(access.Permission.MOVE_HEADERS),
        sees_work=files.job and reader.may(access.Permission.RUN_JOBS), members=_members(one, reader, manages=manages),
        machines=_machines(one, served, manages=manages), warning=_warning(one), manages=manages,
        grants=manages and one.mine,
        admits=manages and one.mine and not one.protected and all(each.id != served for each in one.machines),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def add(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    ready(reader)
    form = NewCompartment.sent(request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = access.add_compartment(
                name=given["name"], protected=given["protected"], by=reader.session, now=reader.now
            )
        except (access.CompartmentExists, access.CompartmentUnnamed) as why:
            form.add_error("name", str(why))
        except access.ProtectedInTrial as why:
            form.add_error("protected", str(why))
        else:
            return HttpResponseRedirect(reverse("compartment", args=[made.id]))
    return pages.page(
        request, "form", reader, form=form, title=_("Add a compartment"), back=reverse("compartments"),
        press=_("Make it with keys of its own"),
        sentences=[_(
            "You are its first member, and recovery holds its key. Nobody else sees what is in it until "
            "you let them in."
        )],
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def grant(request: HttpRequest, reader: pages.Reader, compartment: UUID) -> HttpResponse:
    """Give a colleague the keys one holds oneself."""
    ready(reader)
    one = access.circle(compartment, by=reader.session, now=reader.now)
    inside = {each.id for each in one.members}
    people = [
        (str(each.account), f"{access.name_of(each.account)}, {each.organisation}")
        for each in access.colleagues(by=reader.session, now=reader.now)
        if not each.withdrawn and not each.fault and each.account not in inside
    ]

    def act(account: UUID) -> None:
        access.grant_membership(compartment=compartment, account=account, by=reader.session, now=reader.now)

    words = Wording(
        label=_("Colleague"), title=_("Let a colleague into {name}"),
        press=_("Give the keys"), nobody=_("Everybody who works here belongs to it already."),
        sentence=_("They read everything in it, also what came before. What they read then nobody can take back."),
    )  # fmt: skip
    return _chosen(request, reader, one, act, people, words)


@require_safe
@pages.signed_in
def remove(request: HttpRequest, reader: pages.Reader, compartment: UUID, account: UUID) -> HttpResponse:
    """The one page before: new keys for the others, and what this cannot take back (SECURITY 1.7)."""
    ready(reader)
    one, name = _of_member(compartment, account, reader), str(access.name_of(account))
    others = [str(access.name_of(each.id)) for each in one.members if each.id != account]
    facts = (
        SummaryRow(_("Compartment"), one.name),
        SummaryRow(_("Gets key number {number}").format(number=one.generation + 1), ", ".join(others) or _("nobody")),
        SummaryRow(
            _("Cannot be taken back"),
            _("What {name} has read or copied. With a copied key for equal files and the database they could also "
              "test whether a file they hold is here.").format(name=name),
        ),
    )  # fmt: skip
    return pages.stop(
        request,
        reader,
        _("You are about to remove {name} from {compartment}").format(name=name, compartment=one.name),
        _("They open nothing of it from this moment. A member can let them in again.")
        if others
        else _("Nobody is left in it then: only the holders of recovery shares could open it."),
        facts,
        onward=reverse("remove-now", args=[compartment, account]),
        back=reverse("compartment", args=[compartment]),
    )


@require_http_methods(pages.PAGES)
@pages.signed_in
def remove_now(request: HttpRequest, reader: pages.Reader, compartment: UUID, account: UUID) -> HttpResponse:
    ready(reader)
    one = _of_member(compartment, account, reader)
    form = Press.sent(request)
    if request.method == "POST" and form.is_valid():
        access.remove_member(compartment=compartment, account=account, by=reader.session, now=reader.now)
        return HttpResponseRedirect(reverse("compartment", args=[compartment]))
    title = _("Remove {account} from {name}").replace("{account}", str(access.name_of(account)))
    return asked(request, reader, form, one, title=title, press=_("Remove and make new keys"), weight="grave")


@require_http_methods(pages.PAGES)
@pages.signed_in
def pair(request: HttpRequest, reader: pages.Reader, compartment: UUID) -> HttpResponse:
    """Make this and another compartment the two halves of identities."""
    ready(reader)
    one = access.circle(compartment, by=reader.session, now=reader.now)
    found = access.circles(by=reader.session, now=reader.now)
    free = [(str(each.id), each.name) for each in found if each.other_half is None and each.id != one.id]

    def act(second: UUID) -> None:
        access.pair_halves(first=compartment, second=second, by=reader.session, now=reader.now)

    words = Wording(
        label=_("The other half"), title=_("Make {name} one half of identities"),
        press=_("Make them two halves"),
        nobody=_("No other compartment is free for that. Add one first, for the other half."),
        sentence=_(
            "From then on nobody may belong to both, for ever. An identity opens only with a person of "
            "each."
        ),
    )  # fmt: skip
    return _chosen(request, reader, one, act, free, words)


def ready(reader: pages.Reader) -> None:
    """Raises NotPermitted, ProofTooOld."""
    access.require(reader.session, MANAGE, now=reader.now)
    access.require_fresh(reader.resumed, now=reader.now)


def _of_member(compartment: UUID, account: UUID, reader: pages.Reader) -> access.Circle:
    """The compartment somebody belongs to. Raises CompartmentUnknown, AccountUnknown."""
    one = access.circle(compartment, by=reader.session, now=reader.now)
    if all(each.id != account for each in one.members):
        raise access.AccountUnknown(account=account)
    return one


def _chosen(
    request: HttpRequest, reader: pages.Reader, one: access.Circle, act: Callable[[UUID], None],
    choices: Sequence[tuple[str, str]], words: Wording,
) -> HttpResponse:  # fmt: skip
    """Done for the compartment with the one of these that is chosen."""
    there = reverse("compartment", args=[one.id])
    if not choices:
        return pages.page(
            request, "done", reader, title=words.title.replace("{name}", one.name), sentences=[words.nobody],
            onward=Link(_("Back"), there),
        )  # fmt: skip
    form = Choice.sent(request, label=words.label, choices=choices)
    if request.method == "POST" and form.is_valid():
        try:
            act(UUID(form.cleaned_data["chosen"]))
        except access.HalvesMeet as why:
            form.add_error("chosen", str(why))
        else:
            return HttpResponseRedirect(there)
    return asked(request, reader, form, one, title=words.title, press=words.press, sentences=[words.sentence])


def asked(
    request: HttpRequest, reader: pages.Reader, form: fields.Form, one: access.Circle, *, title: str, **values: Any
) -> HttpResponse:
    return pages.page(
        request, "form", reader, form=form, title=title.replace("{name}", one.name),
        back=reverse("compartment", args=[one.id]), **values,
    )  # fmt: skip


def _kind(one: access.Circle) -> Tag:
    return Tag(_("Protected"), Tone.GOOD) if one.protected else Tag(_("Open to admitted machines"), Tone.PLAIN)


def _came(moved: custody.Moved) -> Banner:
    """What the press that was just made has done, and what it could not."""
    count = moved.moved
    title = ngettext("{count} file is sealed to the newest key", "{count} files are sealed to the newest key", count)
    words = []
    if moved.left or moved.locked:
        words.append(
            _("{count} could not be moved: their keys differ in the two places, or no key that you hold opens them. "
              "“dokaz verify --all” names them.").format(count=grouped(moved.left + moved.locked))
        )  # fmt: skip
    if moved.behind:
        words.append(_("Still to do: {count}.").format(count=grouped(moved.behind)))
    tone = Tone.CAREFUL if moved.left or moved.locked else Tone.GOOD
    return Banner(title.format(count=grouped(count)), " ".join(words), tone, arrives=True)


def _behind(files: custody.SealedBefore) -> Shown:
    if not files.any:
        return _("None")
    return _("Some. Members see how many.") if files.files is None else files.files


def _about(one: access.Circle, files: custody.SealedBefore) -> Summary:
    guarded = (
        _("Protected: no machine ever holds its key. This was signed when it was made.")
        if one.protected
        else _("Machines that members admit may hold its key, so that background work can run.")
    )
    rows = [
        SummaryRow(_("Kind"), guarded),
        SummaryRow(_("Since"), instant(one.began_at)),
        SummaryRow(_("Number of its key"), one.generation),
    ]
    if one.generation > 1:
        rows.append(SummaryRow(_("Files sealed to an older key"), _behind(files)))
    if one.other_half:
        rows.append(SummaryRow(_("One half of identities"), _("Nobody may belong to the other half as well.")))
    return Summary(tuple(rows))


def _warning(one: access.Circle) -> Banner | None:
    if one.recovered:
        return None
    return Banner(
        _("Recovery does not hold the newest key of this compartment"),
        _("If its members lost theirs, what is in it would be lost. Let the holders of shares renew recovery."),
        Tone.BAD,
    )


def _members(one: access.Circle, reader: pages.Reader, *, manages: bool) -> Table:
    sees_people = reader.may(access.Permission.MANAGE_ACCOUNTS)

    def row(each: access.Member) -> tuple[Shown, ...]:
        name = str(access.name_of(each.id))
        shown: Shown = Link(name, reverse("person", args=[each.id])) if sees_people else name
        leave = Link(_("Remove"), reverse("remove-member", args=[one.id, each.id]), name)
        return (shown, instant(each.since), leave) if manages else (shown, instant(each.since))

    columns = (
        Column(_("Name here"), whole=True),
        Column(_("Since"), whole=True),
        *((Column(_("Leaving")),) if manages else ()),
    )
    return Table(_("Members"), columns, tuple(map(row, one.members)), _("Nobody: only recovery opens it."))


def _machines(one: access.Circle, served: UUID, *, manages: bool) -> Table | None:
    """No table where no machine may be in it."""
    if one.protected:
        return None

    def row(each: access.Member) -> tuple[Shown, ...]:
        name = _("This machine") if each.id == served else str(each.id)
        leave = Link(_("Withdraw"), reverse("withdraw-machine", args=[one.id, each.id]), name)
        return (name, instant(each.since), leave) if manages else (name, instant(each.since))

    columns = (Column(_("Machine")), Column(_("Since"), whole=True), *((Column(_("Leaving")),) if manages else ()))
    return Table(
        _("Machines that hold its key"), columns, tuple(map(row, one.machines)), _("No machine holds its key.")
    )
