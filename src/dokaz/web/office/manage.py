"""The way to every page about the house itself: its keys, proofs, machines and rules, each with a sentence."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_safe

from dokaz.access import api as access
from dokaz.web.office import pages


@dataclass(frozen=True, slots=True)
class Room:
    """A page by the name of its address; without `permission` it is for everybody who is signed in."""

    name: str
    title: Promise
    sentence: Promise
    permission: access.Permission | None = None

    @property
    def href(self) -> str:
        return reverse(self.name)


ROOMS = (
    Room("roles", later("Roles"), later("What each role lets a person do.")),
    Room("alarms", later("Alarms"), later("What the house noticed about others."), access.Permission.GUARD),
    Room("delays", later("Bulk acts that wait"), later("See and stop them."), access.Permission.GUARD),
    Room("compromises", later("Compromise"), later("Mark what may be in other hands."), access.Permission.GUARD),
    Room("leavings", later("Who leaves"), later("What ends when somebody leaves."), access.Permission.MANAGE_ACCOUNTS),
    Room("canaries", later("Canary records"), later("Items that alarm when opened."), access.Permission.GUARD),
)  # fmt: skip


@require_safe
@pages.signed_in
def manage(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    rooms = [room for room in ROOMS if room.permission is None or reader.may(room.permission)]
    return pages.page(request, "manage", reader, rooms=rooms)
