"""Small invented files of the kinds that are looked at, harmless and hostile."""

import base64
import gzip
import io
import json
import math
import struct
import subprocess
import warnings
import wave
import zipfile
import zlib
from email.message import EmailMessage

import pikepdf
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

HEIC = base64.b64decode(  # red, 64 by 48; its EXIF says turned, which such files say elsewhere: by pillow-heif's writer, not installed
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAA"
    "AAAERAAAIAAQAAAAAB4gABAAAAAAAAABoAAgAAAAAB/AABAAAAAAAAACQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVp"
    "bmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGE"
    "ABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkA"
    "AAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEH"
    "BpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAARm1kYXQAAAAWKAGvWOb06r//"
    "6n1//sSkh814J5Gp3wAAAAZFeGlmAABNTQAqAAAACAABARIAAwAAAAEABgAAAAAAAA=="
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


def form(words, *, declared=True):
    """A page of 400 by 300 points whose field, above on the left, is filled; `declared`: as a form of the file."""
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(400, 300))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        drawn = document.make_stream(
            f"/Tx BMC BT /F1 24 Tf 2 8 Td ({words}) Tj ET EMC".encode(), Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form, BBox=[0, 0, 180, 30], Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
        )  # fmt: skip
        field = document.make_indirect(pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="name", V=words, F=4,
            Rect=[20, 240, 200, 270], AP=pikepdf.Dictionary(N=drawn),
        ))  # fmt: skip
        page.Annots = pikepdf.Array([field])
        if declared:
            document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        file = io.BytesIO()
        with warnings.catch_warnings(action="ignore"):  # that the field belongs to no form
            document.save(file)
    return file.getvalue()


def paper_of_many(pages):
    """A paper with one page that says it has so many."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count %d >>" % pages,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>",
    ]  # fmt: skip
    objects = b"".join(b"%d 0 obj %s endobj\n" % each for each in enumerate(parts, start=1))
    return b"%PDF-1.7\n" + objects + b"trailer << /Root 1 0 R /Size 4 >>\n"


def archive_that_swells():
    """Some kilobytes that hold a text of seventy megabytes, and say that it has five bytes."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("a.txt", "w") as text,
    ):
        for _ in range(70):
            text.write(bytes(1_000_000))
    content, true = out.getvalue(), struct.pack("<I", 70_000_000)
    return content.replace(true, struct.pack("<I", 5))


def letter_without_end():
    """A letter whose parts hold parts, a hundred thousand of them."""
    opened = b"".join(b"--x%d\nContent-Type: multipart/mixed; boundary=x%d\n\n" % (at, at + 1) for at in range(100_000))
    return b"From: a@mail.example\nContent-Type: multipart/mixed; boundary=x0\n\n" + opened


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


QUOTED = b"From: a@mail.example\nSubject: One\n\nOn Monday:\n>From here on nothing.\n>> From old\n"


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


TELEGRAM_HEAD = """<!DOCTYPE html>
<html>

 <head>

  <meta charset="utf-8"/>
<title>Exported Data</title>
  <meta content="width=device-width, initial-scale=1.0" name="viewport"/>

  <link href="css/style.css" rel="stylesheet"/>

  <script src="js/script.js" type="text/javascript">

  </script>

 </head>

 <body onload="CheckLocation();">

  <div class="page_wrap">

   <div class="page_header">

    <div class="content">

     <div class="text bold">
Двор &amp; yard
     </div>

    </div>

   </div>

   <div class="page_body chat_page">

    <div class="history">
"""
TELEGRAM_TAIL = """
     <a class="pagination block_link" href="messages2.html">
Next messages
     </a>

    </div>

   </div>

  </div>

 </body>

</html>
"""


def telegram_message(number, who, said, *, when="09.08.2020 21:15:00 UTC+03:00", kind="default clearfix"):
    name = f'<div class="from_name">\n{who}\n       </div>' if who else ""
    sign = f'<div class="pull_left userpic_wrap"><div class="userpic userpic2" style="width: 42px"><div class="initials">{who[:1]}</div></div></div>'
    return (
        f'<div class="message {kind}{"" if who else " joined"}" id="message{number}">\n{sign if who else ""}<div class="body">\n'
        f'<div class="pull_right date details" title="{when}">\n{when[11:16]}\n</div>\n{name}{said}</div></div>\n'
    )


TELEGRAM_PAGE = "".join((
    TELEGRAM_HEAD,
    '<div class="message service" id="message-1"><div class="body details">\n9 August 2020\n</div></div>\n',
    telegram_message(1, "Anna", '<div class="text">\nThey <b>beat</b> him<br>see <a href="https://x.example/">here</a><script>alert(1)</script>&lt;b&gt;\n</div>'),
    telegram_message(2, "", '<div class="media_wrap clearfix"><a class="photo_wrap clearfix pull_left" href="photos/photo_1.jpg"><img class="photo" src="photos/photo_1_thumb.jpg" style="width: 260px"/></a></div>'),
    telegram_message(3, "Bob", '<div class="reply_to details">In reply to <a href="#go_to_message1" onclick="return GoToMessage(1)">this message</a></div>'
                     '<div class="pull_left forwarded userpic_wrap"><div class="userpic"><div class="initials">N</div></div></div><div class="forwarded body"><div class="from_name">\nNews <span class="date details" title="08.08.2020 10:00:00 UTC+03:00"> 08.08.2020 10:00:00</span></div>'
                     '<div class="text">\nsent on\n</div></div>'
                     '<span class="reactions"><span class="reaction"><span class="emoji">👍</span><span class="userpics"><div class="userpic"><div class="initials" title="Anna">A</div></div></span></span></span>'),
    telegram_message(4, "Bob", '<div class="media_wrap clearfix"><div class="media clearfix pull_left media_video"><div class="fill pull_left"></div><div class="body"><div class="title bold">Video file</div><div class="description">Not included, change data exporting settings to download.</div></div></div></div>'),
    TELEGRAM_TAIL,
))  # fmt: skip


def telegram_folder():
    """An export as Telegram Desktop leaves it in a folder, put into an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in (
            ("ChatExport/css/style.css", "x"), ("ChatExport/photos/photo_1.jpg", picture()),
            ("ChatExport/messages.html", TELEGRAM_PAGE), ("ChatExport/messages2.html", TELEGRAM_HEAD + TELEGRAM_TAIL),
        ):  # fmt: skip
            archive.writestr(name, content)
    return out.getvalue()


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


def tone(seconds=4, *, silent=1):
    """A recording (RIFF WAVE) that begins in silence, and then hums."""
    rate, out = 8_000, io.BytesIO()
    quiet, loud = (
        struct.pack("<80h", *(round(height * math.sin(at * math.pi / 40)) for at in range(80)))
        for height in (0, 16_000)
    )
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, rate, 0, "NONE", ""))
        sound.writeframes(quiet * (silent * 100) + loud * ((seconds - silent) * 100))
    return out.getvalue()


def outlook_letter(*, html=False):
    """An Outlook message (MS-OXMSG): streams of a compound file, each large enough to need no small sectors."""

    def text(words):
        return words.encode("utf-16-le")

    body = {"__substg1.0_10130102": b"<p>In HTML</p>".ljust(4096)} if html else {"__substg1.0_1000001F": text("Словы")}
    carried = {"__substg1.0_3707001F": text("list.bin"), "__substg1.0_37010102": bytes(range(256)) * 16}
    return _compound({
        "__substg1.0_0037001F": text("Спіс"),
        "__substg1.0_0C1A001F": text("Anna"),
        "__substg1.0_007D001F": text("Date: Mon, 10 Aug 2020 08:00:00 +0300\r\n"),
        **body,
        "__attach_version1.0_#00000000": carried,
    })  # fmt: skip


def _compound(tree):
    """A compound file (MS-CFB 2) of one sector of allocation: streams, then the directory, then the table."""
    entries, sectors, table = [], [], []

    def stored(data):
        data = data.ljust(4096, b"\0")
        first, count = len(sectors), -(-len(data) // 512)
        sectors.extend(data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512))
        table.extend([*range(first + 1, first + count), 0xFFFFFFFE])
        return first, len(data)

    def placed(name, content, kind):
        number = len(entries)
        entries.append([name, kind, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE, 0])
        if kind == 2:
            entries[number][4:] = stored(content)
            return number
        before = None
        for inner, value in content.items():
            child = placed(inner, value, 1 if isinstance(value, dict) else 2)
            entries[number if before is None else before][3 if before is None else 2] = child
            before = child
        return number

    placed("Root Entry", tree, 5)
    written = b"".join(_entry(*each) for each in entries)
    written += _entry("", 0, 0xFFFFFFFF, 0xFFFFFFFF, 0, 0) * (-len(entries) % 4)
    directory, _size = len(sectors), stored(written)
    table += [0xFFFFFFFD] + [0xFFFFFFFF] * (127 - len(table))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", len(sectors), *[0xFFFFFFFF] * 108)
    return head + b"".join(sectors) + struct.pack("<128I", *table)


def _entry(name, kind, after, child, first, size):
    named = name.encode("utf-16-le")
    length = len(named) + 2 if name else 0
    return named.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", length, kind, 1, 0xFFFFFFFF, after, child, first, size)
