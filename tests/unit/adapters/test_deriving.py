"""Programs that make derivatives, each in its cage: what they make of invented files, and what hostile ones do to them."""

import io
import json
import os
import shutil
import struct
import subprocess
import zipfile
import zlib
from email.message import EmailMessage

import pikepdf
import pytest
from docx import Document
from PIL import Image, ImageDraw, ImageFont
from tests import evidence

from dokaz.adapters import interpreting, sandbox
from dokaz.adapters.deriving import asking, makers
from dokaz.adapters.deriving.asking import Child
from dokaz.adapters.deriving.children import markup, office, plain
from dokaz.adapters.parsers import sounds
from dokaz.adapters.sandbox import Limits
from dokaz.custody import api as custody
from dokaz.custody.api import Making

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


@pytest.fixture(autouse=True)
def installed():
    missing = [name for name in ("bwrap", "tesseract", "ffmpeg") if shutil.which(name) is None]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"{missing} must be installed for the checks")
    if missing:
        pytest.skip(f"{missing} is not installed")


def made(data, mime, making):
    return makers.Makers().make(io.BytesIO(data), size=len(data), mime=mime, making=making)


def text(data, mime):
    found = made(data, mime, Making.TEXT)
    assert found.trouble is None
    return (found.content or b"").decode()


def archive(**parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/") + ".xml", content)
    return packed.getvalue()


def page(words, size=(1200, 320)):
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).text((30, 30), words, fill="black", font=ImageFont.truetype(FONT, 56))
    return image


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def pdf(*texts, **options):
    with pikepdf.new() as document:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        for words in texts:
            sheet = document.add_blank_page(page_size=(400, 300))
            sheet.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            sheet.Contents = document.make_stream(f"BT /F1 24 Tf 20 200 Td ({words}) Tj ET".encode())
        file = io.BytesIO()
        document.save(file, **options)
    return file.getvalue()


def recording(tmp_path, name, *words):
    file = tmp_path / name
    subprocess.run(["ffmpeg", "-v", "error", *words, str(file)], check=True, stdin=subprocess.DEVNULL)
    return file.read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "koi8-r", "cp866"])
def test_text_of_the_region_is_read_whatever_its_encoding(encoding):
    words = "Пратакол допыту. Подписано вчера, прочитано вслух и подтверждено всеми."
    found = made(words.encode(encoding), "text/plain", Making.TEXT)
    assert found.content.decode() == words
    assert found.parameters["encoding"].startswith(encoding)


def test_what_no_screen_shows_is_not_in_a_text():
    assert plain.cleaned("a\x00b\r\nc\rd\x1b[2J\f") == "ab\nc\nd[2J\f"


def test_a_page_of_the_web_is_read_as_its_reader_sees_it():
    source = (
        '<!doctype html><meta charset="windows-1251"><title>Навіны</title><style>p{}</style><script>a("<p>нет")</script>'
        "<h1>Суд&nbsp;начался</h1><p>Первый <b>абзац</b><p>Второй<table><tr><td>раз<td>два</table>"
    )
    assert text(source.encode("cp1251"), "text/html").split("\n") == [
        "Навіны", "", "Суд начался", "", "Первый абзац", "Второй", "", "раз\tдва", "",
    ]  # fmt: skip


def test_a_page_that_nests_without_end_is_read_all_the_same():
    assert markup.text_of("<div>" * 200_000 + "deep").strip() == "deep"


def test_a_mail_is_read_with_what_hangs_on_it():
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "Invented <c@example.org>", "Пересланное"
    inner.set_content("внутри")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ганна <a@example.org>", "b@example.org", "Паведамленне"
    mail.set_content("Прывітанне", charset="koi8-u")
    mail.add_alternative("<p>Прывітанне</p>", subtype="html")
    mail.add_attachment(b"12345", maintype="application", subtype="pdf", filename="скан.pdf")
    mail.add_attachment(inner)
    lines = text(mail.as_bytes(), "message/rfc822").split("\n")
    assert lines[:3] == ["From: Ганна <a@example.org>", "To: b@example.org", "Subject: Паведамленне"]
    assert lines.count("Прывітанне") == 1
    assert "[скан.pdf · application/pdf · 5]" in lines
    assert lines[-2:] == ["внутри", ""]


def test_a_picture_as_iphones_write_it_has_a_preview():
    found = made(evidence.HEIC, "image/heic", Making.PREVIEW)
    assert Image.open(io.BytesIO(found.content)).format == "JPEG"
    assert made(evidence.HEIC, "image/heic", Making.OCR).trouble is None


def test_a_mailbox_is_read_letter_by_letter_as_each_was_sent():
    content = evidence.mailbox(evidence.QUOTED, evidence.letter("Two"))
    found = made(content, "application/mbox", Making.TEXT)
    one, two = found.content.decode().split("\f")
    assert "Subject: One" in one
    assert "\nFrom here on nothing." in one
    assert "\n>> From old" in one
    assert "Subject: Two" in two
    assert [found.parameters[name] for name in ("letters", "read", "unread")] == [2, 2, 0]


def test_a_letter_without_end_leaves_the_others_of_its_mailbox():
    endless = b"From: a@mail.example\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 6_000
    found = made(evidence.mailbox(endless, evidence.letter("Two")), "application/mbox", Making.TEXT)
    assert b"Subject: Two" in found.content
    assert [found.parameters[name] for name in ("letters", "read", "unread")] == [2, 1, 1]


def test_a_word_document_is_read_with_its_tables():
    document = Document()
    document.add_paragraph("Першы абзац")
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "лево", "право"
    document.sections[0].header.paragraphs[0].text = "Шапка"
    packed = io.BytesIO()
    document.save(packed)
    found = text(packed.getvalue(), WORD)
    assert found.startswith("Першы абзац\n")
    assert "лево\n\tправо\n\t" in found
    assert "Шапка" in found


def test_sheets_slides_and_open_documents_are_read():
    sheet = archive(
        xl__sharedStrings="<sst><si><t>имя</t></si><si><r><t>два </t></r><r><t>слова</t></r></si></sst>",
        xl__worksheets__sheet1='<worksheet><row><c t="s"><v>1</v></c><c><v>42</v></c></row><row>'
        '<c t="inlineStr"><is><t>сам</t></is></c><c t="s"><v>0</v></c></row></worksheet>',
    )
    assert text(sheet, SHEET) == "два слова\t42\t\nсам\tимя\t\n\f"
    slide = '<sld xmlns:a="urn:a"><a:p><a:r><a:t>{}</a:t></a:r></a:p></sld>'
    slides = archive(ppt__slides__slide10=slide.format("десять"), ppt__slides__slide2=slide.format("два"))
    assert text(slides, SLIDES) == "два\n\fдесять\n\f"
    spoken = '<o xmlns:t="urn:t"><t:p>раз<t:s/>два</t:p><t:tracked-changes><t:p>нет</t:p></t:tracked-changes></o>'
    assert text(archive(content=spoken), ODT) == "раз два\n"


def test_a_pdf_gives_its_text_page_by_page_and_its_first_page_as_a_picture():
    document = pdf("First page", "Second page")
    found = made(document, "application/pdf", Making.TEXT)
    assert (found.content, found.parameters) == (b"First page\fSecond page", {"pages": 2, "read": 2})
    shown = made(document, "application/pdf", Making.PREVIEW)
    assert Image.open(io.BytesIO(shown.content)).size == (1600, 1200)
    assert [len(grey) for grey in shown.pictures] == [64 * 64]


def test_a_preview_is_small_upright_and_says_nothing_but_what_it_shows():
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Invented Camera", 6  # turned by a quarter
    shown = made(saved(page("x", (3000, 1500)), "jpeg", exif=exif, comment="Invented"), "image/jpeg", Making.PREVIEW)
    preview = Image.open(io.BytesIO(shown.content))
    assert (preview.format, preview.size, dict(preview.getexif())) == ("JPEG", (800, 1600), {})
    assert b"Invented" not in shown.content
    assert shown.parameters == {"width": 3000, "height": 1500, "frames": 1, "side": 1600}


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_kind_have_a_preview(mode):
    if mode == "I;16":
        image = Image.frombytes("I;16", (40, 30), bytes(2400))
    else:
        image = Image.new("RGB", (40, 30), "red").convert(mode)
    shown = made(saved(image, "tiff" if mode in ("CMYK", "I;16") else "png"), "image/png", Making.PREVIEW)
    assert Image.open(io.BytesIO(shown.content)).size == (40, 30)


def test_a_scan_is_read_in_three_languages_and_says_that_a_machine_read_it():
    found = made(saved(page("Пратакол нумар 17\nПротокол и the report"), "png"), "image/png", Making.OCR)
    said = found.content.decode()
    assert "нумар 17" in said
    assert "Протокол" in said
    assert "the report" in said
    assert found.parameters["languages"] == ["rus", "bel", "eng"]
    assert "not checked" in found.parameters["reading"]


def test_of_a_pdf_only_pages_without_text_are_read_by_machine():
    own, scan, both = pdf("A page with a text of its own"), saved(page("Протокол"), "pdf"), io.BytesIO()
    with pikepdf.open(io.BytesIO(own)) as document, pikepdf.open(io.BytesIO(scan)) as scanned:
        document.pages.extend(scanned.pages)
        document.save(both)
    found = made(both.getvalue(), "application/pdf", Making.OCR)
    assert found.content.decode() == "\fПротокол\n"
    assert found.parameters["read"] == 1


def test_a_photograph_without_text_gives_none():
    assert made(saved(Image.new("RGB", (300, 200), "navy"), "png"), "image/png", Making.OCR).content is None


def test_a_video_gives_stills_at_their_times_and_the_loudness_of_its_sound(tmp_path):
    source = recording(
        tmp_path,
        "v.mp4",
        "-f",
        "lavfi",
        "-i",
        "testsrc=s=160x120:d=6:r=5",
        "-f",
        "lavfi",
        "-i",
        "sine=d=3",
        "-shortest",
    )
    stills = made(source, "video/mp4", Making.STILLS)
    assert Image.open(io.BytesIO(stills.content)).size == (4 * 320, 3 * 240)
    assert len(stills.parameters["times"]) == len(stills.pictures) == 12
    sound = made(source, "video/mp4", Making.WAVEFORM)
    loud = json.loads(sound.content)
    assert sound.mime == "application/json"
    assert loud["seconds"] == pytest.approx(3, abs=0.2)
    assert max(loud["peaks"]) > 5


def test_points_of_a_waveform_keep_the_loudest():
    assert sounds.thinned([1, 9, 2, 3, 4], 3) == [9, 3, 4]


def test_a_video_without_sound_has_no_waveform(tmp_path):
    silent = recording(tmp_path, "s.mkv", "-f", "lavfi", "-i", "testsrc=s=64x48:d=1:r=5")
    assert made(silent, "video/x-matroska", Making.WAVEFORM).content is None


# --- hostile and broken files: each ends as a trouble with a name, in bounded time and memory


def flood():
    """A picture of 400 million points in a few hundred bytes."""
    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(20_000))
    chunks = [(b"IHDR", head), (b"IDAT", body), (b"IEND", b"")]
    written = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def bomb():
    return archive(word__document="<d><t>" + "A" * (office.MOST_UNPACKED // 8) + "</t></d>", word__header1="<d/>")


def laughs():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return archive(word__document=f'<!DOCTYPE d [<!ENTITY l0 "ha">{entities}]><d><t>&l9;</t></d>')


@pytest.mark.parametrize(
    ("data", "mime", "making", "trouble"),
    [
        (flood, "image/png", Making.PREVIEW, custody.MakerOverLimits),
        (bomb, WORD, Making.TEXT, custody.MakerOverLimits),
        (laughs, WORD, Making.TEXT, custody.MakerOverLimits),
        (lambda: b"PK\x03\x04 and no archive", WORD, Making.TEXT, custody.FileNotUnderstood),
        (lambda: archive(word__document="<d><t>cut"), WORD, Making.TEXT, custody.FileNotUnderstood),
        (lambda: b"%PDF-1.7 and nothing else", "application/pdf", Making.TEXT, custody.FileNotUnderstood),
        (lambda: pdf("x", encryption=pikepdf.Encryption(user="u", owner="o")), "application/pdf", Making.TEXT, custody.FileLocked),
        (lambda: b"\xff\xd8\xff\xe0 no picture", "image/jpeg", Making.PREVIEW, custody.FileNotUnderstood),
        (lambda: b"\xff\xd8\xff\xe0 no picture", "image/jpeg", Making.OCR, custody.FileNotUnderstood),
        (lambda: b"\0\0\0\x18ftypmp42 cut off", "video/mp4", Making.STILLS, custody.FileNotUnderstood),
        (lambda: b"RIFF\x24\0\0\0WAVE", "audio/wav", Making.WAVEFORM, custody.FileNotUnderstood),
    ],
)  # fmt: skip
def test_a_file_that_breaks_its_program_is_a_trouble_with_a_name(data, mime, making, trouble):
    found = made(data(), mime, making)
    assert (found.trouble, found.content) == (trouble, None)


def test_a_pdf_of_a_million_pages_is_read_as_far_as_the_limit_and_says_so():
    kids, leaves = b"4 0 R " * 1000, b"5 0 R " * 1000
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1000000/Kids[" + b"3 0 R " * 1 + b"]>>",
        b"<</Type/Pages/Parent 2 0 R/Count 1000000/Kids[" + kids + b"]>>",
        b"<</Type/Pages/Parent 3 0 R/Count 1000/Kids[" + leaves + b"]>>",
        b"<</Type/Page/Parent 4 0 R/MediaBox[0 0 9 9]>>",
    ]  # fmt: skip
    body, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj" % number + each + b"endobj\n"
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in offsets)
    document = body + table + b"trailer<</Size 6/Root 1 0 R>>startxref %d\n%%%%EOF" % len(body)
    found = made(document, "application/pdf", Making.TEXT)
    assert found.trouble is None or issubclass(found.trouble, custody.NotMade)
    assert not found.parameters or found.parameters["read"] <= 5_000


def test_a_file_larger_than_what_is_handed_over_is_not_read():
    child = Child("plain")
    answer = asking.ask(child, (), stream=io.BytesIO(b""), size=asking.MOST_GIVEN + 1)
    assert answer.trouble is custody.TooLargeToMake


@pytest.mark.parametrize(
    ("gone", "trouble"),
    [("tesseract", custody.RecogniserMissing), ("ffmpeg", custody.MediaToolMissing), ("bwrap", custody.CageMissing)],
)
def test_a_program_that_is_not_installed_is_named(monkeypatch, gone, trouble):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None if name == gone else f"/usr/bin/{name}")
    starts = "" if gone == "bwrap" else gone
    answer = asking.ask(Child("plain", starts=starts), (), stream=io.BytesIO(b"x"), size=1)
    assert answer.trouble is trouble
    assert gone.replace("bwrap", "bubblewrap") in str(answer.trouble()).lower()


# --- the cage


def ran(script, **limits):
    command = [*interpreting.command(seen={}, limits=Limits(**limits)), "-c", script]
    return sandbox.hear(command, stdin=sandbox.whole(io.BytesIO(b""), 0), limits=Limits(**limits))


CONNECT = """
import socket
try:
    socket.create_connection(("192.0.2.1", 80), timeout=5)
except OSError as error:
    print(error.errno)
"""


def test_a_child_reaches_no_network_and_sees_no_file_of_ours(monkeypatch):
    assert int(ran(CONNECT).output) == 101  # no route
    monkeypatch.setenv("DOKAZ_HOME", "secret")
    seen = "import os; print([p for p in ('/root', '/home', '/work', '/etc', '/var', '/opt', '/srv') if os.path.exists(p)])"
    assert ran(seen).output == b"[]\n"
    assert b"secret" not in ran("import os; print(dict(os.environ), os.listdir('/proc'))").output


def test_a_child_has_little_memory_little_room_and_little_time():
    assert ran("x = bytearray(1 << 30); print('got it')").output == b""
    full = "\ntry:\n    open('/tmp/x', 'wb').write(bytes(1 << 25))\n    print('written')\nexcept OSError as e: print(e.errno)"
    assert ran(full).output == b"28\n"
    assert ran("while True: pass", cpu_seconds=1).output == b""
    assert ran("import time; time.sleep(60)", wall_seconds=1).late
    assert ran("while True: print('x' * 9999)", output=100_000).endless


@pytest.mark.parametrize(
    "said", [b"", b"no json\n", b"[]\n", b'{"a": 1}', b'{"trouble": "invented"}\n', b"[" * 20_000 + b"\n"]
)
def test_an_answer_of_another_form_is_none(said):
    assert asking._understood(sandbox.Heard(said, 0)).trouble is custody.MakerFailed


def test_more_miniatures_than_there_are_bytes_for_are_not_believed():
    answer = asking.Answer({"pictures": 3}, b"short")
    assert makers._made(makers._PICTURE, answer).trouble is custody.MakerFailed


def test_what_we_say_of_how_it_was_made_no_child_says_otherwise():
    answer = asking.Answer({"reading": "checked by a person", "pages": 1}, b"words")
    assert makers._made(makers._SCAN, answer).parameters == {**makers._SCAN.parameters, "pages": 1}


@pytest.mark.parametrize(
    ("maker", "said"),
    [
        (makers._PICTURE, b"<svg onload=x>"),
        (makers._PLAIN, b"\xff\xfe"),
        (makers._WAVEFORM, b"[1]"),
        (makers._WAVEFORM, b"[" * 9999),
    ],
)
def test_what_has_not_the_form_of_what_it_is_stored_as_is_not_taken(maker, said):
    assert makers._made(maker, asking.Answer({}, said)).trouble is custody.MakerFailed
