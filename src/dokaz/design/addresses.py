"""The URL is the query: addresses from which a page's links for facets, chips and paging are made.

Only codes belong into an address; free text and names never do (history and logs keep addresses).
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Address:
    """A path with its query, unchangeable: each method gives another address."""

    path: str
    query: tuple[Pair, ...] = ()

    @classmethod
    def of(cls, request: HttpRequest) -> "Address":
        """Where the reader is, with every value of the query in its order."""
        return cls(request.path, tuple((name, value) for name, values in request.GET.lists() for value in values))

    def plus(self, name: str, value: str) -> "Address":
        """With this value beside those the name already has."""
        return self if (name, value) in self.query else replace(self, query=(*self.query, (name, value)))

    def minus(self, name: str, value: str | None = None) -> "Address":
        """Without this value of the name, or without the name."""
        return replace(self, query=tuple(pair for pair in self.query if not _is(pair, name, value)))

    def put(self, name: str, value: str) -> "Address":
        """With this as the only value of the name."""
        return self.minus(name).plus(name, value)

    def has(self, name: str, value: str) -> bool:
        return (name, value) in self.query

    def __str__(self) -> str:
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path


def _is(pair: Pair, name: str, value: str | None) -> bool:
    return pair[0] == name and value in (None, pair[1])
