"""Round every page of the office: its language, its headers, and refusals said as pages."""

import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from threading import BoundedSemaphore

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.urls.exceptions import Resolver404
from django.utils.cache import add_never_cache_headers

from dokaz.access import api as access
from dokaz.design import languages
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import Language
from dokaz.web.office import cookies, pages
from dokaz.web.office.errors import UNREADABLE, TooManyAtOnce
from dokaz.web.office.kept import FORM
from dokaz.web.office.site import here

Answer = Callable[[HttpRequest], HttpResponse]

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), publickey-credentials-get=(self)",
    "Referrer-Policy": "same-origin",  # `no-referrer` makes browsers send `Origin: null` with our own forms (Fetch 3.5)
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

AGAIN = "60"  # seconds after which it is worth to ask once more (RFC 9110 10.2.3)
LONG_AT_ONCE = 6  # bodies that are read from a line that may be slow, of the sixteen threads of the office

OWN_SITE = ("same-origin", "none")  # "none": typed, or from the browser's own list of favourites

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_log = logging.getLogger("dokaz.office")
_requests = logging.getLogger("dokaz.office.requests")


class Headers:
    """Nothing is cached, framed, sniffed or told onward, also where something failed."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:  # nobody is answered under a name that is not ours
            access.note_stranger(access.Stranger.OTHER_HOST, now=clock.now())
            raise
        response = self._get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            response.headers["Retry-After"] = AGAIN
        add_never_cache_headers(response)
        if not response.streaming:
            response.headers["Content-Length"] = str(len(response.content))
        return response


class Bodies:
    """What is too long to be awaited whole before a thread has it is read for those who are signed in, few at once.

    Nobody else's is read, or a few strangers who send slowly hold every thread. A form as it is usually sent needs no
    session here: Django reads none that is so long.
    """

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response
        self._free = BoundedSemaphore(LONG_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_long(request):
            return self._get_response(request)
        if not self._free.acquire(blocking=False):
            return _unread(request, TooManyAtOnce())
        try:
            access.resume(cookies.session(request), machine=here().machine, now=clock.now())
            return self._get_response(request)
        except DokazError as why:
            return _unread(request, why)
        finally:
            self._free.release()


class Isolation:
    """What another site has a browser ask for is refused before anybody's session is looked at (Fetch Metadata; ASVS
    3.5.8): a picture or a film of ours on a page of theirs, a frame, a script, a form.

    A link that is followed to a page is let through, and browsers that say nothing of it.
    """

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("Sec-Fetch-Site", "none") in OWN_SITE or _follows_a_link(request):
            return self._get_response(request)
        return pages.forged(request)


class Requests:
    """A line in the log for each answer, where these are wanted: which page, how, the outcome, how long it took."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.monotonic()
        response = self._get_response(request)
        told = {
            "page": _place(request),
            "method": request.method if request.method in METHODS else "other",
            "status": response.status_code,
            "milliseconds": round((time.monotonic() - begun) * 1000),
        }
        _requests.info("answered", extra={"told": told})
        return response


class Languages:
    """The language that was pressed, was chosen before, or is the browser's. Never guessed from anything else."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        pressed, why = _pressed(request)
        with languages.reading(pressed or cookies.language(request) or _asked_for(request)):
            response = pages.unreadable(request, why) if why else self._get_response(request)
        if pressed:
            cookies.keep_language(response, pressed)
        return response


class Refusals:
    """A refusal of the house is a page that says what is wrong and what to do; anything else is a fault of ours."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, why: Exception) -> HttpResponse | None:
        if isinstance(why, Http404):
            return pages.absent(request)
        if isinstance(why, access.SessionOver):
            return _to_sign_in(request)
        if isinstance(why, access.ProofTooOld):
            return pages.to_proof(request)
        if isinstance(why, DokazError):
            return pages.refusal(request, why)
        if isinstance(why, UNREADABLE):
            return pages.unreadable(request, why)
        _log.error("fault at %s: %s", _place(request), type(why).__name__)  # no path, no words: they may name a case
        return pages.fault(request)


def _is_long(request: HttpRequest) -> bool:
    said, most = request.META.get("CONTENT_LENGTH") or "", settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    number = said.isascii() and said.isdigit()
    return number and (len(said) > len(str(most)) or int(said) > most) and request.content_type != FORM


def _unread(request: HttpRequest, why: DokazError) -> HttpResponse:
    """A refusal before a byte of the body was read, which is not read for its page either."""
    request._mark_post_parse_error()  # type: ignore[attr-defined] # noqa: SLF001 - as Django's own reading ends
    with languages.reading(cookies.language(request) or _asked_for(request)):
        return _to_sign_in(request) if isinstance(why, access.SessionOver) else pages.refusal(request, why)


def _follows_a_link(request: HttpRequest) -> bool:
    told = request.headers
    return (
        request.method in ("GET", "HEAD")
        and told.get("Sec-Fetch-Mode") == "navigate"
        and told.get("Sec-Fetch-Dest") == "document"
    )


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    try:
        return pages.to_sign_in(request)
    except access.RefusalUnrecorded as why:
        return pages.refusal(request, why)


def _place(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return "no page"


def _pressed(request: HttpRequest) -> tuple[Language | None, Exception | None]:
    """The language that was pressed; and why what was sent cannot be read, for here it is read first."""
    try:
        return languages.asked(request), None
    except (*UNREADABLE, ValueError) as why:  # ValueError: a length that is no number
        return None, why


def _asked_for(request: HttpRequest) -> Language:
    """The first of the browser's languages that is one of ours (RFC 9110 12.5.4, by its order)."""
    for part in request.headers.get("Accept-Language", "").split(","):
        tag = part.partition(";")[0].strip().lower().partition("-")[0]
        if tag in set(Language):
            return Language(tag)
    return Language.ENGLISH
