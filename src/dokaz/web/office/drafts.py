"""What one had typed and was not done: shown to its author, and put back into its form or forgotten."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dokaz.access import api as access
from dokaz.design import languages
from dokaz.design.dates import instant
from dokaz.web.office import pages


@require_safe
@pages.signed_in
def draft(request: HttpRequest, reader: pages.Reader, draft: UUID) -> HttpResponse:
    found = next((each for each in access.drafts(by=reader.session, now=reader.now) if each.id == draft), None)
    if found is None:
        raise access.DraftUnknown
    words = [(name, value) for name, values in found.words.items() for value in values]
    return pages.page(
        request, "draft", reader, draft=found, words=words, when=instant(found.kept_at), switch=languages.NAME,
        language=languages.shown(),
    )  # fmt: skip


@require_POST
@pages.signed_in
def use(request: HttpRequest, reader: pages.Reader, draft: UUID) -> HttpResponse:
    """The words go to their form as the language switch sends answers: shown there, not checked and not done.

    A 307 makes the browser send the same body on (RFC 9110 15.4.8). A page that asks for the second factor anew would
    lose it on the way, so that is asked for before the draft is dropped.
    """
    try:
        access.require_fresh(reader.resumed, now=reader.now)
    except access.ProofTooOld:
        return pages.to_proof(request, back=reverse("draft", args=[draft]))
    found = access.drop_draft(draft, by=reader.session, now=reader.now)
    return HttpResponseRedirect(found.place, status=307)


@require_POST
@pages.signed_in
def forget(request: HttpRequest, reader: pages.Reader, draft: UUID) -> HttpResponse:  # noqa: ARG001
    access.drop_draft(draft, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("home"))


def title() -> str:
    """Also what it is called among what waits."""
    return _("What you had typed and was not done")
