"""The rival of the items page: a list view as Django's manual makes it, on a file without a key.

`python -m benchmarks.plain_list FILE PORT` serves it under gunicorn as the office is served. It seals nothing, asks
nobody for permission and writes no entry; it counts what it lists, and has no facets.
"""

import random
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

PATHS = (
    ("items, newest", "/items"),
    ("items, two facets", "/items?type=image&came=portal"),
    ("items, deep in", "/items?after={deep}"),
    ("items, a rare facet", "/items?kind=object"),
)
PAGE = 50
RARE = 10_000  # one in so many is a physical object
_TABLE = """
    CREATE TABLE item (id INTEGER PRIMARY KEY, ref TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
                       type TEXT NOT NULL, came TEXT NOT NULL, compartment TEXT NOT NULL, size INTEGER NOT NULL,
                       received_at TEXT NOT NULL);
    CREATE INDEX item_received ON item (received_at DESC, id DESC);
    CREATE INDEX item_narrowed ON item (type, came, received_at DESC, id DESC);
    CREATE INDEX item_kind ON item (kind, received_at DESC, id DESC);"""


def fill(file: Path, *, amount: int) -> Path:
    chance, first = random.Random(1), datetime(2020, 1, 1, tzinfo=UTC)
    rows = (
        (
            number, f"E-{number:09}", f"IMG_{number}.jpg", "file" if number % RARE else "object",
            chance.choice(("image", "image", "video", "document", "audio")),
            chance.choice(("portal", "portal", "open-source", "upload")), f"compartment {number % 8}",
            chance.randrange(4_000_000_000), f"{first + timedelta(minutes=number * 3):%Y-%m-%d %H:%M:%S}",
        )
        for number in range(amount)
    )  # fmt: skip
    connection = sqlite3.connect(file)
    connection.executescript(_TABLE)
    with connection:
        connection.executemany("INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.close()
    return file


def deep(amount: int) -> list[int]:
    return list(range(amount // 10, amount, max(1, amount // 500)))


def main(file: str, port: str) -> None:
    import django
    from django.conf import settings

    settings.configure(
        ROOT_URLCONF=__name__, ALLOWED_HOSTS=["localhost"], USE_TZ=True, SECRET_KEY=file, INSTALLED_APPS=[],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "CONN_MAX_AGE": None}},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    )  # fmt: skip
    django.setup()
    from django.core.wsgi import get_wsgi_application

    from dokaz.cli import serve

    urlpatterns.append(_address())
    serve.start(get_wsgi_application(), bind=f"127.0.0.1:{port}")


urlpatterns: list[Any] = []


def _address() -> Any:
    from django.db import models
    from django.http import HttpResponse
    from django.template import engines
    from django.urls import path

    class Item(models.Model):
        ref, name, kind, type, came, compartment = (models.TextField() for _ in range(6))
        size, received_at = models.BigIntegerField(), models.DateTimeField()

        class Meta:
            app_label, db_table, managed = "plain", "item", False

    template = engines["django"].from_string(
        "<!doctype html><title>Items</title><p>{{ count }} items<table>{% for each in items %}<tr><td>"
        '<a href="/items/{{ each.ref }}">{{ each.ref }}</a><td>{{ each.name }}<td>{{ each.type }}<td>'
        "{{ each.size|filesizeformat }}<td>{{ each.received_at }}{% endfor %}</table>"
    )

    def items(request: Any) -> HttpResponse:
        chosen = {name: request.GET[name] for name in ("kind", "type", "came") if name in request.GET}
        fitting = Item.objects.filter(**chosen).order_by("-received_at", "-id")
        count = fitting.count()
        if after := request.GET.get("after"):
            fitting = fitting.filter(received_at__lt=Item.objects.get(pk=after).received_at)
        return HttpResponse(template.render({"count": count, "items": fitting[:PAGE]}, request))

    return path("items", items)


if __name__ == "__main__":
    sys.modules["benchmarks.plain_list"] = sys.modules["__main__"]
    main(*sys.argv[1:])
