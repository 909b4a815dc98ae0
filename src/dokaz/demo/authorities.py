"""Two practice authorities for time stamps, made with `openssl ts` beside the practice home. They vouch for nothing."""

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dokaz.access import api as access
from dokaz.config import wiring
from dokaz.demo.errors import ToolMissing
from dokaz.journal import api as journal

__all__ = ["PracticeAuthorities", "stamp"]

NAMES = ("practice-one", "practice-two")
PRIVATE = 0o700
_DAYS = "3650"
_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
_ROOT = "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"
_SIGNER = (
    "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"
)
_REPLY = ["ts", "-reply", "-config", "config", "-signer", "signer.pem", "-inkey", "signer.key", "-queryfile"]
_CONFIG = (
    "[tsa]\ndefault_tsa = this\n[this]\nserial = serial\ndefault_policy = 1.2.3.4.1\ndigests = sha256\n"
    "signer_digest = sha256\ness_cert_id_alg = sha256\n"
)


@dataclass(frozen=True, slots=True)
class PracticeAuthorities:
    """Answers as an authority would, without a network: the address ends in its name."""

    folder: Path

    def ask(self, url: str, request: bytes) -> bytes:
        place = self.folder / url.rpartition("/")[2]
        if not (place / "signer.pem").is_file():
            raise journal.AuthorityAway(url=url, why=f"its keys are not in {place}")
        with tempfile.TemporaryDirectory(prefix="dokaz-demo-") as scratch:
            query = Path(scratch, "query")
            query.write_bytes(request)
            made = _openssl(*_REPLY, str(query), inside=place)
        return made.stdout

    def made(self, name: str) -> bytes:
        """The root of the authority of this name, which is made if it is not there."""
        place = self.folder / name
        if not (place / "signer.pem").is_file():
            place.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            _make(place, f"Practice authority {name.rpartition('-')[2]}")
        return (place / "root.pem").read_bytes()


def stamp(
    home: Path, *, size: int, by: access.Session, now: datetime
) -> tuple[journal.Stamped | journal.NotStamped, ...]:
    """Have a checkpoint of a practice home stamped by both. Raises ToolMissing where there is no openssl."""
    if shutil.which("openssl") is None:
        raise ToolMissing(tool="openssl", package="openssl")
    practice = PracticeAuthorities(home.with_name(f"{home.name}-practice-authorities"))
    wiring.wire(by, home=home, stamper=practice)
    known = {each.name for each in journal.authorities(withdrawn=True)}
    for name in NAMES:
        root = practice.made(name)
        if name not in known:
            access.require(by, access.Permission.MANAGE_AUTHORITIES, now=now)
            journal.admit_authority(name, url=f"http://127.0.0.1/{name}", roots=root, by=by.actor, now=now)
    return journal.stamp(size, by=by.actor, now=now)


def _make(place: Path, called: str) -> None:
    extensions = [word for each in _ROOT for word in ("-addext", each)]
    _openssl(
        "req", "-x509", *_KEY, "-keyout", "root.key", "-out", "root.pem", "-subj", f"/O=Dokaz demo/CN={called} root",
        "-days", _DAYS, *extensions, inside=place,
    )  # fmt: skip
    _openssl(
        "req", *_KEY, "-keyout", "signer.key", "-out", "signer.csr", "-subj", f"/O=Dokaz demo/CN={called}", inside=place
    )
    for name, text in {"extensions": _SIGNER, "config": _CONFIG, "serial": "01\n"}.items():
        (place / name).write_text(text)
    _openssl(
        "x509", "-req", "-in", "signer.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", _DAYS,
        "-extfile", "extensions", "-out", "signer.pem", inside=place,
    )  # fmt: skip


def _openssl(*arguments: str, inside: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", *arguments], cwd=inside, capture_output=True, check=True, timeout=60)  # noqa: S607 - whichever openssl this machine has
