"""Whether the people of each organisation may use codes from an app. One custodian ends it, two let it be again."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dokaz.access import api as access
from dokaz.design.component import Tag, Tone
from dokaz.design.dates import instant
from dokaz.web.office import pages


@require_safe
@pages.signed_in
def app_rules(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    rules = access.list_app_rules(by=reader.session, now=reader.now)
    return pages.page(request, "second-factors", reader, rules=[_shown(each, reader) for each in rules])


@require_POST
@pages.signed_in
def refuse(request: HttpRequest, reader: pages.Reader, organisation: UUID) -> HttpResponse:  # noqa: ARG001
    access.require_fresh(reader.resumed, now=reader.now)
    access.refuse_apps(organisation, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("app-rules"))


@require_POST
@pages.signed_in
def ask(request: HttpRequest, reader: pages.Reader, organisation: UUID) -> HttpResponse:  # noqa: ARG001
    access.require_fresh(reader.resumed, now=reader.now)
    asked = access.ask_to_accept_apps(organisation, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("approval", args=[asked]))


@require_POST
@pages.signed_in
def accept(request: HttpRequest, reader: pages.Reader, organisation: UUID) -> HttpResponse:  # noqa: ARG001
    access.require_fresh(reader.resumed, now=reader.now)
    access.accept_apps(organisation, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("app-rules"))


def _shown(rule: access.AppRule, reader: pages.Reader) -> dict[str, Any]:
    state = Tag(_("Accepted"), Tone.PLAIN) if rule.accepted else Tag(_("Not accepted"), Tone.GOOD)
    decided = "" if rule.decided_at is None else instant(rule.decided_at)
    waits = not rule.accepted and rule.asked is not None
    return {
        "rule": rule,
        "state": state,
        "decided": decided,
        "by": "" if rule.decided_by is None else str(access.name_of(rule.decided_by)),
        "without": ", ".join(str(access.name_of(each)) for each in rule.without_passkey) if rule.accepted else "",
        "asked_by": str(access.name_of(rule.asked_by)) if waits and rule.asked_by else "",
        "may_accept": waits and rule.approved and rule.asked_by == reader.session.actor.account,
    }
