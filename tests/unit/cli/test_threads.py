"""The server's threads are for whole requests: who sends slowly holds none, and those who ask are answered meanwhile."""

import http.client
import os
import socket
import subprocess
import sys
from contextlib import ExitStack, closing, contextmanager

import pytest

from dokaz.cli import serve, threads
from dokaz.config import office

SITE = """
import sys
from dokaz.cli import serve, threads

def site(asked, begin):
    body = asked["wsgi.input"].read(int(asked.get("CONTENT_LENGTH") or 0))
    begin("200 OK", [("Content-Length", str(len(body)))])
    return [body]

for each in sys.argv[2:]:
    name, value = each.split("=")
    setattr(threads, name, float(value))
serve.start(site, bind=sys.argv[1])
"""
CROWD = 3 * serve.THREADS
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n"

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@contextmanager
def site(folder, **settings):
    with socket.create_server(("127.0.0.1", 0)) as tried:
        port = tried.getsockname()[1]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(folder / "notify"))
        told.settimeout(60)
        words = [f"127.0.0.1:{port}", *(f"{name}={value}" for name, value in settings.items())]
        environment = {**os.environ, "NOTIFY_SOCKET": str(folder / "notify")}
        process = subprocess.Popen([sys.executable, "-c", SITE, *words], env=environment, stderr=subprocess.DEVNULL)
        try:
            while b"READY=1" not in told.recv(4096):
                pass
            yield port
        finally:
            process.terminate()
            assert process.wait(60) == 0


@pytest.fixture
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("s")  # a socket's address is short


@pytest.fixture
def port(folder):
    with site(folder) as port:
        yield port


def line(port):
    return socket.create_connection(("127.0.0.1", port), timeout=60)


def answered(port, body=b"asked"):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as asking:
        asking.request("POST", "/", body)
        return asking.getresponse().read() == body


def is_let_go(line):
    try:
        return line.recv(1) == b""
    except ConnectionResetError:  # with bytes of it unread
        return True


def body_of(line, size):
    got = b""
    while b"\r\n\r\n" not in got or len(got.partition(b"\r\n\r\n")[2]) < size:
        more = line.recv(65_536)
        assert more, got
        got += more
    return got.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    "sent", [b"", b"POST / HT", b"\r\n\r\n\r\n", HEAD % 1000, HEAD % 1000 + b"\r\n", HEAD % 1000 + b"\r\nsix of"]
)
def test_more_who_send_slowly_than_there_are_threads_keep_nobody_from_an_answer(port, sent):
    with ExitStack() as slow:
        for _ in range(CROWD):
            slow.enter_context(line(port)).sendall(sent)
        assert answered(port)


def test_who_was_slow_is_answered_too(port):
    with ExitStack() as slow:
        lines = [slow.enter_context(line(port)) for _ in range(CROWD)]
        for rest in (HEAD % 9, b"\r\nfirst", b"more"):
            for each in lines:
                each.sendall(rest)
        assert {body_of(each, 9) for each in lines} == {b"firstmore"}


def test_a_request_that_took_too_long_is_let_go_without_an_answer(folder):
    with site(folder, IN_ALL=0) as port, line(port) as slow:
        slow.sendall(HEAD % 1000)
        assert is_let_go(slow)


def test_where_too_many_are_awaited_it_is_the_oldest_that_is_let_go(folder):
    with site(folder, MOST_COMING=3) as port, ExitStack() as slow:
        first = slow.enter_context(line(port))
        first.sendall(HEAD % 4)
        others = [slow.enter_context(line(port)) for _ in range(3)]
        assert is_let_go(first)
        others[-1].sendall(HEAD % 4 + b"\r\nlast")
        assert body_of(others[-1], 4) == b"last"


def test_what_is_held_of_all_who_are_awaited_has_an_end_as_well(folder):
    with site(folder, MOST_HELD=200_000) as port, ExitStack() as slow:
        for _ in range(2):
            first = slow.enter_context(line(port))
            first.sendall(HEAD % 900_000 + b"\r\n" + bytes(150_000))
        assert answered(port)


def test_one_line_may_ask_again_and_at_once(port):
    with line(port) as again:
        again.sendall(HEAD % 3 + b"\r\none" + HEAD % 3 + b"\r\ntwo")
        assert body_of(again, 3).startswith(b"one")
        again.sendall(HEAD % 5 + b"\r\nthree")
        got = b""
        while b"three" not in got:
            got += again.recv(65_536)


def test_a_long_body_is_read_while_it_comes(port):
    assert answered(port, os.urandom(3 * threads.WHOLE))


def test_what_is_cut_off_reaches_the_site_as_it_is(port):
    with line(port) as cut:
        cut.sendall(HEAD % 100 + b"\r\nhalf")
        cut.shutdown(socket.SHUT_WR)
        assert body_of(cut, 4) == b"half"


def test_no_thread_waits_for_a_body_that_nobody_reads(port):
    with line(port) as unread:
        unread.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")
        assert unread.recv(4096).startswith(b"HTTP/1.1 200")
        assert unread.recv(4096) == b""


def test_a_head_without_an_end_is_refused(port):
    with line(port) as endless:
        endless.sendall(b"GET / HTTP/1.1\r\n" + (b"X-Long: " + b"y" * 8_000 + b"\r\n") * 40)
        assert endless.recv(4096).startswith(b"HTTP/1.1 4")


def test_every_form_that_the_office_reads_is_awaited_whole():
    settings = office.settings_of(type("Site", (), {"origin": "http://localhost"}))
    assert settings["DATA_UPLOAD_MAX_MEMORY_SIZE"] <= threads.WHOLE
