"""Small invented files of the kinds that are looked at, harmless and hostile."""

import gzip
import io
import json
import subprocess
import zipfile
import zlib
from email.message import EmailMessage

from PIL import Image
from weasyprint import HTML

HOSTILE = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(2)</script></svg>"
PAGE = (
    b"<!doctype html><title>News</title><script>alert(1)</script><p>On 9 August <a href='/b'>people</a> went out.</p>"
)
WHATSAPP = (
    "09.08.2020, 21:14 - Messages are end-to-end encrypted.\n"
    "09.08.2020, 21:15 - Anna: IMG-1.jpg (file attached)\nlook\n"
    "10.08.2020, 08:02 - Bob: Where: there?\n"
)


def picture(colour=(200, 10, 10), size=(64, 48)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def png_that_declares(width, height):
    """Some hundred bytes that claim to be a picture of this size."""

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def paper(*pages):
    return HTML(string="<p style='page-break-before:always'>".join(pages)).write_pdf()


def paper_that_swells():
    """One page, wider than a town, whose content is sixty megabytes of nothing, packed twice."""
    bomb = zlib.compress(zlib.compress(bytes(60_000_000), 9), 9)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99999999 99999999] /Contents 4 0 R >>",
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >> stream\n%s\nendstream" % (len(bomb), bomb),
    ]
    objects = b"".join(b"%d 0 obj %s endobj\n" % each for each in enumerate(parts, start=1))
    return b"%PDF-1.7\n" + objects + b"trailer << /Root 1 0 R /Size 5 >>\n"


def letter(subject="Спіс <b>"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@mail.example", "b@mail.example", subject
    message["Date"] = "Mon, 10 Aug 2020 08:00:00 +0300"
    message.set_content("Дадзены спіс.\nFrom here on nothing.")
    message.add_attachment(picture(), maintype="image", subtype="jpeg", filename="../../photo.jpg")
    message.add_attachment("<h1>Page</h1><script>alert(1)</script>", subtype="html", filename="page.html")
    message.set_boundary("=_invented")
    return message.as_bytes()


def mailbox(*letters):
    return b"".join(b"From a@mail.example Mon Aug 10 08:00:00 2020\n" + each + b"\n\n" for each in letters)


def conversation():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("IMG-1.jpg", picture())
        archive.writestr("WhatsApp Chat with A.txt", WHATSAPP)
        archive.writestr("notes.bak", "x")
    return out.getvalue()


def telegram():
    messages = [
        {"id": 1, "type": "service", "date": "2020-08-09T20:00:00", "actor": "Anna", "action": "create_group", "text": ""},
        {"id": 2, "type": "message", "date": "2020-08-09T21:15:00", "from": "Anna", "text": ["See ", {"type": "bold", "text": "this"}]},
        {"id": 3, "type": "message", "date": "2020-08-09T21:16:00", "from": "Bob", "photo": "photos/1.jpg", "text": ""},
    ]  # fmt: skip
    return json.dumps({"name": "Yard", "type": "private_group", "id": 7, "messages": messages}, indent=1).encode()


def answered(body, kind="text/html", *, chunked=False, packed=False):
    """An answer over HTTP as a crawler keeps it."""
    fields = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n".encode()
    if packed:
        body, fields = gzip.compress(body), fields + b"Content-Encoding: gzip\r\n"
    if chunked:
        body, fields = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), fields + b"Transfer-Encoding: chunked\r\n"
    return fields + b"\r\n" + body


def capture(address, block, *, kind="response", when="2020-08-10T09:00:00Z"):
    head = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: {when}\r\n"
    of = "application/http; msgtype=response" if kind == "response" else "application/warc-fields"
    return f"{head}Content-Type: {of}\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def captures(*, packed=False):
    records = [
        capture("", b"software: test\r\n", kind="warcinfo"),
        capture("https://news.example/a", answered(PAGE, chunked=True, packed=True)),
        capture("https://news.example/photo.jpg", answered(picture(), "image/jpeg")),
    ]
    return b"".join(map(gzip.compress, records) if packed else records)


def wacz():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/data.warc.gz", captures(packed=True))
    return out.getvalue()


def film(seconds=200):
    """A small clock of coloured bars, with a key frame every ten seconds."""
    made = subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"testsrc=duration={seconds}:size=96x64:rate=1", "-c:v", "libvpx",
         "-deadline", "realtime", "-cpu-used", "8", "-g", "10", "-b:v", "30k", "-f", "webm", "pipe:1"],
        capture_output=True, check=True,
    )  # fmt: skip
    return made.stdout
