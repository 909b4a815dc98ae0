"""Asking time-stamp authorities over HTTP (RFC 3161 3.4)."""

from dataclasses import dataclass

from dokaz.adapters import posting
from dokaz.journal.api import AuthorityAway, AuthorityStrange
from dokaz.verify.stamps import MEDIA_REPLY, MEDIA_REQUEST, MOST_BYTES

__all__ = ["TimeStampAuthorities"]


@dataclass(frozen=True, slots=True)
class TimeStampAuthorities:
    """Carries a request to whichever authority is named. The journal judges the answer."""

    seconds: float = 20

    def ask(self, url: str, request: bytes) -> bytes:
        try:
            answer = posting.post(url, request, kind=MEDIA_REQUEST, seconds=self.seconds, most=MOST_BYTES)
        except posting.Silent as why:
            raise AuthorityAway(url=url, why=why) from None
        if answer.status >= 500 or answer.status in (408, 429):
            raise AuthorityAway(url=url, why=f"it says that it cannot just now (HTTP {answer.status})")
        if 300 <= answer.status < 400:
            raise AuthorityStrange(url=url, why=f"it sends us elsewhere (HTTP {answer.status}), and we do not follow")
        if answer.status != 200:
            raise AuthorityStrange(url=url, why=f"it refused the request (HTTP {answer.status})")
        if answer.kind != MEDIA_REPLY:
            raise AuthorityStrange(url=url, why=f"it sent {answer.kind}, not a time stamp")
        if len(answer.body) > MOST_BYTES:
            raise AuthorityStrange(url=url, why=f"it sent more than {MOST_BYTES} bytes")
        return answer.body
