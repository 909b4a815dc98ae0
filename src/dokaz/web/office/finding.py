"""Finding by reference: whatever was typed leads to the page of what it names, and that page says who may see it.

Sent as a form and never in an address: what is typed into it by mistake may be a name.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.design.fields import Form
from dokaz.kernel import codes
from dokaz.kernel.errors import CodeError, CodeOfUnknownKind
from dokaz.web.office import form_pieces, pages


class Finding(Form):
    words = form_pieces.reference(
        later("Reference"),
        later("Of an item (E-…), a person (P-…), a package (K-…) or a colleague (T-…), however it is typed."),
    )

    def clean_words(self) -> codes.Code:
        try:
            return codes.parse(self.cleaned_data["words"])
        except CodeOfUnknownKind:
            raise ValidationError(_("This is no reference. Only references are found here.")) from None
        except CodeError as why:
            raise ValidationError(str(why)) from why


@require_http_methods(pages.PAGES)
@pages.signed_in
def find(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """Nothing is looked up before its page is opened, so this one tells nobody what there is."""
    form = Finding.sent(request)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["words"]
        if way := WAYS.get(code.kind):
            return HttpResponseRedirect(way(str(code), reader))
        form.add_error("words", _("What begins with {letter} has no page of its own.").format(letter=code.kind))
    return pages.page(
        request, "find", reader, form=form, looks_up=reader.may(access.Permission.LOOK_UP_NAMES),
        sees_items=reader.may(access.Permission.SEE_ITEMS),
    )  # fmt: skip


def _item(ref: str, _reader: pages.Reader) -> str:
    return reverse("item", args=[ref])


def _person(ref: str, _reader: pages.Reader) -> str:
    return reverse("one-person", args=[ref])


def _authority(ref: str, _reader: pages.Reader) -> str:
    return reverse("one-authority", args=[ref])


def _request(ref: str, _reader: pages.Reader) -> str:
    return reverse("one-request", args=[ref])


def _release(ref: str, _reader: pages.Reader) -> str:
    return reverse("one-release", args=[ref])


def _package(ref: str, _reader: pages.Reader) -> str:
    """What the journal says of it: who made it, and what went into it."""
    return f"{reverse('journal')}?{urlencode({'item': ref})}"


def _colleague(ref: str, reader: pages.Reader) -> str:
    """Raises NotPermitted before it is known whether there is such a name; AccountUnknown where there is none."""
    access.require(reader.session, access.Permission.MANAGE_ACCOUNTS, now=reader.now)
    if (account := access.account_named(ref)) is None:
        raise access.AccountUnknown(account=ref)
    return reverse("person", args=[account])


WAYS: Mapping[codes.Kind, Callable[[str, pages.Reader], str]] = {
    codes.Kind.ITEM: _item,
    codes.Kind.PERSON: _person,
    codes.Kind.AUTHORITY: _authority,
    codes.Kind.REQUEST: _request,
    codes.Kind.RELEASE: _release,
    codes.Kind.PACKAGE: _package,
    codes.Kind.COLLEAGUE: _colleague,
}
