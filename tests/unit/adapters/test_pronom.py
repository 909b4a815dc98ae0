"""PRONOM identification: signatures matched in the sandbox, in one program for many files."""

import io
import os
import shutil
import signal
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from dokaz.adapters import api as adapters

# fmt/92 looks for "<svg.*version="1.1".*svg>": from each of these beginnings and each of these versions, in vain, for hours
WITHOUT_END = b'<?xml version="1.0"' + b"<svg" * 12_000 + b'version="1.1"' * 5_500
MIB = 1024 * 1024


@pytest.fixture
def installed():
    missing = [name for name in ("bwrap", "prlimit", "timeout") if shutil.which(name) is None]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"{missing} must be installed for the checks")
    if missing:
        pytest.skip(f"{missing} is not installed")


@pytest.fixture(scope="module")
def pronom():
    """One for the module, as one serves many items."""
    return adapters.Pronom()


def identified(pronom, data, name="x"):
    return pronom.identify(io.BytesIO(data), size=len(data), name=name)


def photograph():
    made = io.BytesIO()
    Image.new("RGB", (64, 48)).save(made, "jpeg")
    return made.getvalue()


def document(*, before=(), after=()):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number, content in enumerate(before):
            archive.writestr(f"before{number}", content)
        archive.writestr("[Content_Types].xml", "<Override ContentType='x.wordprocessingml.document.main+xml'/>")
        for number, content in enumerate(after):
            archive.writestr(f"after{number}", content)
    return made.getvalue()


def below(pid):
    """This process's descendants."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents.setdefault(int(status.read_text().rpartition(")")[2].split()[1]), []).append(
                int(status.parent.name)
            )
        except (FileNotFoundError, ProcessLookupError):  # ended meanwhile
            continue
    waiting = [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        waiting += children
        yield from children


def matchers():
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in below(os.getpid())}
    return [
        pid
        for pid, command in commands.items()
        if b"/bin/python" in command.split(b"\x00")[0] and b"/program/matching.py" in command  # no server of a test
    ]


def test_a_format_is_told_from_its_bytes(installed, pronom):
    found = identified(pronom, photograph(), name="misleading.pdf")
    assert (found.puid, found.trouble) == ("fmt/43", "")
    assert "JPEG" in found.name


def test_of_an_empty_file_nothing_is_said(pronom):
    assert identified(pronom, b"") == identified(pronom, b"")
    assert (identified(pronom, b"").puid, identified(pronom, b"").trouble) == ("", "")


def test_of_bytes_without_a_signature_nothing_is_said(installed, pronom):
    found = identified(pronom, bytes(range(7, 200)))
    assert (found.puid, found.trouble) == ("", "")


def test_a_document_is_told_from_the_archive_it_is_in(installed, pronom):
    assert identified(pronom, document()).puid == "fmt/412"


@pytest.mark.parametrize("end", ["before", "after"])
def test_a_large_document_is_told_from_either_end(installed, pronom, end):
    found = identified(pronom, document(**{end: [bytes(5 * MIB)]}))
    assert found.puid == "fmt/412"


def test_a_broken_archive_is_still_an_archive(installed, pronom):
    found = identified(pronom, document().replace(b"PK\x01\x02", b"PK\x01\x09"))
    assert (found.puid, found.trouble) == ("x-fmt/263", "")


def test_an_input_without_end_is_named_and_the_next_file_is_read(installed):
    hurried = adapters.Pronom(seconds=3)
    found = identified(hurried, WITHOUT_END)
    assert found.puid == ""
    assert "did not finish within 3 seconds" in found.trouble
    assert identified(hurried, photograph()).puid == "fmt/43"


def test_one_program_serves_many_files(installed, pronom):
    identified(pronom, photograph())
    serving = set(matchers())
    for _ in range(3):
        identified(pronom, photograph())
    assert serving <= set(matchers())


def test_a_program_that_was_ended_is_started_again(installed, pronom):
    identified(pronom, photograph())
    before = matchers()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert identified(pronom, photograph()).puid == "fmt/43"
    assert not set(before) & set(matchers())


def test_a_fork_leaves_the_program_to_the_process_that_started_it(installed, pronom):
    identified(pronom, photograph())
    child = os.fork()
    if child == 0:
        puid = ""
        try:
            puid = identified(pronom, photograph()).puid
        finally:
            os._exit(0 if puid == "fmt/43" else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert identified(pronom, photograph()).puid == "fmt/43"


def test_the_program_inherits_nothing_of_ours(installed, monkeypatch, tmp_path):
    monkeypatch.setenv("DOKAZ_SECRET_OF_THE_TEST", "1")
    with (tmp_path / "open").open("wb") as ours:
        os.set_inheritable(ours.fileno(), True)
        others = set(matchers())
        fresh = adapters.Pronom()
        identified(fresh, photograph())
        (pid,) = set(matchers()) - others
        held = {str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()}
    assert not [place for place in held if not place.startswith(("pipe:", "/dev/null"))]
    told = {entry.partition(b"=")[0] for entry in Path(f"/proc/{pid}/environ").read_bytes().split(b"\x00") if entry}
    assert told <= {b"PATH", b"LC_ALL", b"PWD", b"LD_LIBRARY_PATH", b"PYTHONPATH"}


def test_the_program_sees_no_files_of_ours(installed, pronom):
    identified(pronom, photograph())
    for pid in matchers():
        seen = {each.name for each in Path(f"/proc/{pid}/root").iterdir()}
        assert seen <= {"usr", "lib", "lib64", "bin", "proc", "dev", "tmp", "packages", "program", "python"}


def test_the_program_ends_with_its_owner(installed):
    others = set(matchers())
    owner = adapters.Pronom()
    identified(owner, photograph())
    assert set(matchers()) - others
    del owner
    assert not set(matchers()) - others


def test_without_the_sandbox_there_is_no_reading(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = identified(adapters.Pronom(), photograph())
    assert found.puid == ""
    assert "bwrap" in found.trouble
