"""Where a database is: a file of SQLCipher, or a database on a PostgreSQL server."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeAlias

from dokaz.kernel.languages import _, said

__all__ = ["Place", "Server", "is_here"]

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
CERTAIN = "verify-full"


@dataclass(frozen=True, slots=True)
class Server:
    """A database on a PostgreSQL server, in the words of libpq; a password is never among them."""

    SCHEMES: ClassVar = ("postgresql://", "postgres://")

    parameters: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, url: str) -> "Server":
        """Raises ValueError, with a sentence that says what to write instead."""
        from psycopg import ProgrammingError  # noqa: PLC0415 - the embedded database does without
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

        try:
            named = {word: str(value) for word, value in conninfo_to_dict(url).items() if value is not None}
        except ProgrammingError:  # whose words may repeat what was written, a password with it
            raise ValueError(said(_("it cannot be read: write postgresql://role@host/database"))) from None
        _refuse_password(named)
        if not {"dbname", "service"} & named.keys():
            raise ValueError(said(_("it names no database: write postgresql://role@host/database")))
        return cls(tuple(sorted(_certain(named).items())))

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts it may be at; none where a service file or a socket of this machine says it."""
        named = dict(self.parameters)
        return tuple(filter(None, (named.get("hostaddr") or named.get("host", "")).split(",")))

    def __str__(self) -> str:
        named = dict(self.parameters)
        where = f" at {', '.join(self.hosts)}" if self.hosts else ""
        return f"“{named.get('dbname') or named['service']}”{where}"


Place: TypeAlias = Path | Server


def is_here(host: str) -> bool:
    return host in HERE or host.startswith(("/", "@"))


def _refuse_password(named: dict[str, str]) -> None:
    if "password" in named:
        raise ValueError(
            said(_("a password does not belong there. Put it into ~/.pgpass (mode 600), or name a passfile="))
        )
    if os.environ.get("PGPASSWORD"):
        raise ValueError(
            said(_("PGPASSWORD is set, and an environment is no place for a password. Use ~/.pgpass (mode 600)"))
        )


def _certain(named: dict[str, str]) -> dict[str, str]:
    """What crosses a network is encrypted, and the server shows who it is."""
    hosts = (named.get("hostaddr") or named.get("host", "")).split(",")
    if all(is_here(host) for host in filter(None, hosts)):
        return named
    if named.setdefault("sslmode", CERTAIN) != CERTAIN:
        raise ValueError(
            said(_("to another machine the connection must be sure of the server: leave sslmode at verify-full"))
        )
    return named
