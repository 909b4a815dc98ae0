"""Making a package that a second person approved, and taking it along: sealed to its reader alone."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dokaz.access import api as access
from dokaz.disclosure import api as disclosure
from dokaz.web.office import made_packages, pages, ranges, saving


@require_POST
@pages.signed_in
def make_package(request: HttpRequest, reader: pages.Reader, approval: UUID) -> HttpResponseBase:  # noqa: ARG001
    """The package as one file sealed with age, made once, by whoever asked for it. Nothing of it lies in clear.

    It waits for a day to be saved: a line that breaks meanwhile, or while it is saved, costs nothing.
    """
    access.require(reader.session, access.Permission.PACKAGE_ITEMS, now=reader.now)
    access.require_fresh(reader.resumed, now=reader.now)
    there = HttpResponseRedirect(reverse("approval", args=[approval]))
    if waiting(approval, reader):
        return there
    mine = access.own_requests(by=reader.session, now=reader.now)
    asked = next((each for each in mine if each.id == approval and each.verb == disclosure.MAKE), None)
    if asked is None:
        raise access.ApprovalUnknown
    proposed = disclosure.proposed_package(asked.sha256, by=reader.session, now=reader.now)
    if proposed is not None and proposed.recipient is not None:
        made_packages.drop_old(now=reader.now)
        made = disclosure.package(proposed, to=made_packages.folder(), by=reader.session, now=reader.now)
        made_packages.keep(made.path, approval=approval, account=reader.session.actor.account, now=reader.now)
    return there


@require_safe
@pages.signed_in
def take_package(request: HttpRequest, reader: pages.Reader, approval: UUID) -> HttpResponseBase:
    """What was made, to be saved; a browser whose line broke goes on where it was (RFC 9110 14)."""
    found = _mine(approval, reader)
    access.require_fresh(reader.resumed, now=reader.now)
    try:
        disclosure.take(found.package, by=reader.session, now=reader.now)
    except disclosure.PackageStays:
        made_packages.drop(found)
        raise
    try:
        stream = found.path.open("rb")
    except FileNotFoundError:  # taken away in this moment
        raise access.ApprovalUnknown from None
    answer = ranges.answer(request, stream, size=found.size, kind="application/octet-stream")
    return saving.saved(answer, found.name)


@require_POST
@pages.signed_in
def drop_package(request: HttpRequest, reader: pages.Reader, approval: UUID) -> HttpResponseBase:  # noqa: ARG001
    """It arrived whole: what waits here goes at once."""
    made_packages.drop(_mine(approval, reader))
    return HttpResponseRedirect(reverse("approval", args=[approval]))


def waiting(approval: UUID, reader: pages.Reader) -> made_packages.Waiting | None:
    """What the reader made under an approval, and did not take away yet."""
    return made_packages.find(approval, account=reader.session.actor.account, now=reader.now)


def _mine(approval: UUID, reader: pages.Reader) -> made_packages.Waiting:
    """Raises ApprovalUnknown."""
    access.require(reader.session, access.Permission.PACKAGE_ITEMS, now=reader.now)
    found = waiting(approval, reader)
    if found is None:
        raise access.ApprovalUnknown
    return found
