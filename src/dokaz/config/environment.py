"""Every DOKAZ_* variable: its type, its default and one sentence. A test refuses one that is read but not listed."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dokaz.adapters.api import Bucket
from dokaz.database.api import Place, Server
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import Language, _, said

Reader = Callable[[str], object]


class SettingUnusable(DokazError):
    """Raised when an environment variable holds something it cannot mean."""

    code = "setting-unusable"
    says = _("{name} is set to “{value}”, which cannot be used: {why}.")


def _local_path(value: str, *, schemes: tuple[str, ...]) -> Path:
    """A plain path or a URL of one of `schemes` with a path. Raises ValueError for another kind."""
    if "://" not in value:
        return Path(value)
    parts = urlsplit(value)
    if parts.scheme not in schemes or parts.netloc:
        kinds = " or ".join(f"{scheme}:///path" for scheme in schemes)
        raise ValueError(said(_("this version knows a plain path or {kinds}")).format(kinds=kinds))
    return Path(unquote(parts.path))


def database_place(value: str) -> Place:
    """The embedded database's file from `sqlcipher:///path`, or a database on a server from `postgresql://…`."""
    if value.startswith(Server.SCHEMES):
        return Server.parse(value)
    return _local_path(value, schemes=("sqlcipher",))


def store_place(value: str) -> Path | Bucket:
    """A folder from a path or `file:///path`, or a bucket of an object store from `s3://bucket`."""
    if value.startswith("s3:"):
        return Bucket.parse(value)
    return _local_path(value, schemes=("file",))


def language(value: str) -> Language:
    """A language of the house by its tag: be, en or ru."""
    if value not in set(Language):
        raise ValueError(said(_("write be, en or ru")))
    return Language(value)


def origin(value: str) -> str:
    """An address that people type: scheme and host, and a port where it needs one; nothing behind it."""
    parts = urlsplit(value)
    if parts.scheme not in ("https", "http") or not parts.hostname or value != f"{parts.scheme}://{parts.netloc}":
        raise ValueError(said(_("write it as https://office.example.org, with nothing behind the name or the port")))
    return value


def _without_keys(value: str) -> str:
    """What was set, up to where a key may stand that somebody put into a URL by mistake: it shall not be printed."""
    scheme, _colon, rest = value.partition("://")
    return f"{scheme}://…" if rest and ("@" in rest or "?" in rest) else value


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting from the environment."""

    name: str
    kind: Reader
    default: str
    sentence: str

    def read(self, environment: Mapping[str, str] | None = None) -> object | None:
        """The value, or None where it is not set. Raises SettingUnusable."""
        value = (os.environ if environment is None else environment).get(self.name, "")
        if not value:
            return None
        try:
            return self.kind(value)
        except ValueError as why:
            raise SettingUnusable(name=self.name, value=_without_keys(value), why=why) from None


HOME = Variable("DOKAZ_HOME", Path, "", "The folder of the collection; --home on the command line wins.")
DATABASE = Variable(
    "DOKAZ_DATABASE_URL",
    database_place,
    "dokaz.db inside the home",
    "Where the database is: a path, sqlcipher:///path, or postgresql://role@host/database (never with a password).",
)
STORE = Variable(
    "DOKAZ_STORE",
    store_place,
    "vault inside the home",
    "Where sealed files lie: a path, file:///path, or a bucket of an object store: s3://bucket/prefix?endpoint=…",
)
HEADERS = Variable(
    "DOKAZ_HEADERS",
    store_place,
    "headers inside the home",
    "Where the second copy of the headers lies: as DOKAZ_STORE, and never where versions, locks or replicas keep it.",
)
BACKUPS = Variable(
    "DOKAZ_BACKUPS",
    store_place,
    "--to or --from",
    "Where back-ups lie: a path, file:///path, or a bucket, as DOKAZ_STORE; on another machine than the collection.",
)
PASSPHRASE_FILE = Variable(
    "DOKAZ_PASSPHRASE_FILE",
    Path,
    "a prompt",
    "A file of one line with the pass-phrase; unless it lies on a memory file system the home is a trial.",
)
ORIGIN = Variable(
    "DOKAZ_ORIGIN",
    origin,
    "http://localhost and the port",
    "The address people type to reach the office, such as https://office.example.org; --origin wins.",
)
WITNESS = Variable(
    "DOKAZ_WITNESS_HOME",
    Path,
    "no log witness",
    "The folder of the log witness that `dokaz serve` starts beside the office.",
)
WITNESS_PASSPHRASE_FILE = Variable(
    "DOKAZ_WITNESS_PASSPHRASE_FILE",
    Path,
    "a prompt",
    "A file of one line with the pass-phrase of that log witness, for `dokaz serve`.",
)
LANGUAGE = Variable(
    "DOKAZ_LANGUAGE",
    language,
    "the terminal's",
    "The language the command speaks: be, en or ru; without it that of LC_ALL, LC_MESSAGES or LANG, else English.",
)

ALL = (
    HOME, DATABASE, STORE, HEADERS, BACKUPS, PASSPHRASE_FILE, ORIGIN, WITNESS, WITNESS_PASSPHRASE_FILE, LANGUAGE,
)  # fmt: skip
