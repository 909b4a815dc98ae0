"""The rival of a film in the office: the same bytes in clear, by the same server and the same framework.

`python -m benchmarks.plain_file FILE PORT` answers with Django's own file response, which the server sends by
sendfile(2): no byte of it is read by the program.
"""

import re
import sys
from typing import Any


def main(file: str, port: str) -> None:
    import django
    from django.conf import settings

    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["localhost"], SECRET_KEY=file, INSTALLED_APPS=[])
    django.setup()
    from django.core.wsgi import get_wsgi_application

    from dokaz.cli import serve

    urlpatterns.extend(_addresses(file))
    serve.start(get_wsgi_application(), bind=f"127.0.0.1:{port}")


urlpatterns: list[Any] = []


def _addresses(file: str) -> list[Any]:
    from pathlib import Path

    from django.http import FileResponse, HttpResponse
    from django.urls import path

    def content(request: Any) -> FileResponse:
        opened = Path(file).open("rb")  # noqa: SIM115 - closed with the answer
        response = FileResponse(opened)
        if found := re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("Range", "")):
            first, last = map(int, found.groups())
            opened.seek(first)  # the server sends from here
            response.status_code = 206
            response.headers["Content-Length"] = str(last - first + 1)
        return response

    return [path("content", content), path("health", lambda _request: HttpResponse())]


if __name__ == "__main__":
    sys.modules["benchmarks.plain_file"] = sys.modules["__main__"]
    main(*sys.argv[1:])
