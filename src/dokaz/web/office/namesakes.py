"""Is a name known? Asked in a form, never in an address, and answered without telling any name."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.design import fields
from dokaz.design.component import Link, Tag, Tone
from dokaz.design.tables import Column, Table
from dokaz.people import api as people
from dokaz.web.office import pages, record_pieces

TONES = {"same": Tone.GOOD, "possible": Tone.CAREFUL, "different": Tone.PLAIN}
VERDICTS = {
    "same": later("The names agree"), "possible": later("Possible"), "different": later("Another patronymic"),
}  # fmt: skip


class AName(fields.Form):
    """Nothing of it is kept: what was typed is a name."""

    name = forms.CharField(
        label=later("Name of a person"),
        help_text=later("In any script and spelling, in any order; with a patronymic or initials if they are known."),
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    thorough = forms.BooleanField(required=False, widget=forms.HiddenInput)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)


@require_http_methods(pages.PAGES)
@pages.signed_in
def look_up(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    access.require(reader.session, access.Permission.LOOK_UP_NAMES, now=reader.now)
    form, found = AName.sent(request), None
    if request.method == "POST" and form.is_valid():
        try:
            found = _found(form, reader)
        except people.LookUpError as why:
            form.add_error("name", str(why))
    return pages.page(
        request, "look-up", reader, form=form, found=found, table=None if found is None else _table(found),
        more="" if found is None else _more(found), last=found[-1].person.id if found else None,
    )  # fmt: skip


def _found(form: AName, reader: pages.Reader) -> people.LookedUp:
    """Raises LookUpError of `people`."""
    given = form.cleaned_data
    return people.look_up(
        given["name"], thorough=given["thorough"], after=given["after"], by=reader.session, now=reader.now
    )


def _more(found: people.LookedUp) -> str:
    """How many there are behind those that the page shows; empty where it shows them all."""
    if not found.more:
        return ""
    return ngettext(
        "{count} more person agrees. Type more of the name to find fewer: a given name, a patronymic.",
        "{count} more persons agree. Type more of the name to find fewer: a given name, a patronymic.",
        found.more,
    ).format(count=found.more)


def _table(found: people.LookedUp) -> Table:
    return Table(
        caption=_("Who was found"),
        columns=(
            Column(_("Person"), whole=True), Column(_("Pseudonym")), Column(_("Verdict")), Column(_("Because")),
            Column(_("State")),
        ),
        rows=tuple(
            (
                Link(each.person.ref, reverse("one-person", args=[each.person.ref])), each.person.pseudonym,
                Tag(str(VERDICTS[each.verdict.value]), TONES[each.verdict.value]), " ".join(each.because),
                record_pieces.state_of_person(each.person),
            )
            for each in found
        ),
        empty=_(
            "Nobody was found where you may look names up. That does not mean that nobody is there: a name in which"
            " more than one letter is wrong may be missed, and whoever was entered without a name is not found. Try"
            " another spelling, or the surname alone."
        ),
    )  # fmt: skip
