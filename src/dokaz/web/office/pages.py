"""What every page of the office has: its frame, who reads it, and the pages that refuse."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from dokaz.access import api as access
from dokaz.design.component import Link, Tone, Weight
from dokaz.design.dates import instant
from dokaz.design.fields import Form
from dokaz.design.lists import SummaryRow
from dokaz.design.notices import Banner, Interruption
from dokaz.design.shell import Shell, Shortcut, language_links
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError, NotThere
from dokaz.web.office import cookies, errors, kept, manage
from dokaz.web.office.site import here

Given = ParamSpec("Given")
NEXT = "next"
PAGES = ["GET", "HEAD", "POST"]  # how a page with a form is asked for
SAFE = {"GET", "HEAD"}  # what shows and changes nothing (RFC 9110 9.2.1)
LAST = 2**53  # no index is beyond what every reader of JSON holds exactly
DIGITS = len(str(LAST))
KEPT = "kept"  # says on the way to the sign-in or the second factor that what was typed is not lost
ANSWERS = "answers"  # the id of the form on a page that has one

STATUS: tuple[tuple[type[DokazError], int], ...] = (
    (access.NotPermitted, 403),
    (access.KeyNotHeld, 403),
    (NotThere, 404),
    (errors.TooManyAtOnce, 503),
    (access.TooManySignIns, 503),
    (errors.RequestUnreadable, 400),
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks for this page, and when."""

    resumed: access.Resumed
    now: datetime
    allowed: frozenset[access.Permission]

    @property
    def session(self) -> access.Session:
        return self.resumed.session

    def may(self, permission: access.Permission) -> bool:
        """Whether a page offers it; the verb asks again."""
        return permission in self.allowed


def signed_in(
    view: Callable[Concatenate[HttpRequest, Reader, Given], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponseBase]:
    """A page for those who are signed in; others are led to the sign-in. `view` gets the reader.

    What is not there for this reader is a refusal, and journalled before anything is shown.
    """

    @wraps(view)
    def asked(request: HttpRequest, /, *given: Given.args, **named: Given.kwargs) -> HttpResponseBase:
        with access.one_look() if request.method in SAFE else nullcontext():
            return answered(request, *given, **named)

    def answered(request: HttpRequest, /, *given: Given.args, **named: Given.kwargs) -> HttpResponseBase:
        now = clock.now()
        resumed = access.resume(cookies.session(request), machine=here().machine, now=now)
        allowed = access.allowed(resumed.session, now=now)
        try:
            return view(request, Reader(resumed, now, allowed), *given, **named)
        except NotThere as why:
            access.note_absent(why, by=resumed.session, now=now)
            raise

    return asked


def page(
    request: HttpRequest, template: str, reader: Reader | None = None, *, status: int | None = None, **values: Any
) -> HttpResponse:
    """A page in its frame. Where its form has errors it is a 422 (RFC 9110 15.5.21), unless another status is given."""
    answers = ANSWERS if "form" in values else ""
    if reader and answers:
        values["keep"] = kept.token(values["form"], request, by=reader.session, now=reader.now)
    shell = replace(_shell(request, reader, answers), again=bool(values.get("again")))
    wrong = answers and values["form"].errors
    found = status or (HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK)
    return render(request, f"office/{template}.html", {"shell": shell, **values}, status=found)


def stop(
    request: HttpRequest, reader: Reader, title: str, text: str, facts: tuple[SummaryRow, ...], *, onward: str,
    back: str, weight: Weight = Weight.GRAVE,
) -> HttpResponse:  # fmt: skip
    """The one page before an act: what it does and what it cannot take back, the way `onward`, and the way `back`."""
    go_on, leave = Link(_("I have read it, go on"), onward), Link(_("Back"), back)
    shown = Interruption(title, text, facts, go_on, leave, weight)
    return page(request, "interruption", reader, title=title, interruption=shown)


def offered(form: Form, *, there: bool) -> dict[str, Any]:
    """The form of a page where this reader may use it, for `page`; without it the page has no answers to keep."""
    return {"form": form} if there else {}


def number(request: HttpRequest, name: str) -> int | None:
    """A whole number of the query; None where it is none."""
    return whole(request.GET.get(name, ""))


def whole(text: str) -> int | None:
    """A whole number that an index or a size can have; None where it is none, or too long to be read as one."""
    fits = text.isascii() and text.isdigit() and len(text) <= DIGITS
    return int(text) if fits and int(text) < LAST else None


def identifier(text: str) -> UUID | None:
    """The id of something; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Where to sign in, and back to this page afterwards; what was sent is not done, and kept if it may be.

    Raises RefusalUnrecorded.
    """
    access.note_stranger(access.Stranger.NO_SESSION, now=clock.now())
    asked = {NEXT: request.get_full_path()} if request.method == "GET" and request.path != "/" else {}
    if kept.keep(request):
        asked[KEPT] = "1"
    response = HttpResponseRedirect(_address("sign-in", asked))
    cookies.drop_session(response)
    return response


def to_proof(request: HttpRequest, *, back: str = "") -> HttpResponse:
    """Where the second factor is proved once more, and back afterwards; what was sent is not done, and kept if it may
    be: then the first page offers it.
    """
    if kept.keep(request):
        return HttpResponseRedirect(_address("prove", {NEXT: reverse("home"), KEPT: "1"}))
    came_from = request.get_full_path() if request.method == "GET" else reverse("me")
    return HttpResponseRedirect(_address("prove", {NEXT: back or came_from}))


def onward(request: HttpRequest) -> str:
    """Where the reader was going: a page of this office, or its first one."""
    given = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    return given if given.startswith("/") and url_has_allowed_host_and_scheme(given, allowed_hosts=None) else "/"


def refusal(request: HttpRequest, why: DokazError) -> HttpResponse:
    """The same page for whatever is refused in this way, with the sentence that says what to do."""
    return page(request, "refused", status=status_of(why), sentence=str(why))


def status_of(why: DokazError) -> int:
    return next((status for kind, status in STATUS if isinstance(why, kind)), 409)


def fault(request: HttpRequest) -> HttpResponse:
    return page(request, "fault", status=500)


def absent(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return page(request, "absent", status=404)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django gives it, and nobody is told
    """A form that did not come from a page of ours, or from one that was open for too long: the journal is told."""
    try:
        access.note_forged(cookies.session(request), machine=here().machine, now=clock.now())
    except DokazError as why:
        return refusal(request, why)
    return page(request, "forged", status=403)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent is no form, and counts as empty from here on. Under a name that is not ours nothing is said."""
    if isinstance(exception, DisallowedHost):
        return HttpResponse(status=HTTPStatus.BAD_REQUEST, content_type="text/plain")
    request.GET = QueryDict()
    request._mark_post_parse_error()  # type: ignore[attr-defined] # noqa: SLF001 - as Django's own reading ends
    return refusal(request, errors.RequestUnreadable())


def _address(name: str, query: dict[str, str]) -> str:
    return reverse(name) + (f"?{urlencode(query)}" if query else "")


def _shell(request: HttpRequest, reader: Reader | None, answers: str) -> Shell:
    ways = _navigation(request, reader) if reader else ()
    return Shell(
        site=_("Office"),
        organisation=here().collection if reader else "",
        help=Link(_("Help and who to ask"), reverse("help")),
        navigation=ways,
        reader=str(access.name_of(reader.session.actor.account)) if reader else "",
        sign_out=reverse("sign-out") if reader else "",
        languages=language_links(request),
        answers=answers,
        keys=_keys(ways) if reader else (),
        find=Link(_("Find by reference"), reverse("find")) if reader else None,
        palette=(*(replace(each, key="") for each in ways), *_rooms(request, reader)) if reader else (),
        keys_on=cookies.keys_on(request),
        notice=_notice(reader) if reader else None,
    )


def _notice(reader: Reader) -> Banner | None:
    """That a device signed in which was never seen before, until somebody says whose it is."""
    if not reader.resumed.strangers:
        return None
    when = instant(reader.resumed.strangers[-1].first_at)
    return Banner(
        _("A device signed in to your account that was never seen before"),
        _("This was on {when}. Say whether it was you.").format(when=when),
        Tone.CAREFUL,
        Link(_("Look at your devices"), f"{reverse('me')}#devices"),
    )


def _navigation(request: HttpRequest, reader: Reader) -> tuple[Link, ...]:
    ways = [("home", _("Home"), "g h", None), ("items", _("Items"), "g i", access.Permission.SEE_ITEMS)]
    ways += [("persons", _("Persons"), "g s", access.Permission.SEE_PERSONS)]
    ways += [("requests", _("Requests"), "g q", access.Permission.SEE_REQUESTS)]
    ways += [("releases", _("Releases"), "g l", access.Permission.SEE_REQUESTS)]
    ways += [("receive", _("Receive"), "g r", access.Permission.RECEIVE_EVIDENCE)]
    ways += [("journal", _("Journal"), "g j", access.Permission.VERIFY_JOURNAL)]
    ways += [("people", _("People"), "g p", access.Permission.MANAGE_ACCOUNTS), ("manage", _("Manage"), "g m", None)]
    ways += [("me", _("My account"), "g a", None)]
    return tuple(
        Link(text, reverse(name), current=request.path == reverse(name), key=key)
        for name, text, key, permission in ways
        if permission is None or reader.may(permission)
    )


def _rooms(request: HttpRequest, reader: Reader) -> tuple[Link, ...]:
    """The pages about the house that this reader may open."""
    rooms = manage.open_to(reader.allowed)
    return tuple(Link(str(each.title), each.href, current=request.path == each.href) for each in rooms)


def _keys(ways: tuple[Link, ...]) -> tuple[Shortcut, ...]:
    """Those of the links that this reader has, and those of every table."""
    return (
        *(Shortcut(each.key, each.text) for each in ways),
        Shortcut("/", _("Find by reference")),
        Shortcut("Ctrl K", _("Go to a page")),
        Shortcut("j", _("Next row")),
        Shortcut("k", _("Row before")),
        Shortcut("?", _("This list")),
    )
