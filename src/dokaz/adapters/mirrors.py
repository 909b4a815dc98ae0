"""The mirror beside a log witness, over HTTP (docs/operating.md): what `web/witness` serves."""

from dataclasses import dataclass
from hashlib import sha256

from dokaz.adapters import posting
from dokaz.journal.api import MirrorAway, MirrorRefused
from dokaz.verify import mirroring, notes, witnessing
from dokaz.verify.errors import VerifyError
from dokaz.verify.merkle import HASH_SIZE
from dokaz.verify.mirroring import Leaves
from dokaz.verify.notes import VerifierKey
from dokaz.verify.showing import shown

__all__ = ["HttpMirror"]

BYTES = "application/octet-stream"
MOST_SAID = 500  # of a refusal, to be shown to a person
NOT_SERVED = "it does not serve this log yet; give its people the key of this log"


@dataclass(frozen=True, slots=True)
class HttpMirror:
    """The port `Mirror` at the address of a log witness. Each request ends within its seconds."""

    url: str
    vkey: str
    seconds: float = 20

    @property
    def name(self) -> str:
        return self.url

    def size(self) -> int:
        return self._size(self._get("size", most=64))

    def add(self, start: int, hashes: bytes, note: bytes) -> None:
        body = bytes(Leaves(start, hashes, note))
        held = self._size(self._post("leaves", body))
        if held != start + len(hashes) // HASH_SIZE:
            raise MirrorRefused(mirror=self.name, why=f"it says that it holds {held} hashes after they were sent")

    def hashes(self, start: int, end: int) -> bytes:
        return b"".join(
            self._leaves(each, min(each + mirroring.AT_ONCE, end)) for each in range(start, end, mirroring.AT_ONCE)
        )

    def checkpoint(self) -> bytes | None:
        return self._found("checkpoint", most=notes.MOST_BYTES)

    def keep_register(self, note: bytes) -> None:
        self._post("register", note)

    def register(self) -> bytes | None:
        return self._found("register", most=mirroring.MOST_REGISTER)

    def _leaves(self, start: int, end: int) -> bytes:
        most = (end - start) * HASH_SIZE
        answer = self._get(f"leaves/{start}/{end}", most=most)
        if len(answer.body) != most:
            raise MirrorRefused(mirror=self.name, why=f"it gave {len(answer.body)} bytes for {end - start} hashes")
        return answer.body

    def _found(self, what: str, *, most: int) -> bytes | None:
        answer = self._ask(what, most=most)
        if answer.status == 404:
            self.size()  # a log that is not served has no size either, and is refused there
            return None
        return self._believed(answer, most).body

    def _get(self, what: str, *, most: int) -> posting.Answer:
        return self._believed(self._ask(what, most=most), most)

    def _ask(self, what: str, *, most: int) -> posting.Answer:
        try:
            return posting.get(self._place(what), seconds=self.seconds, most=most)
        except posting.Silent as why:
            raise MirrorAway(mirror=self.name, why=why) from None

    def _post(self, what: str, body: bytes) -> posting.Answer:
        try:
            answer = posting.post(self._place(what), body, kind=BYTES, seconds=self.seconds, most=MOST_SAID)
        except posting.Silent as why:
            raise MirrorAway(mirror=self.name, why=why) from None
        return self._believed(answer, MOST_SAID)

    def _believed(self, answer: posting.Answer, most: int) -> posting.Answer:
        if answer.status == 200 and len(answer.body) <= most:
            return answer
        if answer.status >= 500 or answer.status in (408, 429):
            raise MirrorAway(mirror=self.name, why=f"it says that it cannot just now (HTTP {answer.status})")
        raise MirrorRefused(mirror=self.name, why=_reason(answer))

    def _size(self, answer: posting.Answer) -> int:
        try:
            return witnessing.size_of(answer.body)
        except VerifyError as why:
            raise MirrorRefused(mirror=self.name, why=shown(str(why).rstrip("."))) from None

    def _place(self, what: str) -> str:
        origin = VerifierKey.parse(self.vkey).name
        return f"{self.url.rstrip('/')}/mirror/{sha256(origin.encode()).hexdigest()}/{what}"


def _reason(answer: posting.Answer) -> str:
    """Why it refused; what it says itself only where it is a sentence of our own kind of mirror."""
    if answer.status == 404:
        return NOT_SERVED
    if answer.status in (400, 409) and answer.kind == "text/plain" and len(answer.body) <= MOST_SAID:
        return shown(answer.body.decode(errors="replace").strip().rstrip("."))
    if 300 <= answer.status < 400:
        return f"it sends us elsewhere (HTTP {answer.status}), and we do not follow"
    if answer.status == 200:
        return "it sent more than was asked for"
    return f"it answered otherwise than a mirror (HTTP {answer.status})"
