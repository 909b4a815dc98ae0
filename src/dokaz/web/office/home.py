"""The first page: what waits for this reader."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from dokaz.access import api as access
from dokaz.design.component import Tag, Tone
from dokaz.design.lists import Task, Tasks
from dokaz.web.office import pages

FEW = 3


@require_safe
@pages.signed_in
def home(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    return pages.page(request, "home", reader, tasks=Tasks(tuple(_waiting(reader))))


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """For everyone, also before signing in."""
    return pages.page(request, "help")


def _waiting(reader: pages.Reader) -> list[Task]:
    tasks = []
    left = access.codes_left(by=reader.session)
    if left < FEW:
        words = ngettext("{left} left", "{left} left", left).format(left=left)
        tasks.append(Task(_("Print new codes for a lost second factor"), Tag(words, Tone.CAREFUL), reverse("codes")))
    if len(access.factors(by=reader.session)) == 1:
        hint = _("If the only one is lost, the codes on paper are all that is left.")
        tasks.append(Task(_("Add another second factor"), Tag(_("You have one"), Tone.NOTE), reverse("add-app"), hint))
    if reader.may(access.Permission.APPROVE):
        open_ones = [each for each in access.approvals(by=reader.session, now=reader.now) if not each.approved_by]
        others = [each for each in open_ones if each.asked_by != reader.session.actor.account]
        if others:
            words = ngettext("{count} waits", "{count} wait", len(others)).format(count=len(others))
            hint = _("Read what is asked and approve it with: dokaz approval list")
            tasks.append(Task(_("Approve what a colleague asks for"), Tag(words, Tone.CAREFUL), hint=hint))
    return tasks
