"""The viewer's sandbox: what a parser is given, what it may answer, and what becomes of one that goes astray."""

import io
import os
import shutil
import sys

import pytest
from PIL import Image
from tests import evidence

from dokaz.adapters import viewing
from dokaz.adapters.viewing import SandboxedViewer
from dokaz.custody.ports import Shape, Trouble, Wanted

pytestmark = pytest.mark.skipif(not shutil.which("bwrap"), reason="the program bwrap shuts parsers in")


def view(content, *, name="", viewer=None, **wanted):
    stream = content if hasattr(content, "read") else io.BytesIO(content)
    size = stream.seek(0, os.SEEK_END)
    return (viewer or SandboxedViewer()).view(stream, size=size, name=name, wanted=Wanted(**wanted))


def test_pages_pictures_and_words_come_out_of_the_cage():
    paper = evidence.paper("Пратакол", "Two")
    found = view(paper, page=2)
    assert (found.shape, found.page, found.pages, found.text) == (Shape.PAPER, 2, 2, "Two")
    assert view(paper, want="picture", page=2).data.startswith(b"\x89PNG\r\n\x1a\n")
    assert view(evidence.letter(), part=(1,)).shape is Shape.PICTURE
    assert view(evidence.letter(), want="part", part=(1,)).data == evidence.picture()
    assert view(evidence.conversation()).messages[1].part == "1"


@pytest.mark.parametrize("declared", [True, False])
def test_what_is_filled_into_a_form_is_on_its_page(declared):
    drawn = Image.open(io.BytesIO(view(evidence.form("FILLED", declared=declared), want="picture").data)).convert("L")
    width, height = drawn.size
    assert drawn.crop((width // 20, height // 10, width // 2, height // 5)).getextrema()[0] < 100


def test_a_picture_as_iphones_write_it_is_drawn_in_the_cage():
    found = view(evidence.HEIC)
    assert (found.shape, found.heads) == (Shape.PICTURE, (("pixels", "64 × 48"), ("format", "HEIF")))
    drawn = Image.open(io.BytesIO(view(evidence.HEIC, want="picture", colour=True).data))
    assert (drawn.format, drawn.size, drawn.getpixel((24, 32))[0] > 150) == ("JPEG", (64, 48), True)
    for broken in (evidence.HEIC[:300], evidence.HEIC[:40] + b"\xff" * 400):
        assert view(broken, want="picture").trouble is Trouble.BROKEN


class Large(io.RawIOBase):
    """A text of a terabyte, of which nobody has the whole."""

    def __init__(self):
        self.at, self.read_so_far = 0, 0

    def seek(self, offset, whence=os.SEEK_SET):
        self.at = 10**12 + offset if whence == os.SEEK_END else offset
        return self.at

    def read(self, wanted=-1):
        self.at, self.read_so_far = self.at + wanted, self.read_so_far + wanted
        return b"no\n" * (wanted // 3) + b"\n" * (wanted % 3)


def test_of_a_file_of_any_size_only_what_is_needed_is_read():
    stream = Large()
    found = view(stream, page=10**7)
    assert found.text.startswith("no\n")
    assert found.pages > 10**7
    assert stream.read_so_far < 4_000_000


@pytest.mark.parametrize(
    ("says", "trouble"),
    [
        ("os.write(1, b'A' + (2**31).to_bytes(4, 'big'))", Trouble.TOO_LARGE),
        ("os.write(1, b'A' + (3).to_bytes(4, 'big') + b'{{{')", Trouble.BROKEN),
        ("os.write(1, b'A' + (2).to_bytes(4, 'big') + b'[]')", Trouble.BROKEN),
        ("os.write(1, b'D' + (2**31).to_bytes(4, 'big'))", Trouble.BROKEN),
        ("os.write(1, b'R' + (2).to_bytes(4, 'big') + b'xx')", Trouble.BROKEN),
        ("os.write(1, b'?????')", Trouble.BROKEN),
        ("os.write(1, b'R' + (12).to_bytes(4, 'big') + (2**63).to_bytes(8, 'big') + (1).to_bytes(4, 'big'))", Trouble.BROKEN),
        ("os.write(1, b'R' + (12).to_bytes(4, 'big') + (2).to_bytes(8, 'big') + (1).to_bytes(4, 'big'))", Trouble.BROKEN),
        ("bytearray(3 * 2**30)", Trouble.BROKEN),
        ("os.kill(os.getpid(), 11)", Trouble.BROKEN),
        ("time.sleep(60)", Trouble.LATE),
        ("os.write(1, (b'D' + (4).to_bytes(4, 'big') + b'GIF8') + b'A' + (20).to_bytes(4, 'big') + b'{\"mime\":\"image/png\"}')", Trouble.BROKEN),
        ("os.write(1, b'A' + (16).to_bytes(4, 'big') + b'{\"parts\": [[3]]}')", Trouble.BROKEN),
    ],
)  # fmt: skip
def test_a_parser_that_went_astray_is_ended_and_said_to_have_failed(monkeypatch, says, trouble):
    """As one would that a file has taken over: it says what it likes."""
    program = f"import os, time; {says}"
    monkeypatch.setattr(viewing, "_command", lambda: (*_limits(), sys.executable, "-c", program))
    slow = trouble is Trouble.LATE
    assert view(b"x", viewer=SandboxedViewer(seconds=0.5 if slow else 30), want="picture").trouble is trouble


@pytest.mark.parametrize(
    "said", [b'{"pages": Infinity}', b'{"count": NaN}', b'{"parts": [{"number": "1", "name": "", "size": 1e999}]}']
)
def test_a_number_that_is_none_is_no_answer(monkeypatch, said):
    program = f"import os; os.write(1, b'A' + ({len(said)}).to_bytes(4, 'big') + {said!r})"
    monkeypatch.setattr(viewing, "_command", lambda: (*_limits(), sys.executable, "-c", program))
    assert view(b"x").trouble is Trouble.BROKEN


def _limits():
    return tuple(viewing.sandbox.caged()[:5])


def test_in_the_cage_there_is_no_network_no_home_and_none_of_our_code():
    program = (
        "import os, socket, json\n"
        "names = [os.path.exists(p) for p in ('/root', '/home', '/etc/passwd', '/packages/dokaz/custody')]\n"
        "try: socket.create_connection(('127.0.0.1', 1), 1); net = True\n"
        "except OSError as why: net = why.errno not in (101, 111)\n"
        "links = os.listdir('/sys/class/net') if os.path.exists('/sys/class/net') else []\n"
        "said = json.dumps({'text': str(names), 'shape': 'text', 'name': str(net), 'notes': links}).encode()\n"
        "os.write(1, b'A' + len(said).to_bytes(4, 'big') + said)\n"
    )
    command = [*viewing._command()[:-2], "-c", program]
    import subprocess

    ran = subprocess.run(command, capture_output=True, check=True, env={"PATH": "/usr/bin:/bin"})
    assert b'"text": "[False, False, False, False]"' in ran.stdout
    assert b'"name": "False"' in ran.stdout
    assert b'"notes": []' in ran.stdout


def test_without_bubblewrap_nothing_is_parsed_and_the_view_says_so(monkeypatch):
    monkeypatch.setattr(viewing.sandbox, "missing", lambda _program: "Not read: bwrap is not installed.")
    assert view(b"x").trouble is Trouble.NO_SANDBOX
