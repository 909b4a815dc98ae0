"""Django's PostgreSQL backend with the promises of the house: turns, durability, a role that cannot disarm a guard.

Each connection is asked for its promises (`promises`), so that after a fail-over the new server is, too.
"""

from contextlib import suppress
from functools import cached_property
from typing import Any

from django.db.backends.postgresql import base
from django.db.utils import DatabaseErrorWrapper
from psycopg import Error

from dokaz.database import opening, turns
from dokaz.database.errors import (
    DatabaseAway,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFault,
    DatabaseFull,
    DatabaseNotOpen,
)
from dokaz.database.postgresql import promises

__all__ = ["DatabaseWrapper"]

LOCK_NOT_AVAILABLE, DEADLOCK = "55P03", "40P01"
DISK_FULL = "53100"
DAMAGE = ("XX001", "XX002")  # data_corrupted, index_corrupted
GOING = ("57P01", "57P02", "57P03")  # the server is shut down, crashed, or starts

# What each connection says of itself. A client that lost its power holds no lock for longer than a minute.
SESSION = {
    "application_name": "dokaz",
    "connect_timeout": "10",
    "keepalives_idle": "20",
    "keepalives_interval": "5",
    "keepalives_count": "4",
    "target_session_attrs": "read-write",  # of several hosts, the one that is not a standby
}
# Statements that a connection keeps prepared: pages of the office ask some 170, and where fewer are kept they push out
# one another. Each takes some 40 kB of the server's memory.
PREPARED = 400
# pg_temp last: a temporary table never stands in for one of ours, in a guard least of all
OPTIONS = (
    "search_path=public,pg_temp",
    "lock_timeout=10s",
    "tcp_keepalives_idle=20",
    "tcp_keepalives_interval=5",
    "tcp_keepalives_count=4",
    "client_connection_check_interval=10s",
)


class Named(DatabaseErrorWrapper):
    """Names what went wrong in the words of the house, and leaves the rest to Django."""

    wrapper: "DatabaseWrapper"

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:  # noqa: PYI036
        if isinstance(exc_value, Error) and (named := self._named(exc_value)):
            raise named.with_traceback(traceback) from exc_value
        super().__exit__(exc_type, exc_value, traceback)

    def _named(self, fault: Any) -> DatabaseFault | None:
        state = fault.sqlstate or ""
        if state in (LOCK_NOT_AVAILABLE, DEADLOCK):
            return DatabaseBusy()
        if state == DISK_FULL:
            return DatabaseFull(place=opening.described())
        if state in DAMAGE:
            return DatabaseDamaged(path=opening.described(), damage=_first_line(fault))
        if self.wrapper.is_lost() or state in GOING or state.startswith("08"):
            self.wrapper.let_go()
            return DatabaseAway(place=opening.described(), why=_first_line(fault))
        return None


class DatabaseWrapper(base.DatabaseWrapper):
    turn = turns.ALONE

    @cached_property
    def wrap_database_errors(self) -> Named:
        return Named(self)

    def get_connection_params(self) -> dict[str, Any]:
        server = opening.server()
        if server is None:
            raise DatabaseNotOpen
        named = dict(server.parameters)
        said = " ".join(f"-c {option}" for option in OPTIONS)
        options = f"{named.get('options', '')} {said}".strip()
        params = super().get_connection_params()
        params.pop("dbname")  # Django's NAME only says that there is a server
        # prepared: the same statements are asked again and again
        return {**params, **SESSION, **named, "options": options, "prepare_threshold": 5}

    def init_connection_state(self) -> None:
        promises.require(self.connection, owner=opening.owns())
        self.connection.prepared_max = PREPARED
        super().init_connection_state()

    def check_database_version_supported(self) -> None:
        """`promises` says it in a sentence."""

    def set_autocommit(self, autocommit: bool, *args: Any, **named: Any) -> None:  # noqa: FBT001 - Django's signature
        super().set_autocommit(autocommit, *args, **named)
        if not autocommit and self.turn is not turns.FREE:
            self._take_turn()

    def _take_turn(self) -> None:
        """The first statement of a transaction: where the connection was lost meanwhile, it is made anew, once."""
        try:
            self._ask_turn()
        except DatabaseAway:
            self.ensure_connection()
            super().set_autocommit(False)
            self._ask_turn()

    def _ask_turn(self) -> None:
        try:
            with self.wrap_database_errors:
                self.connection.execute(self.turn.statement, self.turn.keys)
        except BaseException:
            if self.connection is not None:
                self.connection.rollback()
                super().set_autocommit(True)
            raise

    def is_lost(self) -> bool:
        return self.connection is None or self.connection.closed

    def let_go(self) -> None:
        """Drop a connection that is of no use, so that the next act makes another; a running act ends here."""
        lost = self.connection
        if lost is None:
            return
        with suppress(Error):
            lost.close()
        if self.in_atomic_block:
            self.closed_in_transaction = True
            self.needs_rollback = True
        else:
            self.connection = None


def _first_line(fault: Exception) -> str:
    return next(iter(str(fault).strip().splitlines()), type(fault).__name__)
