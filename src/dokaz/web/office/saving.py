"""What leaves for the reader's computer: to be saved, and never to be shown by the browser."""

from typing import BinaryIO, TypeVar

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase

from dokaz.web.office import ranges

INERT = "default-src 'none'; sandbox; frame-ancestors 'none'"
Answer = TypeVar("Answer", bound=HttpResponseBase)


def streamed(stream: BinaryIO, size: int, name: str, /) -> StreamingHttpResponse:
    """So many bytes of a stream, piece by piece, to be saved under this name; it is closed at the end."""
    response = StreamingHttpResponse(ranges.Pieces(stream, ranges.Span(0, size - 1)))
    response.headers["Content-Length"] = str(size)
    return saved(response, name)


def saved(response: Answer, name: str, /) -> Answer:
    """These bytes as a file of this name, which is made of a reference of ours: a name from outside is no header's."""
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = INERT
    return response
