"""What leaves for the reader's computer: to be saved, and never to be shown by the browser."""

from typing import TypeVar

from django.http.response import HttpResponseBase

INERT = "default-src 'none'; sandbox; frame-ancestors 'none'"
Answer = TypeVar("Answer", bound=HttpResponseBase)


def saved(response: Answer, name: str, /) -> Answer:
    """These bytes as a file of this name, which is made of a reference of ours: a name from outside is no header's."""
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = INERT
    return response
