"""Addresses of those outside: over TLS, or on this machine."""

from ipaddress import ip_address
from urllib.parse import urlsplit

__all__ = ["reachable"]


def reachable(url: str) -> bool:
    """Whether an address begins with https://, or with http:// and leads to this machine; it names no user."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and not parts.username and not parts.fragment
    return plain and bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and _here(host)))


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
