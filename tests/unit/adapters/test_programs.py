"""Outside programs in their sandbox."""

import io
import os
import shutil

import pytest
from PIL import Image

from dokaz.adapters import api as adapters
from dokaz.adapters import sandbox


@pytest.fixture
def installed():
    missing = [name for name in ("exiftool", "bwrap") if shutil.which(name) is None]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"{missing} must be installed for the checks")
    if missing:
        pytest.skip(f"{missing} is not installed")


def photograph(padding=0):
    made, image = io.BytesIO(), Image.new("RGB", (64, 48))
    exif = image.getexif()
    exif[0x010F] = "Invented Camera"
    image.save(made, "jpeg", exif=exif)
    made.write(bytes(padding))
    return made


def test_embedded_metadata_is_read(installed):
    reading = adapters.ExifTool().read(photograph(), mime="image/jpeg")
    assert reading.fields["IFD0:Make"] == "Invented Camera"
    assert (reading.tool, bool(reading.version), reading.trouble) == ("exiftool", True, "")


def test_nothing_of_the_memory_file_is_taken_for_the_evidence(installed):
    fields = adapters.ExifTool().read(photograph(), mime="image/jpeg").fields
    assert not [name for name in fields if name.startswith(("System:", "SourceFile"))]


def test_of_a_large_file_both_ends_are_read_and_the_reading_says_so(installed):
    fields = adapters.ExifTool().read(photograph(2 * sandbox.END_SIZE), mime="image/jpeg").fields
    assert fields["IFD0:Make"] == "Invented Camera"
    assert fields["Dokaz:Read"] == "first and last 32 MiB"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("cat /etc/passwd; ls /root /home /work 2>/dev/null; echo end", b"end\n"),
        ("cat /proc/net/dev | tail -n +3 | cut -d: -f1 | tr -d ' '", b"lo\n"),
        ("echo x > /usr/written || echo refused", b"refused\n"),
        ("env | grep -c DOKAZ; true", b"0\n"),
    ],
)
def test_a_program_in_the_sandbox_sees_no_files_of_ours_and_no_network(installed, script, expected):
    ran = sandbox.run("sh", ["-c", script], stdin=io.BytesIO(b""), size=0)
    assert ran.output == expected


def test_a_program_that_prints_without_end_is_stopped(installed):
    ran = sandbox.run("yes", [], stdin=io.BytesIO(b""), size=0)
    assert ran.output == b""
    assert "4 MiB" in ran.trouble


def test_a_program_that_wants_too_much_memory_gets_none(installed):
    ran = sandbox.run("perl", ["-e", "my $x = 'x' x (2 << 30); print 'got it'"], stdin=io.BytesIO(b""), size=0)
    assert ran.output == b""
    assert ran.trouble


def test_a_program_that_is_not_there_is_named():
    assert "no-such-program" in sandbox.run("no-such-program", [], stdin=io.BytesIO(b""), size=0).trouble
