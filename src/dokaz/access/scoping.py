"""On whose behalf rows are read: nothing that belongs to a compartment is found without saying so."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from dokaz.access.errors import Unscoped
from dokaz.access.sessions import Session
from dokaz.database import api as database

Row = TypeVar("Row", bound=models.Model)

WHOLE_HOUSE: frozenset[UUID] | None = None
# CASE, so that no database goes through all that lies in these compartments when some rows of them are asked for
_IN_SCOPE = "CASE WHEN compartment_id IN %s THEN 1 ELSE 0 END = 1"
# the compartments, and for whom: a scope within one of the same session is that one, and nothing is read twice
_scope: ContextVar[tuple[frozenset[UUID] | None, Session | None] | None] = ContextVar("scope", default=None)


@contextmanager
def scope(by: Session, /) -> Iterator[frozenset[UUID]]:
    """Let compartmented rows be read inside the block, only those whose key the session's account holds; gives these.

    Within a scope of the same session it is that one: a verb that reads in several places opens one around them.
    Do not keep it open over the `yield` of a generator: the scope would leak to whoever takes the next value.
    """
    held = _open_for(by)
    with _scoped_to(held, by):
        yield held


def _open_for(by: Session) -> frozenset[UUID]:
    from dokaz.access import belonging  # noqa: PLC0415  the models need this file first

    allowed, whose = _scope.get() or (WHOLE_HOUSE, None)
    if allowed is not None and whose is by:
        return allowed
    return belonging.held(by)


@contextmanager
def whole_house(reason: str, /) -> Iterator[None]:
    """Let all compartments' rows be read inside the block, for work that shows nothing to a person.

    The reason is a short code ("fixity", "sweep"), so that each use can be found by searching for it.
    """
    if not reason:
        raise Unscoped(model="Everything")
    with _scoped_to(WHOLE_HOUSE, None):
        yield


@contextmanager
def _scoped_to(compartments: frozenset[UUID] | None, by: Session | None) -> Iterator[None]:
    token = _scope.set((compartments, by))
    try:
        yield
    finally:
        _scope.reset(token)


class Scoped(models.Manager[Row]):
    """Reading needs a scope; adding does not, because receiving needs no secret."""

    def get_queryset(self) -> models.QuerySet[Row]:
        allowed = self._allowed()
        rows = super().get_queryset()
        return rows if allowed is WHOLE_HOUSE else rows.filter(compartment__in=allowed)

    def select(
        self, *, where: str, values: Sequence[object] = (), order: str = "", related: Sequence[str] = ()
    ) -> list[Row]:
        """`database.select` of the rows in scope that fulfil a condition; `related` rows may be out of scope, as
        with Django's `select_related`. Raises Unscoped.
        """
        condition, values = self._narrowed(where, values)
        sql = f"WHERE {condition} {order}"
        return database.select(self.model, sql=sql, values=values, related=related, scoped=True)

    def columns(self, *names: str, where: str, values: Sequence[object] = (), order: str = "") -> list[tuple[Any, ...]]:
        """`database.columns` of the rows in scope that fulfil a condition. Raises Unscoped."""
        condition, values = self._narrowed(where, values)
        return database.columns(self.model, names, sql=f"WHERE {condition} {order}", values=values, scoped=True)

    def _narrowed(self, where: str, values: Sequence[object]) -> tuple[str, Sequence[object]]:
        allowed = self._allowed()
        if allowed is WHOLE_HOUSE:
            return f"({where})", values
        return f"({where}) AND {_IN_SCOPE}", [*values, allowed]

    def _allowed(self) -> frozenset[UUID] | None:
        scoped = _scope.get()
        if scoped is None:
            raise Unscoped(model=self.model.__name__)
        allowed, _by = scoped
        return allowed

    def create(self, **fields: Any) -> Row:
        return super().get_queryset().create(**fields)

    def bulk_create(self, objs: Iterable[Row], *args: Any, **options: Any) -> list[Row]:
        return super().get_queryset().bulk_create(objs, *args, **options)
