"""Making a package that a second person approved, and taking it along: sealed to its reader alone."""

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from dokaz.access import api as access
from dokaz.disclosure import api as disclosure
from dokaz.web.office import pages, saving


@require_POST
@pages.signed_in
def take_package(request: HttpRequest, reader: pages.Reader, approval: UUID) -> HttpResponseBase:  # noqa: ARG001
    """The package as one file sealed with age, made now and once, by whoever asked for it.

    Nothing of it is kept here, and nothing of it lay in clear.
    """
    access.require(reader.session, access.Permission.PACKAGE_ITEMS, now=reader.now)
    access.require_fresh(reader.resumed, now=reader.now)
    mine = access.own_requests(by=reader.session, now=reader.now)
    asked = next((each for each in mine if each.id == approval and each.verb == disclosure.MAKE), None)
    if asked is None:
        raise access.ApprovalUnknown
    proposed = disclosure.proposed_package(asked.sha256, by=reader.session, now=reader.now)
    if proposed is None or proposed.recipient is None:
        return HttpResponseRedirect(reverse("approval", args=[approval]))
    with TemporaryDirectory(prefix="dokaz-package-") as folder:
        made = disclosure.package(proposed, to=Path(folder), by=reader.session, now=reader.now)
        stream, size = made.path.open("rb"), made.path.stat().st_size
    return saving.streamed(stream, size, made.path.name)  # what is open outlives its name
