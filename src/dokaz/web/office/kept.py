"""What somebody had typed is not lost with the session: the token in a form, and keeping what came too late.

A form says by `kept` which of its fields may be kept; a form without it has no token. None that asks for a pass-phrase,
a code or a fingerprint says so.
"""

from datetime import datetime

from django.forms import MultiWidget
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dokaz.access import api as access
from dokaz.design.fields import Form
from dokaz.kernel import clock
from dokaz.web.office.site import here

FIELD = "kept-by"
FORM = "application/x-www-form-urlencoded"


def token(form: Form, request: HttpRequest, *, by: access.Session, now: datetime) -> SafeString:
    """The hidden field of this page's form, or nothing."""
    names = getattr(form, "kept", ())
    if not names:
        return SafeString("")
    fields = [sent for name in names for sent in _sent(form, name)]
    value = access.form_token(place=request.path, fields=fields, by=by, now=now)
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, value)


def _sent(form: Form, name: str) -> list[str]:
    """The names under which a browser sends this field: a date comes in parts."""
    widget = form.fields[name].widget if name in form.fields else None
    return [f"{name}_{part}" for part in range(len(widget.widgets))] if isinstance(widget, MultiWidget) else [name]


def keep(request: HttpRequest) -> bool:
    """Seal what this post brought to whom its form was given, and say whether anything was kept."""
    if request.method != "POST" or request.content_type != FORM:  # the bytes of a file are not read for this
        return False
    given = request.POST.get(FIELD)
    if not given:
        return False
    return access.keep_draft(
        given, place=request.path, sent=dict(request.POST.lists()), machine=here().machine, now=clock.now()
    )
