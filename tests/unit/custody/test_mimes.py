"""The MIME type from the first bytes."""

import io
import zipfile

import pytest

from dokaz.custody import mimes


def zipped(*names, mimetype=None):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("head", "name", "mime"),
    [
        (b"", "x.jpg", "application/x-empty"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "x.txt", "image/jpeg"),
        (b"%PDF-1.7\n", "", "application/pdf"),
        (b"\x00\x00\x00\x20ftypisom", "", "video/mp4"),
        (b"\x00\x00\x00\x20ftypM4A ", "", "audio/mp4"),
        (b"\x00\x00\x00\x20ftypqt  ", "", "video/quicktime"),
        (b"\x1aE\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1fB\x82\x84webm", "", "video/webm"),
        (b"RIFF\x00\x00\x00\x00WAVE", "", "audio/wav"),
        (b"RIFF\x00\x00\x00\x00WEBP", "", "image/webp"),
        (zipped("[Content_Types].xml", "word/document.xml"), "", mimes._OFFICE[b"word/"]),
        (zipped("a.txt"), "", "application/zip"),
        (zipped(mimetype="application/vnd.oasis.opendocument.text"), "", "application/vnd.oasis.opendocument.text"),
        (zipped(mimetype="text/html\r\nX: y"), "", "application/zip"),
        (b"From a@example.org Mon Aug 10 08:00:00 2020\nFrom: a", "", "application/mbox"),
        (b"From - Mon Aug 10 08:00:00 2020 +0300\r\n\r\n", "mail.txt", "application/mbox"),
        (b"From Minsk to Brest in 2020\n", "", "text/plain"),
        (b"From: a@example.org\r\nTo: b@example.org\r\n\r\n", "", "message/rfc822"),
        ("Паказанні".encode(), "x.txt", "text/plain"),
        ("імя;год\n".encode(), "list.csv", "text/csv"),
        (b'{"messages": []}', "result.json", "application/json"),
        (b"<!DOCTYPE html><html>", "", "text/html"),
        (bytes(range(256)), "x.jpg", "application/octet-stream"),
    ],
)
def test_bytes_tell_the_type_and_a_name_only_where_they_cannot(head, name, mime):
    assert mimes.of(head, name=name) == mime
