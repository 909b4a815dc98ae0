"""The office as a WSGI application: Django told which site it serves, and static files beside it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from dokaz import design
from dokaz.config import people
from dokaz.web import office
from dokaz.web.office import cookies
from dokaz.web.office.site import Office, open_office, wire

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

REQUESTS = "dokaz.web.office.middleware.Requests"
MIDDLEWARE = (
    "dokaz.web.office.middleware.Headers",
    "dokaz.web.office.middleware.Bodies",
    "dokaz.web.office.middleware.Languages",
    "dokaz.web.office.middleware.Isolation",
    "django.middleware.csrf.CsrfViewMiddleware",
    "dokaz.web.office.middleware.Refusals",
)
STATIC = (design, office)

wire(people)


def application(served: Office, *, log_requests: bool = False) -> "WSGIApplication":
    """Serve this office and no other site in this process."""
    open_office(served)
    for name, value in settings_of(served, log_requests=log_requests).items():
        setattr(settings, name, value)  # one site a process: nothing has asked Django for a page before this
    site = WhiteNoise(get_wsgi_application(), max_age=0)
    for package in STATIC:
        site.add_files(str(Path(package.__path__[0]) / "static"), prefix=settings.STATIC_URL)
    return cast("WSGIApplication", site)


def settings_of(served: Office, *, log_requests: bool = False) -> dict[str, Any]:
    """What Django is told for this site."""
    return {
        "ROOT_URLCONF": "dokaz.web.office.urls",
        "MIDDLEWARE": [*([REQUESTS] if log_requests else []), *MIDDLEWARE],
        "ALLOWED_HOSTS": [urlsplit(served.origin).hostname],
        "CSRF_TRUSTED_ORIGINS": [served.origin],
        "CSRF_COOKIE_NAME": cookies.FORM,
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_COOKIE_AGE": None,
        "CSRF_FAILURE_VIEW": "dokaz.web.office.pages.forged",
        "FILE_UPLOAD_HANDLERS": ["dokaz.web.office.sealing.Sealing"],  # the only one: nothing is spooled anywhere
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 1_000_000,
    }
