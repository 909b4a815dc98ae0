"""A place in an object store, as a setting names it: `s3://bucket/prefix?endpoint=…&profile=…&region=…&lock=90d`.

No key is ever part of it. Keys lie in the credentials file of AWS tools (`~/.aws/credentials`) under the profile.
"""

import ipaddress
import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qsl, unquote, urlsplit

from dokaz.kernel.languages import _, said

__all__ = ["Bucket"]

SCHEME = "s3"
NO_KEY = _("a key does not belong into it; put it into ~/.aws/credentials and name its profile")
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")
_LOCK = re.compile(r"([1-9][0-9]{0,5})([dy])")
_KNOWN = ("endpoint", "profile", "region", "lock")
_DAYS = {"d": 1, "y": 365}


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket, or a part of it, on one server; with `lock`, everything put there is locked for so long."""

    name: str
    prefix: str = ""
    endpoint: str | None = None
    profile: str | None = None
    region: str | None = None
    lock: timedelta | None = None

    def __str__(self) -> str:
        place = f"{SCHEME}://{self.name}/{self.prefix}".rstrip("/")
        return f"{place} ({urlsplit(self.endpoint).netloc})" if self.endpoint else place

    @classmethod
    def parse(cls, url: str) -> "Bucket":
        """Raises ValueError with a sentence that repeats nothing of the URL: it might hold a key by mistake."""
        parts = urlsplit(url)
        if "@" in parts.netloc:
            raise ValueError(said(NO_KEY))
        if parts.scheme != SCHEME or not _NAME.fullmatch(parts.netloc) or parts.fragment:
            raise ValueError(said(_("an object store is named s3://bucket/prefix?endpoint=https://server")))
        prefix = unquote(parts.path).strip("/")
        if prefix and (not _PREFIX.fullmatch(prefix) or {".", ".."} & set(prefix.split("/"))):
            raise ValueError(said(_("the part after the bucket is made of letters, digits, “.”, “_”, “-” and “/”")))
        told = _told(parts.query)
        return cls(
            name=parts.netloc,
            prefix=prefix,
            endpoint=_endpoint(told.get("endpoint")),
            profile=told.get("profile"),
            region=told.get("region"),
            lock=_lock(told.get("lock")),
        )

    def key(self, name: str) -> str:
        return f"{self.prefix}/{name}" if self.prefix else name

    def name_of(self, key: str) -> str:
        return key.removeprefix(f"{self.prefix}/") if self.prefix else key


def _told(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=False, strict_parsing=bool(query))
    except ValueError:
        raise ValueError(said(_("what follows the “?” is read as name=value, joined by “&”"))) from None
    told = dict(pairs)
    if len(told) != len(pairs) or set(told) - set(_KNOWN):
        raise ValueError(
            said(_("after the “?” it may say {known}, each once; keys lie in ~/.aws/credentials")).format(
                known=", ".join(_KNOWN)
            )
        )
    return told


def _endpoint(endpoint: str | None) -> str | None:
    if endpoint is None:
        return None
    parts = urlsplit(endpoint)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError(
            said(_("the endpoint is the address of the server alone: https://server or https://server:port"))
        )
    if parts.username is not None:
        raise ValueError(said(NO_KEY))
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ValueError(said(_("an endpoint on another machine is reached over https only")))
    return endpoint.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # a name may lead anywhere: http needs the address itself


def _lock(text: str | None) -> timedelta | None:
    if text is None:
        return None
    match = _LOCK.fullmatch(text)
    if match is None:
        raise ValueError(said(_("the lock is a number of days or years, like 90d or 10y")))
    try:
        return timedelta(days=int(match[1]) * _DAYS[match[2]])
    except OverflowError:
        raise ValueError(said(_("the lock is longer than time can be counted"))) from None
