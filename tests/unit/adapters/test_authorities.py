"""Asking an authority over loopback: what it may answer, and how little we follow it."""

import shutil
import socket
from hashlib import sha256

import pytest
from tests.authorities import Authority, answering, send, served

from dokaz.adapters.authorities import TimeStampAuthorities
from dokaz.journal.api import AuthorityAway, AuthorityStrange
from dokaz.verify import stamps

pytestmark = pytest.mark.usefixtures("socket_enabled")

QUICK = TimeStampAuthorities(seconds=0.5)


def ask(answer, adapter=QUICK):
    with served(answer) as url:
        return adapter.ask(url, b"request")


@pytest.mark.skipif(not shutil.which("openssl"), reason="the program openssl makes the stamps")
def test_an_answer_comes_back_whole(tmp_path):
    authority = Authority(tmp_path)
    asked = stamps.request(b"checkpoint")
    with served(answering(authority.reply)) as url:
        answer = TimeStampAuthorities().ask(url, asked.data)
    assert stamps.check(answer, digest=sha256(b"checkpoint").digest(), roots=authority.roots, nonce=asked.nonce)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_one_that_cannot_just_now(status):
    with pytest.raises(AuthorityAway, match=str(status)):
        ask(lambda handler, _: send(handler, b"", status=status))


@pytest.mark.parametrize("status", [301, 307])
def test_a_redirect_is_not_followed(status):
    def unwanted(handler, _):
        raise AssertionError

    with served(unwanted) as elsewhere, pytest.raises(AuthorityStrange, match="elsewhere"):
        ask(lambda handler, _: send(handler, b"", status=status, Location=elsewhere))


def test_another_status_and_another_kind():
    with pytest.raises(AuthorityStrange, match="refused the request"):
        ask(lambda handler, _: send(handler, b"", status=404))
    with pytest.raises(AuthorityStrange, match="text/html"):
        ask(lambda handler, _: send(handler, b"<html>", kind="text/html; charset=utf-8"))


def test_a_huge_answer_is_not_read_to_its_end():
    def pour(handler, _):
        handler.send_response(200)
        handler.send_header("Content-Type", stamps.MEDIA_REPLY)
        handler.end_headers()
        for _piece in range(4_000):
            handler.wfile.write(bytes(1 << 16))

    with pytest.raises(AuthorityStrange, match="more than"):
        ask(pour, TimeStampAuthorities())


def test_a_drip_and_silence_end_in_time():
    def drip(handler, _):
        handler.send_response(200)
        handler.send_header("Content-Type", stamps.MEDIA_REPLY)
        handler.end_headers()
        while True:
            handler.wfile.write(b".")
            handler.connection.settimeout(0.05)
            try:
                if not handler.connection.recv(1):
                    return
            except TimeoutError:
                continue

    with pytest.raises(AuthorityAway, match=r"longer than 0\.5 seconds"):
        ask(drip)
    with pytest.raises(AuthorityAway, match=r"longer than 0\.5 seconds"):
        ask(lambda handler, _: handler.connection.recv(1))


def test_hanging_up_and_what_is_no_http():
    with pytest.raises(AuthorityAway, match="hung up"):
        ask(lambda *_: None)
    with pytest.raises(AuthorityAway, match="does not speak HTTP"):
        ask(lambda handler, _: handler.wfile.write(b"\x00" * 100 + b"\n" * 10))


def test_nobody_there():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
    with pytest.raises(AuthorityAway, match="refused"):
        QUICK.ask(f"http://127.0.0.1:{port}/", b"request")
    with pytest.raises(AuthorityAway):
        QUICK.ask(f"https://localhost:{port}/", b"request")


def test_a_certificate_of_a_server_that_nobody_vouches_for(tmp_path):
    import ssl

    authority = Authority(tmp_path)
    authority._write("server.key", _key(authority))
    authority._write("server.pem", stamps.pem([authority.signer.certificate]))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")
    with (
        served(lambda handler, _: send(handler, b""), context=context) as url,
        pytest.raises(AuthorityAway, match="not accepted"),
    ):
        TimeStampAuthorities().ask(url.replace("http:", "https:"), b"request")


def _key(authority):
    from cryptography.hazmat.primitives import serialization

    return authority.signer.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
