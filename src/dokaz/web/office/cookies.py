"""The office's cookies. Each is bound to this host (`__Host-`), closed to scripts, and sent from our own pages only."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.http import HttpRequest, HttpResponse

from dokaz.access import api as access
from dokaz.kernel.languages import Language

PENDING, SESSION, KEY = "__Host-dokaz-pending", "__Host-dokaz-session", "__Host-dokaz-key"
PENDING_KEY = "__Host-dokaz-pending-key"
DEVICE, LANGUAGE, FORM = "__Host-dokaz-device", "__Host-dokaz-language", "__Host-dokaz-form"
KEYS, OFF = "__Host-dokaz-keys", "off"
YEAR = 365 * 24 * 3600


def pending(request: HttpRequest) -> access.Tokens:
    """What a browser holds between the two steps; nothing opens where it holds nothing."""
    return access.Tokens(_read(request, PENDING), _read(request, PENDING_KEY))


def session(request: HttpRequest) -> access.Tokens:
    """What a browser holds that is signed in."""
    return access.Tokens(_read(request, SESSION), _read(request, KEY))


def device(request: HttpRequest) -> bytes | None:
    return _read(request, DEVICE) or None


def language(request: HttpRequest) -> Language | None:
    kept = request.COOKIES.get(LANGUAGE)
    return Language(kept) if kept in set(Language) else None


def keep_pending(response: HttpResponse, tokens: access.Tokens) -> None:
    _set(response, PENDING, tokens.session)
    _set(response, PENDING_KEY, tokens.key)


def keep_session(response: HttpResponse, done: access.SignedIn) -> None:
    """The session ends with the browser; that this browser was here is kept for a year."""
    for name in (PENDING, PENDING_KEY):
        _drop(response, name)
    _set(response, SESSION, done.tokens.session)
    _set(response, KEY, done.tokens.key)
    _set(response, DEVICE, done.device, seconds=YEAR)


def keep_language(response: HttpResponse, chosen: Language) -> None:
    response.set_cookie(LANGUAGE, chosen.value, max_age=YEAR, secure=True, httponly=True, samesite="Strict")


def keys_on(request: HttpRequest) -> bool:
    """Whether this browser listens to single keys; it does until its reader says no (WCAG 2.1.4)."""
    return request.COOKIES.get(KEYS) != OFF


def keep_keys(response: HttpResponse, *, on: bool) -> None:
    seconds = 0 if on else YEAR
    response.set_cookie(KEYS, "" if on else OFF, max_age=seconds, secure=True, httponly=True, samesite="Strict")


def drop_session(response: HttpResponse) -> None:
    for name in (PENDING, PENDING_KEY, SESSION, KEY):
        _drop(response, name)


def _read(request: HttpRequest, name: str) -> bytes:
    try:
        return urlsafe_b64decode(request.COOKIES.get(name, ""))
    except ValueError:
        return b""


def _set(response: HttpResponse, name: str, value: bytes, *, seconds: int | None = None) -> None:
    text = urlsafe_b64encode(value).decode()
    response.set_cookie(name, text, max_age=seconds, secure=True, httponly=True, samesite="Strict")


def _drop(response: HttpResponse, name: str) -> None:
    """`delete_cookie` leaves out `Secure`, without which browsers ignore a `__Host-` cookie."""
    response.set_cookie(name, "", max_age=0, secure=True, httponly=True, samesite="Strict")
