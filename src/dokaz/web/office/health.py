"""Whether the office works, for whatever looks after the machine. Anybody may ask: yes or no; the log says why."""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dokaz.journal import api as journal
from dokaz.kernel.errors import DokazError
from dokaz.web.office.site import here

WELL, UNWELL = "well\n", "unwell\n"

_log = logging.getLogger("dokaz.office")


@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 where the database answers, the journal goes on and what runs beside the pages runs; otherwise 503."""
    why = _trouble()
    if why:
        _log.error("unwell: %s", why)
    return HttpResponse(UNWELL if why else WELL, status=503 if why else 200, content_type="text/plain")


def _trouble() -> str:
    try:
        departed = journal.departure()
        journal.head()
    except DokazError as why:
        return why.code
    except DatabaseError as why:
        return type(why).__name__
    return departed.code if departed else here().trouble()
