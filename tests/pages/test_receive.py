"""Receiving in a browser, as the form sends it without scripts and as the script sends it in parts."""

import base64
import contextlib
import hashlib
import io
import json
import os
import re

import pytest
from django.test import Client
from tests.pages.conftest import ORIGIN

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody import growing
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.web.office import sealing

CHUNK = 65_536
BOUNDARY = "----formboundary7MA4YWxk"
NAMES = [
    "../../etc/passwd",
    "C:\\fakepath\\a.txt",
    "evil\u202egpj.exe",
    "<img src=x onerror=alert(1)>.svg",
    'a"b;c.txt',
]


@pytest.fixture(autouse=True)
def _a_process_of_its_own():
    yield
    for upload in growing.every():
        growing.drop(upload)


def token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.get("/receive").content.decode())[1]


def part(name, value, filename=None):
    told = f'form-data; name="{name}"' + ("" if filename is None else f'; filename="{_escaped(filename)}"')
    return f"--{BOUNDARY}\r\nContent-Disposition: {told}\r\n\r\n".encode() + value + b"\r\n"


def _escaped(name):
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def body(*parts):
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def answers(visitor, *, csrf=None, **more):
    given = {"csrfmiddlewaretoken": csrf or token(visitor), "compartment": str(visitor.world.compartment), **more}
    return b"".join(part(name, value.encode()) for name, value in given.items())


def send(visitor, data, *, origin=ORIGIN, length=None):
    more = {"CONTENT_LENGTH": str(len(data) if length is None else length), "wsgi.input": io.BytesIO(data)}
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return visitor.client.generic("POST", "/receive", data, content_type=kind, headers={"origin": origin}, **more)


def held(world):
    return custody.items(by=world.session, now=world.tick())


def record(world, ref):
    return custody.show(ref, by=world.session, now=world.tick())


def read(world, ref):
    with custody.open_item(ref, by=world.session, now=world.tick()) as stream:
        return stream.read()


def test_a_form_with_files_and_a_folder_is_sealed_as_it_comes(custodian, world):
    files = {
        "a.txt": b"page 7",
        "folder/sub/b.bin": os.urandom(3_000_000),
        "folder/empty": b"",
        **{name: os.urandom(9) for name in NAMES},
    }
    told = answers(custodian, source="P-1", description="Letters", obtained="from a cousin", place="Homel")
    answer = send(custodian, body(told, *(part("file", data, name) for name, data in files.items())))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"{len(files)} files are held" in page
    assert "<img" not in page
    assert "\u202e" not in page
    refs = re.findall(r"Sealed as (E-[0-9A-Z-]+)", page)
    for ref, (name, data) in zip(refs, files.items(), strict=True):
        found = record(world, ref)
        assert (found.path or found.name) == name
        assert found.name == name.rpartition("/")[2]
        assert (found.source, found.description.description, found.description.place) == ("P-1", "Letters", "Homel")
        assert read(world, ref) == data
        assert hashlib.sha256(data).hexdigest() in re.sub(r"<[^>]*>|\s", "", page)
    again = send(
        custodian, body(answers(custodian, source="P-1"), part("file", b"page 7", "a.txt"), part("file", b"", ""))
    )
    assert f"Already held as {refs[0]}" in again.content.decode()


@pytest.mark.parametrize("forged", ["none", "wrong", "late", "origin"])
def test_a_form_that_is_not_ours_gives_no_byte_of_a_file(custodian, world, forged, monkeypatch):
    monkeypatch.setattr(custody, "receive_many", None)
    ours = token(custodian)
    parts = {
        "none": [part("compartment", str(world.compartment).encode()), part("file", b"x", "x")],
        "wrong": [answers(custodian, csrf="y" * 64), part("file", b"x", "x")],
        "late": [part("file", b"x", "x"), part("csrfmiddlewaretoken", ours.encode())],
        "origin": [answers(custodian, csrf=ours), part("file", b"x", "x")],
    }[forged]
    answer = send(custodian, body(*parts), origin="http://evil.example" if forged == "origin" else ORIGIN)
    assert answer.status_code == 403
    assert held(world) == []


def test_a_form_that_is_cut_off_holds_what_was_whole_and_nothing_else(custodian, world):
    whole = body(answers(custodian), part("file", b"first", "a.txt"), part("file", b"second" * 9, "b.txt"))
    for cut in (whole[:-60], whole[: len(whole) - len(BOUNDARY) - 8]):
        answer = send(custodian, cut, length=len(whole))
        assert answer.status_code == 409
        assert {line.name for line in held(world)} == {"a.txt"}
    send(custodian, whole[: len(whole) - len(BOUNDARY) - 8])  # with the length of what came, and no end
    assert {line.name for line in held(world)} == {"a.txt"}
    send(custodian, whole)
    assert {line.name for line in held(world)} == {"a.txt", "b.txt"}


def test_wrong_answers_and_no_file_are_told_and_nothing_is_taken(custodian, world):
    elsewhere = answers(custodian, compartment="00000000-0000-0000-0000-000000000000")
    answer = send(custodian, body(elsewhere, part("file", b"x", "x")))
    assert (answer.status_code, held(world)) == (422, [])
    answer = send(custodian, body(answers(custodian, source="P-7"), part("file", b"", "")))
    assert answer.status_code == 422
    assert b"Choose at least one file." in answer.content
    assert b'value="P-7"' in answer.content
    for strange in (
        b"",
        b"\r\n",
        b"--" + BOUNDARY.encode(),
        os.urandom(2000),
        answers(custodian, x="y" * 300_000) + part("file", b"x", "x"),
    ):
        assert send(custodian, strange).status_code < 500
    assert held(world) == []


def test_another_page_takes_no_file_and_reads_none(custodian):
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    data = body(answers(custodian), part("file", b"x" * 100_000, "x"))
    answer = custodian.client.generic("POST", "/sign-out", data, content_type=kind, headers={"origin": ORIGIN})
    assert answer.status_code == 200
    fresh = Client(enforce_csrf_checks=True, headers={"host": "localhost:8080"})
    assert fresh.generic("POST", "/receive", data, content_type=kind).status_code == 302


def test_the_language_is_switched_with_the_answers_and_without_the_files(custodian):
    given = {"csrfmiddlewaretoken": token(custodian), "source": "P-7", "page-language": "be", "file": "a.txt"}
    answer = custodian.client.post(
        "/receive", "&".join(f"{name}={value}" for name, value in given.items()),
        content_type="application/x-www-form-urlencoded", headers={"origin": ORIGIN},
    )  # fmt: skip
    page = answer.content.decode()
    assert 'lang="be"' in page
    assert 'value="P-7"' in page
    assert "formenctype" in page


class Script:
    """What the page's script asks for."""

    def __init__(self, visitor):
        self.visitor, self.csrf = visitor, token(visitor)

    def __call__(self, path, given=b"", *, kind="application/x-www-form-urlencoded", **headers):
        told = {"origin": ORIGIN, "x-csrftoken": self.csrf} | headers
        data = given if isinstance(given, bytes) else "&".join(f"{name}={value}" for name, value in given.items())
        answer = self.visitor.client.post(path, data, content_type=kind, headers=told)
        return answer.status_code, json.loads(answer.content)

    def begin(self, size, compartment=None):
        place = compartment or self.visitor.world.compartment
        return self("/receive/uploads", {"compartment": place, "size": size})

    def append(self, goes, data, *, offset, before=b"", **more):
        seam = hashlib.sha256(before).hexdigest() if before else ""
        told = {"upload-offset": str(offset), "upload-before": seam} | more
        return self(goes["address"], data, kind="application/octet-stream", **told)

    def close(self, goes, rest, path="a.bin", **more):
        encoded = base64.b64encode(rest).decode().replace("+", "%2B")
        place = self.visitor.world.compartment
        return self(goes["close"], {"compartment": place, "path": path, "rest": encoded, **more})


def test_the_script_sends_parts_is_told_where_to_go_on_and_gets_a_receipt(custodian, world):
    script, data = Script(custodian), os.urandom(3 * CHUNK + 100)
    _ok, goes = script.begin(len(data))
    assert (goes["offset"], goes["end"]) == (0, 3 * CHUNK)
    assert script.append(goes, data[: CHUNK + 5], offset=0)[1]["offset"] == CHUNK
    assert json.loads(custodian.get(goes["address"]).content)["offset"] == CHUNK
    status, said = script.append(goes, data[:CHUNK], offset=0)
    assert (status, said["code"], said["offset"]) == (409, "offset-differs", CHUNK)
    assert script.append(goes, data[CHUNK:], offset=CHUNK, before=b"another")[1]["code"] == "other-file"
    assert b"Choose the same file to go on" in custodian.get("/receive").content
    assert script.append(goes, data[CHUNK:], offset=CHUNK, before=data[:CHUNK])[1]["offset"] == 3 * CHUNK
    status, said = script.close(goes, data[3 * CHUNK :], path="folder/a.bin")
    assert (status, said["sha256"]) == (200, hashlib.sha256(data).hexdigest())
    ref = said["item"].rpartition("/")[2]
    assert said["says"] == f"Sealed as {ref}"
    assert read(world, ref) == data
    assert record(world, ref).path == "folder/a.bin"
    assert script.close(goes, data[3 * CHUNK :])[1]["item"] == said["item"]
    assert b"Not whole yet" not in custodian.get("/receive").content


def admitted(world, served):
    machine = served.machine.actor.account
    access.admit_machine(compartment=world.compartment, machine=machine, by=world.session, now=world.tick())


def asked_for():
    return sorted(str(job.arguments["ref"]) for job in jobs.listed() if job.handler == "custody:item:examine")


def test_all_that_was_received_together_is_examined_by_one_press(custodian, world, served):
    admitted(world, served)
    assert re.search(r'name="examine"[^>]* checked', custodian.get("/receive").content.decode())
    files = [part("file", name.encode(), name) for name in ("a.txt", "folder/b.txt", "folder/c.txt")]
    page = send(custodian, body(answers(custodian, examine="on"), *files)).content.decode()
    assert "Programs read it in the background." in page
    assert asked_for() == sorted(re.findall(r"Sealed as (E-[0-9A-Z-]+)", page))
    assert len(asked_for()) == 3
    send(custodian, body(answers(custodian, examine="on"), *files))  # held already, so nothing is read again
    assert len(jobs.listed()) == 3


def test_a_file_that_came_in_parts_is_examined_as_well(custodian, world, served):
    admitted(world, served)
    script = Script(custodian)
    _ok, goes = script.begin(3)
    _ok, said = script.close(goes, b"abc", examine="on")
    assert said["examined"] == "Programs read it in the background."
    assert asked_for() == [said["item"].rpartition("/")[2]]


def test_nothing_is_examined_that_was_not_asked_or_that_no_machine_may_open(custodian, world):
    assert b"Programs" not in send(custodian, body(answers(custodian), part("file", b"x", "x"))).content
    page = send(custodian, body(answers(custodian, examine="on"), part("file", b"y", "y"))).content.decode()
    assert "this machine may not open what lies in that compartment" in page
    assert jobs.listed() == []


def test_parts_are_refused_with_a_sentence_and_never_a_fault(custodian, colleague, world):
    script = Script(custodian)
    _ok, goes = script.begin(2 * CHUNK)
    assert script.begin(-1)[0] == script.begin("x")[0] == script.begin(2**80)[0] == 409
    assert script.begin(1, compartment="00000000-0000-0000-0000-000000000000")[0] == 409
    for headers in (
        {"upload-offset": "x"},
        {"upload-offset": "-1"},
        {"upload-offset": "9" * 30},
        {"upload-offset": "²"},
    ):
        assert script.append(goes, b"x", offset=0, **headers)[0] == 409
    assert script.append(goes, bytes(3 * CHUNK), offset=0)[1]["code"] == "longer-than-announced"
    assert script.close(goes, b"")[1]["code"] == "shorter-than-announced"
    assert (
        script(goes["close"], {"compartment": world.compartment, "path": "x", "rest": "!!"})[1]["code"]
        == "form-unreadable"
    )
    assert script.append(goes, bytes(2 * CHUNK), offset=0)[0] == 200
    assert script.close(goes, bytes(CHUNK), path="folder/")[1]["code"] == "name-refused"
    unsent = custodian.client.post(goes["close"], {"path": "x"}, headers={"origin": ORIGIN})
    assert unsent.status_code == 403
    documenter = colleague("documenter")
    assert b"You belong to no compartment yet" in documenter.get("/receive").content
    other = Script(documenter)
    (mine, said), (nowhere, told) = (
        other.append({"address": path}, bytes(CHUNK), offset=0)
        for path in (goes["address"], "/receive/uploads/00000000-0000-0000-0000-000000000001")
    )
    assert (mine, said) == (nowhere, told)
    assert mine == 404


def test_half_of_the_threads_go_on_answering_pages(custodian, world):
    script = Script(custodian)
    _ok, goes = script.begin(2 * CHUNK)
    with contextlib.ExitStack() as slow:
        for _ in range(sealing.AT_ONCE):
            slow.enter_context(sealing.taking())
        status, said = script.append(goes, bytes(CHUNK), offset=0)
        assert (status, said["code"]) == (503, "too-many-at-once")
        assert send(custodian, body(answers(custodian), part("file", b"x", "x"))).status_code == 503
        assert custodian.get("/").status_code == 200
    assert held(world) == []
    assert script.append(goes, bytes(CHUNK), offset=0)[1]["offset"] == CHUNK


def test_an_upload_is_given_up_by_a_button(custodian):
    script = Script(custodian)
    _ok, goes = script.begin(CHUNK)
    assert custodian.post(f"{goes['address']}/drop", page="/receive").status_code == 302
    assert script.append(goes, bytes(CHUNK), offset=0)[0] == 404
    assert growing.every() == {}


@pytest.mark.parametrize("role", ["analyst", "steering"])
def test_who_may_not_receive_is_refused_and_sees_no_way_to_it(colleague, role, world):
    who = colleague(role)
    assert b'href="/receive"' not in who.get("/").content
    assert who.get("/receive").status_code == 403
    csrf = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', who.get("/me").content.decode())[1]
    assert send(who, body(answers(who, csrf=csrf), part("file", b"x", "x"))).status_code in (403, 422)
    assert held(world) == []
    journal.sequence(now=world.tick())
    assert "access:permission:refuse" in [entry.verb for entry in journal.read()]
    assert access.Permission.RECEIVE_EVIDENCE not in access.ALLOWED[access.RoleName(role)]


def test_a_large_form_is_read_in_constant_memory(custodian):
    """What is asked of the body at once stays small, and what is held is never more than a few blocks."""
    start, end = answers(custodian), f"\r\n--{BOUNDARY}--\r\n".encode()
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'.encode()
    asked = []

    class Long(io.RawIOBase):
        left = 24 << 20

        def __init__(self):
            super().__init__()
            self._before, self._after = io.BytesIO(start + head), io.BytesIO(end)

        def read(self, size=-1):
            asked.append(size)
            if data := self._before.read(size):
                return data
            if self.left:
                taken = min(size, self.left)
                self.left -= taken
                return bytes(taken)
            return self._after.read(size)

    from django.core.handlers.wsgi import WSGIRequest

    from dokaz.web.office.sealing import Sealing

    environ = custodian.client._base_environ(
        REQUEST_METHOD="POST", PATH_INFO="/receive", CONTENT_TYPE=f"multipart/form-data; boundary={BOUNDARY}",
        CONTENT_LENGTH=str(len(start + head + end) + (24 << 20)), HTTP_ORIGIN=ORIGIN, HTTP_HOST="localhost:8080",
    )  # fmt: skip
    environ["wsgi.input"] = Long()
    environ["HTTP_COOKIE"] = "; ".join(f"{name}={each.value}" for name, each in custodian.client.cookies.items())
    sizes = []

    def take(_answers, files):
        for _path, stream in files:
            while data := stream.read(1 << 20):
                sizes.append(len(data))

    request = WSGIRequest(environ)
    request.upload_handlers = [Sealing(request, take)]
    assert "compartment" in request.POST
    assert sum(sizes) == 24 << 20
    assert max(asked) <= 1 << 20
    assert max(sizes) <= 1 << 20
