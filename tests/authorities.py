"""Time-stamp authorities for tests: certificates of every kind, stamps by `openssl ts -reply`, served over loopback."""

import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from dokaz.verify import stamps

POLICY = "1.2.3.4.1"
STAMPING = x509.ExtendedKeyUsageOID.TIME_STAMPING
HOUR = timedelta(hours=1)


def moment() -> datetime:
    """The clock that `openssl ts -reply` stamps by."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass
class Certified:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def certified(
    name: str,
    *,
    by: Certified | None = None,
    authority: bool = False,
    kind: str = "ec",
    since: datetime | None = None,
    until: datetime | None = None,
    usages: Sequence[x509.ObjectIdentifier] = (STAMPING,),
    critical: bool = True,
) -> Certified:
    key = ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since or moment() - HOUR)
        .not_valid_after(until or moment() + timedelta(days=900))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(_usage(authority=authority), critical=True)
    )
    if usages and not authority:
        made = made.add_extension(x509.ExtendedKeyUsage(list(usages)), critical=critical)
    return Certified(made.sign(by.key if by else key, hashes.SHA256()), key)


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, key_cert_sign=authority, crl_sign=authority, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


@dataclass
class Authority:
    """One authority on disk, as `openssl ts` wants it. `also` are further certificates put into each stamp."""

    folder: Path
    name: str = "Test authority"
    kind: str = "ec"
    root: Certified = field(init=False)
    signer: Certified = field(init=False)
    also: tuple[x509.Certificate, ...] = ()
    config: dict[str, str] = field(default_factory=dict)
    signing: dict[str, object] = field(default_factory=dict)

    def __post_init__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.root = certified(f"{self.name} root", authority=True, kind=self.kind)
        self.signer = certified(self.name, by=self.root, kind=self.kind, **self.signing)

    @property
    def roots(self):
        return (self.root.certificate,)

    def reply(self, query: bytes, **config: str) -> bytes:
        """What `openssl ts -reply` answers; `config` replaces lines of its configuration."""
        settings = {
            "serial": "serial", "default_policy": POLICY, "digests": "sha256", "signer_digest": "sha256",
            "ess_cert_id_alg": "sha256",
        } | self.config | config  # fmt: skip
        lines = ["[tsa]", "default_tsa = this", "[this]", *(f"{name} = {value}" for name, value in settings.items())]
        key = self.signer.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._write("config", "\n".join(lines).encode() + b"\n")
        self._write("signer.pem", stamps.pem([self.signer.certificate]))
        self._write("signer.key", key)
        self._write("chain.pem", stamps.pem(self.also))
        self._write("query", query)
        chain = ["-chain", "chain.pem"] if self.also else []
        return _openssl(
            "ts", "-reply", "-config", "config", "-queryfile", "query", "-signer", "signer.pem", "-inkey",
            "signer.key", *chain, inside=self.folder,
        )  # fmt: skip

    def stamp(self, message: bytes, **config: str) -> bytes:
        return self.reply(stamps.request(message).data, **config)

    def _write(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)


def query(message: bytes, folder: Path, *options: str) -> bytes:
    """A request made by openssl itself."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "message").write_bytes(message)
    return _openssl("ts", "-query", "-data", "message", *options, inside=folder)


def _openssl(*arguments: str, inside: Path) -> bytes:
    ran = subprocess.run(["openssl", *arguments], cwd=inside, capture_output=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr.decode()
    return ran.stdout


Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


def answering(make: Callable[[bytes], bytes]) -> Answer:
    """Serve as an authority that stamps what it is asked."""

    def answer(handler: BaseHTTPRequestHandler, asked: bytes) -> None:
        send(handler, make(asked))

    return answer


def send(
    handler: BaseHTTPRequestHandler, data: bytes, *, status: int = 200, kind: str = stamps.MEDIA_REPLY, **headers: str
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(data)))
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(data)


class Quiet(ThreadingHTTPServer):
    """Says nothing of callers who hang up: the test says what it saw."""

    def handle_error(self, *_):
        """Nothing."""


@contextmanager
def served(answer: Answer, *, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve on a free port of 127.0.0.1 for as long as the block lasts, and give the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                answer(self, asked)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_):
            """Nothing: the test says what it saw."""

    server = Quiet(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
