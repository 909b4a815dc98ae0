"""Files that were made to do harm, and forms that are none: what was whole is held byte for byte, and nothing runs."""

import base64
import contextlib
import gzip
import hashlib
import io
import re
import zipfile
import zlib
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from tests.evidence import HOSTILE, letter, paper, paper_that_swells, picture, png_that_declares
from tests.pages.conftest import ORIGIN
from tests.pages.test_office import verbs
from tests.pages.test_receive import BOUNDARY, CHUNK, Script, answers, body, held, part, record, send, token

from dokaz.custody import api as custody
from dokaz.custody import growing
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.web.office.middleware import HEADERS
from dokaz.web.office.saving import INERT

INERT_KINDS = re.compile(r"(image/jpeg|image/png|text/plain|(video|audio)/[a-z0-9]+)\b")
OURS = ("/static/",)
WORKED_ON = {"page.jpg", "both.pdf", "bomb.docx", "entities.svg", "flood.png", "bomb.zip"}
NAMED_FAILURES = {"maker-over-limits", "file-not-understood"}  # of the program in its cage, not of the house
SCRIPT = b"<!doctype html><html><body onload=alert(1)><script>alert(document.cookie)</script></body></html>"


@pytest.fixture(autouse=True)
def _a_process_of_its_own():
    yield
    for upload in growing.every():
        growing.drop(upload)


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def named_badly():
    """An archive whose members climb out of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("../../../tmp/x", "/etc/passwd", "C:\\x", "a\u202egpj.exe", "con", "x" * 3000):
            archive.writestr(name, HOSTILE)
    return out.getvalue()


def large_png():
    """A true picture of 8,000 by 8,000 points, all black, in some 60 kB."""

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = (8_000).to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(8_001 * 8_000), 9))
        + chunk(b"IEND", b"")
    )


def polyglot_gif():
    """A GIF that is a script as well: its width and height are the beginning of a comment."""
    return b"GIF89a/*" + bytes(8) + b"*/=1;alert(1)//" + SCRIPT + b";"


def entities():
    """XML whose entities grow, and one that wants a file of the machine."""
    grown = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    return (
        b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a0 "lol"><!ENTITY f SYSTEM "file:///etc/passwd">' + grown
        + b']><svg xmlns="http://www.w3.org/2000/svg"><text>&a9;&f;</text><image href="http://evil.example/x"/></svg>'
    )  # fmt: skip


@cache
def files():
    return {
        "page.jpg": SCRIPT,
        "page.html": SCRIPT + HOSTILE,
        "page.pdf": SCRIPT,
        "page.txt": SCRIPT,
        "film.mp4": SCRIPT,
        "drawing.svg": HOSTILE,
        "drawing.svgz": gzip.compress(HOSTILE),
        "entities.svg": entities(),
        "page.xhtml": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>",
        "utf7.html": b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
        "utf16.html": b"\xff\xfe" + SCRIPT.decode().encode("utf-16-le"),
        "bomb.svgz": gzip.compress(b"<svg>" + bytes(10_000_000)),
        "bomb.zip": zipped(**{"0.txt": bytes(10_000_000), "1.zip": zipped(a=bytes(10_000_000))}),
        "bomb.docx": zipped(**{"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a>" + b" " * 10_000_000}),
        "climbing.zip": named_badly(),
        "flood.png": png_that_declares(60_000, 60_000),
        "large.png": large_png(),
        "swelling.pdf": paper_that_swells(),
        "both.gif": polyglot_gif(),
        "both.pdf": paper("Page") + zipped(**{"x.html": SCRIPT}),
        "both.jpg": picture() + SCRIPT,
        "letter.eml": letter("=?utf-8?q?=00=0d=0aBcc:_x?= <script>"),
        "list.csv": b'=cmd|\'/c calc\'!A1,"=HYPERLINK(""http://evil.example"")"\n',
        "link.url": b"[InternetShortcut]\nURL=javascript:alert(1)\n",
        "nothing": b"",
        "zeroes.bin": bytes(100_000),
    }  # fmt: skip


class Refers(HTMLParser):
    """What a browser loads of a page by itself, and what could run in it."""

    def __init__(self, page):
        super().__init__()
        self.loads, self.runs = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith(("javascript:", "data:text")):
                self.runs.append((tag, name))
            if name in ("src", "srcset", "poster", "data") or (name == "href" and tag in ("link", "image", "use")):
                self.loads.append(value)
        if tag in ("iframe", "object", "embed", "base", "frame", "applet") or (
            tag == "script" and "src" not in dict(attrs)
        ):
            self.runs.append((tag, ""))


def looked_at(visitor, ref, *, inside):
    """Press “Show”, and follow everything that the browser would load by itself; also of what is `inside`."""
    asked = visitor.post(f"/items/{ref}/ask", page=f"/items/{ref}")
    assert asked.status_code == 302
    parts = (f"/items/{ref}/view?part=1", f"/items/{ref}/view?every=yes&page=2")
    for where in (asked.headers["location"], *(parts if inside else ())):
        answer = visitor.get(where)
        assert answer.status_code == 200, where
        assert_a_page_of_ours(answer)
        for there in Refers(answer.content.decode()).loads:
            assert_inert(visitor, urljoin(where, there))


def assert_a_page_of_ours(answer):
    page = answer.content.decode()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert Refers(page).runs == []
    assert "<script>alert" not in page
    assert not re.search("[\x00\u202a-\u202e\u2066-\u2069]", page)  # a name that reads as another


def assert_inert(visitor, there):
    """A file of ours; or a picture or film that no browser runs, whatever it holds."""
    assert urlsplit(there).netloc == ""
    if there.startswith(OURS):
        return
    answer = visitor.get(there)
    with contextlib.closing(answer):
        assert answer.status_code in (200, 404)
        assert INERT_KINDS.match(answer.headers["content-type"]), there
        assert answer.headers["content-security-policy"] == INERT
        assert answer.headers["x-content-type-options"] == "nosniff"


def taken(visitor, ref):
    """The bytes as they are downloaded, under headers with which no browser shows them."""
    answer = visitor.post(f"/items/{ref}/bytes", page=f"/items/{ref}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == f'attachment; filename="{ref}"'
    assert answer.headers["content-security-policy"] == INERT
    assert answer.headers["x-content-type-options"] == "nosniff"
    return b"".join(answer.streaming_content)


def assert_the_office_answers(visitor):
    for path in ("/", "/items", "/journal", "/jobs", "/receive"):
        assert visitor.get(path).status_code == 200, path


@pytest.fixture
def received(custodian, world):
    """Every hostile file, sent by the form of the page; its reference by its name."""
    parts = [part("file", data, f"folder/{name}") for name, data in files().items()]
    page = send(custodian, body(answers(custodian), *parts)).content.decode()
    refs = re.findall(r"(?:Sealed|Recorded) as (E-[0-9A-Z-]+)", page)
    return dict(zip(files(), refs, strict=True))


def test_what_was_made_to_do_harm_is_held_as_it_came_and_shown_as_what_runs_nowhere(custodian, world, received):
    for name, ref in received.items():
        assert taken(custodian, ref) == files()[name], name
        looked_at(custodian, ref, inside=name.endswith((".zip", ".eml")))
    assert worked_on(world, [received[name] for name in WORKED_ON]) <= NAMED_FAILURES
    for name, ref in received.items():
        found = record(world, ref)
        assert (found.sha256, found.size) == (hashlib.sha256(files()[name]).hexdigest(), len(files()[name]))
        assert len(found.examinations) == (name in WORKED_ON)
        assert_a_page_of_ours(custodian.get(f"/items/{ref}"))
    assert_the_office_answers(custodian)
    assert custody.check(by=world.session, now=world.tick()).clean
    journal.sequence(now=world.tick())
    assert journal.verify_records().found == custody.verify_chains() == ()


def worked_on(world, refs):
    """Examine them in the background and make every derivative: no job is left. How those ended that failed."""
    custody.examine_later(refs, by=world.session, now=world.tick())
    custody.derive_later(refs, by=world.session, now=world.tick())
    said = {"owner": "first", "clock": world.tick, "stop": lambda: False, "wait": lambda: None}
    asked, done = sum(jobs.counts().values()), jobs.work(by=world.session, once=True, **said)
    assert set(done) <= {jobs.JobState.DONE, jobs.JobState.FAILED}
    assert sum(done.values()) == asked
    return {job.outcome for job in jobs.listed() if job.state == jobs.JobState.FAILED}


NAMES = {
    "../../etc/passwd": "passwd",
    "C:\\fakepath\\x": "C:\\fakepath\\x",
    "\\\\server\\share\\x": "\\\\server\\share\\x",
    "/absolute/x": "x",
    "evil\u202egpj.exe": "evil\u202egpj.exe",
    "\u2066\u2069\u200f": "\u2066\u2069\u200f",
    "é" * 300: "é" * 300,
    "x" * 300: "x" * 300,
    "two\r\nlines: x": "two\r\nlines: x",
    'a";x="b': 'a";x="b',
    "<img src=x onerror=alert(1)>": "<img src=x onerror=alert(1)>",
    "{{ 7*7 }}": "{{ 7*7 }}",
    "javascript:alert(1)": "javascript:alert(1)",
    ".": ".",
    "..": "..",
    "CON": "CON",
    "con/../x": "x",
    "~root": "~root",
    "$(reboot)`x`": "$(reboot)`x`",
    "-rf": "-rf",
    " ": " ",
}


def test_no_name_leads_anywhere_and_each_stands_as_it_came(custodian, world):
    """By the form and by the script; a file lies under no name of anybody's, and a page shows none that could act."""
    before = {path for path in world.home.parent.rglob("*") if "vault" not in path.parts and path.is_file()}
    by_form = send(custodian, body(answers(custodian), *(part("file", name.encode(), name) for name in NAMES)))
    assert_a_page_of_ours(by_form)
    refs = dict(zip(NAMES, re.findall(r"(?:Sealed|Recorded) as (E-[0-9A-Z-]+)", by_form.content.decode()), strict=True))
    script = Script(custodian)
    for name in NAMES:
        sent_as = f"{name} again"
        _ok, goes = script.begin(1)
        status, said = script.close(goes, b"1", path=quoted(sent_as))
        assert status == 200, (name, said)
        refs[sent_as] = said["item"].rpartition("/")[2]
    for sent_as, ref in refs.items():
        found = record(world, ref)
        assert (found.path or found.name) == sent_as
        assert found.name == sent_as.rpartition("/")[2]
        page = custodian.get(f"/items/{ref}")
        assert_a_page_of_ours(page)
        taken(custodian, ref)
    assert_a_page_of_ours(custodian.get("/items"))
    after = {path for path in world.home.parent.rglob("*") if "vault" not in path.parts and path.is_file()}
    assert [path.name for path in after - before if not re.fullmatch("[0-9a-f]{48}", path.name)] == []


def quoted(name):
    return "".join(f"%{each:02X}" for each in name.encode())


def heads(*lines, value=b"x"):
    return f"--{BOUNDARY}\r\n".encode() + b"\r\n".join(lines) + b"\r\n\r\n" + value + b"\r\n"


NAMED = b'Content-Disposition: form-data; name="file"; filename="a.txt"'
END = f"--{BOUNDARY}--\r\n".encode()


def broken(ours):
    """Bodies that no browser sends: name, body, the length it says it has, and how many files of it are held."""
    file, second = heads(NAMED), heads(NAMED.replace(b"a.txt", b"b.txt"), value=b"y")
    whole = ours + file + second + END
    pair = (ours + file + END, None)
    return {
        "longer than announced": (whole + b"z" * 5000, len(whole), 2),
        "cut in its end by its length": (whole, len(whole) - 4, 0),  # no file of it is taken for whole
        "shorter than announced": (ours + file, len(whole), 0),
        "no end": (ours + file + second, None, 0),
        "no end and no length": (ours + file + second, "", 0),
        "a length below nothing": (whole, "-1", 0),
        "a length that is no number": (whole, "x", 0),
        "two dispositions, the second a field": (ours + heads(NAMED, b'Content-Disposition: form-data; name="x"') + END, None, 0),
        "two dispositions, the second a file": (ours + heads(b'Content-Disposition: form-data; name="x"', NAMED) + END, None, 0),
        "a head of a megabyte": (ours + heads(NAMED, b"X-Long: " + b"y" * 1_000_000) + END, None, 0),
        "a thousand heads": (ours + heads(NAMED, *(b"X-%d: y" % n for n in range(3000))) + END, None, 0),
        "thousands of fields": (ours + b"".join(part(f"f{n}", b"x") for n in range(3000)) + file + END, None, 0),
        "a field of a megabyte": (ours + part("source", b"x" * 1_000_000) + file + END, None, 0),
        "the token after the file": (ours.replace(b"csrfmiddlewaretoken", b"another") + file + END, None, 0),
        "another charset of the field's name": (
            ours + heads(b"Content-Disposition: form-data; name*=utf-16''%ff%fe; filename=x") + END, None, 0),
        "no such charset": (ours + heads(b"Content-Disposition: form-data; name*=nothing''x; filename=x") + END, None, 0),
        "a name that is not UTF-8": (ours + heads(b'Content-Disposition: form-data; name="file"; filename="\xff\xfe"') + END, None, 0),
        "a name in RFC 2231": (ours + heads(b"Content-Disposition: form-data; name=file; filename*=UTF-8''%2E%2E%2Fx") + END, None, 0),
        "NUL in a name": (ours + heads(b'Content-Disposition: form-data; name="file"; filename="a\x00b"') + END, None, 1),
        "no disposition": (ours + heads(b"Content-Type: text/plain") + END, None, 0),
        "an empty part": (ours + f"--{BOUNDARY}\r\n".encode() * 50 + file + END, None, None),
        "a part encoded": (ours + heads(NAMED, b"Content-Transfer-Encoding: base64", value=base64.b64encode(b"x")) + END, None, 1),
        "the same file twice": (ours + file + file + END, None, 1),
        "only the end": (END, None, 0),
        "nothing": (b"", None, 0),
        "plain": (*pair, 1),
    }  # fmt: skip


def test_a_body_that_is_no_form_is_refused_in_a_sentence_and_never_a_fault(custodian, world):
    ours = answers(custodian)
    for number, (name, (data, length, files)) in enumerate(broken(ours).items()):
        marked = data.replace(b'"a.txt"', b'"a%d.txt"' % number).replace(b'"b.txt"', b'"b%d.txt"' % number)
        told = length + len(marked) - len(data) if isinstance(length, int) else length
        before = len(held(world))
        answer = send(custodian, marked, length=told)
        assert answer.status_code in (200, 400, 403, 409, 422), (name, answer.status_code)
        assert_a_page_of_ours(answer)
        more = len(held(world)) - before
        assert files is None or more == files, (name, more, answer.status_code)
    assert_the_office_answers(custodian)
    twice = part("csrfmiddlewaretoken", b"y" * 64)
    one = part("csrfmiddlewaretoken", token(custodian).encode())
    place = part("compartment", str(world.compartment).encode())
    for tokens in (one + twice, twice + one):
        before = len(held(world))
        answer = send(custodian, tokens + place + heads(NAMED.replace(b"a.txt", b"t.txt")) + END)
        assert (answer.status_code, len(held(world)) - before) in ((403, 0), (200, 1), (200, 0))


def test_parts_with_heads_that_lie_take_nothing_and_lose_nothing(custodian, world):
    script, data = Script(custodian), bytes(range(256)) * (2 * CHUNK // 256)
    _ok, goes = script.begin(len(data))
    csrf = script.csrf
    for length in ("", "-1", "x", "9" * 30, "²", str(len(data) * 2)):
        answer = custodian.client.generic(
            "POST", goes["address"], data, content_type="application/octet-stream", CONTENT_LENGTH=length,
            headers={"origin": ORIGIN, "x-csrftoken": csrf, "upload-offset": "0", "upload-before": ""},
        )  # fmt: skip
        assert answer.status_code in (400, 409), length
    longer = script.append(goes, data + b"z" * 9, offset=0)
    assert longer[1]["code"] == "longer-than-announced"
    shorter = custodian.client.generic(
        "POST", goes["address"], data[: CHUNK + 9], content_type="application/octet-stream", CONTENT_LENGTH=str(len(data)),
        headers={"origin": ORIGIN, "x-csrftoken": csrf, "upload-offset": "0", "upload-before": ""},
    )  # fmt: skip
    assert shorter.status_code == 200
    assert (
        script.append(goes, data[CHUNK:], offset=CHUNK, before=data[:CHUNK], **{"upload-before": "x" * 9000})[0] == 409
    )
    assert script.append(goes, data[CHUNK:], offset=CHUNK, before=data[:CHUNK])[0] == 200
    assert held(world) == []
    for rest in ("!!", "A" * 200_000, base64.b64encode(b"y").decode(), ""):
        told = {"compartment": world.compartment, "path": "x", "rest": rest}
        assert script(goes["close"], told)[0] == 409, rest[:9]
    status, said = script.close(goes, data[CHUNK:])
    assert (status, said["sha256"]) == (200, hashlib.sha256(data).hexdigest())
    assert "custody:item:receive" in verbs(world)
