"""What the script of the page "receive" asks for: a file in parts, which goes on after the line broke.

Answers are JSON: where the file goes on, or a sentence. A name is sent with the closing, in the body and never in an
address.
"""

import binascii
from base64 import b64decode
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design.amounts import in_bytes
from dokaz.kernel.errors import DokazError
from dokaz.web.office import pages, receive, sealing
from dokaz.web.office.errors import FormUnreadable

Given = ParamSpec("Given")
OFFSET, BEFORE = "Upload-Offset", "Upload-Before"
MOST_REST = 100_000


class Begun(receive.About):
    size = forms.IntegerField(min_value=0)


class Closed(receive.About):
    path = forms.CharField(max_length=5_000, strip=False, required=False)
    rest = forms.CharField(max_length=MOST_REST, strip=False, required=False)

    def clean_rest(self) -> bytes:
        try:
            return b64decode(self.cleaned_data["rest"], validate=True)
        except (binascii.Error, ValueError) as why:
            raise forms.ValidationError("base64") from why


def told(
    view: Callable[Concatenate[HttpRequest, pages.Reader, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, pages.Reader, Given], HttpResponse]:
    """A refusal as JSON: its sentence, and where the file goes on if that is the matter."""

    @wraps(view)
    def asked(request: HttpRequest, reader: pages.Reader, /, *given: Given.args, **named: Given.kwargs) -> HttpResponse:
        try:
            return view(request, reader, *given, **named)
        except access.SessionOver:
            raise
        except DokazError as why:
            access.note_absent(why, by=reader.session, now=reader.now)
            about = {"offset": why.offset} if isinstance(why, custody.OffsetDiffers) else {}
            return JsonResponse({"code": why.code, "says": str(why), **about}, status=pages.status_of(why))

    return asked


@require_POST
@pages.signed_in
@told
def begin(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    given = _checked(Begun(request.POST, by=reader.session))
    compartment = UUID(given["compartment"])
    return _goes_on(
        custody.begin_upload(size=given["size"], compartment=compartment, by=reader.session, now=reader.now)
    )


@require_http_methods(["GET", "POST"])
@pages.signed_in
@told
def upload(request: HttpRequest, reader: pages.Reader, upload: UUID) -> HttpResponse:
    """Where it goes on; or its next bytes, which are the whole body."""
    by, now = reader.session, reader.now
    if request.method == "GET":
        return _goes_on(custody.find_upload(upload, by=by, now=now))
    length, offset = _number(request.META.get("CONTENT_LENGTH")), _number(request.headers.get(OFFSET))
    before = request.headers.get(BEFORE, "")
    with sealing.taking():
        return _goes_on(
            custody.append_upload(upload, incoming=request, length=length, offset=offset, before=before, by=by, now=now)
        )


@require_POST
@pages.signed_in
@told
def close(request: HttpRequest, reader: pages.Reader, upload: UUID) -> HttpResponse:
    form = Closed(request.POST, by=reader.session)
    given = _checked(form)
    name, path = receive.placed(given["path"])
    receipt = custody.close_upload(
        upload, rest=given["rest"], name=name, path=path, source=form.source_said, description=form.described,
        by=reader.session, now=reader.now,
    )  # fmt: skip
    examined = receive.examined_later([receipt], form, reader)
    return JsonResponse({
        "says": receive.outcome(receipt), "item": reverse("item", args=[receipt.ref]), "size": in_bytes(receipt.size),
        "sha256": receipt.sha256, "entry": receipt.entry, "examined": examined,
    })  # fmt: skip


@require_POST
@pages.signed_in
def drop(request: HttpRequest, reader: pages.Reader, upload: UUID) -> HttpResponse:  # noqa: ARG001
    custody.drop_upload(upload, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("receive"))


def _checked(form: receive.About) -> dict[str, Any]:
    if not form.is_valid():
        raise FormUnreadable
    return form.cleaned_data


def _goes_on(found: custody.Upload) -> JsonResponse:
    return JsonResponse({
        "address": reverse("upload", args=[found.id]), "close": reverse("close-upload", args=[found.id]),
        "size": found.size, "end": found.parts_end, "offset": found.offset,
    })  # fmt: skip


def _number(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 18:
        raise FormUnreadable
    return int(text)
