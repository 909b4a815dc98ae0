"""Programs that make redacted copies, in the real cage: what was taken out is in no byte of what they made."""

import io
import os
import re
import shutil
import subprocess
import unicodedata
import zlib
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, PngImagePlugin
from tests import evidence

from dokaz.adapters import redacting, sandbox
from dokaz.adapters.deriving.children.redacting import covering, images, pdfs
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.disclosure.api import MarkedArea, MarkedLetters, MarkedSound, RedactionMark, RedactionPlan, RedactionReason
from dokaz.kernel.languages import Language
from dokaz.kernel.regions import Box, KeyFrame, Stretch, Track

SECRET = "Hannahsecret"
BOX = Box(1_000, 1_000, 4_000, 5_000)
FACE = RedactionMark(MarkedArea(1, BOX), RedactionReason.FACE)


@pytest.fixture(autouse=True)
def installed():
    missing = [name for name in ("bwrap", "ffmpeg") if shutil.which(name) is None]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"{missing} must be installed for the checks")
    if missing:
        pytest.skip(f"{missing} is not installed")


def redacted(data, mime, *marks, **options):
    """The copy and what is told of it; or the trouble."""
    redactor = redacting.Redactors()
    plan = RedactionPlan(redactor.form(mime), "00" * 32, marks, **options)
    with redactor.redact(io.BytesIO(data), size=len(data), plan=plan) as copy:
        if copy.trouble:
            return copy.trouble, copy
        found = copy.stream.read()
        copy.stream.close()
        assert len(found) == copy.size
        return found, copy


def spellings(words):
    found = {words.encode(each) for each in ("utf-8", "utf-16-le", "utf-16-be", "cp1251")}
    return found | {each.hex().encode() for each in found}


def nowhere(data, words=SECRET):
    """In no byte, as it stands or unpacked."""
    packed = [zlib_read(data[found.end() :]) for found in re.finditer(rb"stream\r?\n", data)]
    return not any(each in part for part in (data, data.lower(), *packed) for each in spellings(words))


def zlib_read(data):
    try:
        return zlib.decompressobj().decompress(data)
    except zlib.error:
        return b""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_words_are_in_no_byte_of_a_redacted_text(encoding):
    text = "Меня зовут Ганна Примерная, и я жила на улице Вымышленной.\r\nПодписано: свидетель."
    at = text.index("Ганна")
    found, copy = redacted(
        text.encode(encoding), "text/plain", RedactionMark(MarkedLetters(at, at + 15), RedactionReason.NAME)
    )
    assert found.decode() == text.replace("Ганна Примерная", "[removed: name]")
    assert nowhere(found, "Ганна")
    assert copy.facts["encoding"].startswith(encoding.removesuffix("-sig")) or encoding == "utf-8-sig"


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), min_size=1, max_size=4))
def test_one_more_mark_never_uncovers_and_no_block_tells_its_length(spans):
    text = "".join(chr(0x4E00 + each) for each in range(60))  # each letter stands once
    marks = [RedactionMark(MarkedLetters(begins, begins + lasting), RedactionReason.PLACE) for begins, lasting in spans]
    fewer, _copy = redacted(text.encode(), "text/plain", marks[0])
    found, _copy = redacted(text.encode(), "text/plain", *marks)
    left = set(found.decode().replace("[removed: place]", ""))
    assert left == {letter for at, letter in enumerate(text) if not any(b <= at < b + n for b, n in spans)}
    assert left <= set(fewer.decode())


def test_a_block_stands_in_the_language_of_the_plan_and_may_keep_the_lines():
    text = "one\ntwo\nthree\nfour"
    mark = RedactionMark(MarkedLetters(4, 13), RedactionReason.NAME)
    assert redacted(text.encode(), "text/csv", mark)[0].decode() == "one\n[removed: name]\nfour"
    kept = redacted(text.encode(), "text/csv", mark, keep_lines=True, language=Language.RUSSIAN)[0].decode()
    assert kept.count("\n") == 3
    assert "removed" not in kept


def test_words_that_still_stand_elsewhere_are_no_copy():
    text = b"Hanna came. HANNA went."
    assert (
        redacted(text, "text/plain", RedactionMark(MarkedLetters(0, 5), RedactionReason.NAME))[0]
        is disclosure.LeftElsewhere
    )
    both = [RedactionMark(MarkedLetters(*each), RedactionReason.NAME) for each in ((0, 5), (12, 17))]
    assert redacted(text, "text/plain", *both)[0] == b"[removed: name] came. [removed: name] went."
    assert (
        redacted(text, "text/plain", RedactionMark(MarkedLetters(20, 24), RedactionReason.NAME))[0]
        is disclosure.MarkBeyondEnd
    )


@pytest.mark.parametrize(("marked", "left"), [
    ("Anna Petrova", "Anna\nPetrova"), ("Anna Petrova", "Anna  Petrova"), ("Anna Petrova", "Anna\u00a0Petrova"),
    ("Anna Petrova", "Anna Pet\u00adrova"), ("Anna Petrova,", "ANNA PETROVA."), ("Пётр", "Петр"), ("Ян", "ян"),
    ("Жытоўскі", unicodedata.normalize("NFD", "Жытоўскі")), ("Петрова", "Пет-\nрова"),
])  # fmt: skip
def test_words_that_stand_elsewhere_in_another_spelling_are_no_copy(marked, left):
    text = f"1 {marked} 2 {left} 3"
    mark = RedactionMark(MarkedLetters(2, 2 + len(marked)), RedactionReason.NAME)
    assert redacted(text.encode(), "text/plain", mark)[0] is disclosure.LeftElsewhere
    found = disclosure.occurrences(text, words=marked.strip(","), whole=False)
    everywhere = [RedactionMark(each, RedactionReason.NAME) for each in found]
    copy = redacted(text.encode(), "text/plain", mark, *everywhere)[0]
    assert re.fullmatch(r"1 \[removed: name\] 2 \[removed: name\]\.? 3", copy.decode())


def test_what_two_marks_that_touch_took_out_is_looked_for_alone_and_together():
    marks = [RedactionMark(MarkedLetters(*each), RedactionReason.NAME) for each in ((0, 5), (5, 12))]
    for left in ("Petrova", "anna petrova"):
        assert redacted(f"Anna Petrova. {left}".encode(), "text/plain", *marks)[0] is disclosure.LeftElsewhere
    assert redacted("Anna Petrova. 日本".encode(), "text/plain", *marks)[0].decode() == "[removed: name]. 日本"


def saying(words):
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", words)
    return said


def photograph(kind="JPEG", **options):
    image = Image.effect_noise((640, 480), 90).convert("RGB")
    ImageDraw.Draw(image).rectangle((64, 48, 255, 239), fill="orange")
    file = io.BytesIO()
    image.save(file, kind, **options)
    return image, file.getvalue()


def test_a_photograph_keeps_neither_what_was_covered_nor_what_stood_beside_its_pixels():
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = SECRET, 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = SECRET  # where it was taken
    image, data = photograph(exif=exif, comment=SECRET, icc_profile=SECRET.encode() * 20)
    thumbnail = io.BytesIO()
    image.resize((160, 120)).save(thumbnail, "JPEG")
    packed = b"\xff\xe1" + (len(thumbnail.getvalue()) + 2).to_bytes(2, "big") + thumbnail.getvalue()
    xmp = b"http://ns.adobe.com/xap/1.0/\0" + SECRET.encode()
    data = data[:2] + packed + b"\xff\xe1" + (len(xmp) + 2).to_bytes(2, "big") + xmp + data[2:] + SECRET.encode()
    found, copy = redacted(data, "image/jpeg", FACE)
    shown = Image.open(io.BytesIO(found))
    assert nowhere(found)
    assert (shown.size, dict(shown.getexif()), found.count(b"\xff\xd8\xff")) == ((480, 640), {}, 1)
    assert max(high for _low, high in shown.crop(BOX.pixels(480, 640)).getextrema()) <= 10
    assert (copy.facts["width"], copy.checked) == (480, {"boxes": 1})


def test_a_picture_of_lines_stays_sharp_and_says_nothing():
    image, data = photograph("PNG", pnginfo=saying(SECRET))
    found, _copy = redacted(data, "image/png", FACE)
    shown = Image.open(io.BytesIO(found))
    assert nowhere(found)
    left, top, right, bottom = BOX.pixels(*image.size, grown=covering.growth(*image.size))
    for part in ((0, 0, left, 480), (right, 0, 640, 480), (0, 0, 640, top), (0, bottom, 640, 480)):
        assert shown.crop(part).tobytes() == image.crop(part).tobytes()


@pytest.mark.parametrize("kind", ["gif", "webp", "avif"])
def test_a_picture_that_moves_is_refused_with_a_sentence(kind):
    data = io.BytesIO()
    photograph()[0].save(data, kind, save_all=True, append_images=[Image.new("RGB", (640, 480))])
    assert redacted(data.getvalue(), f"image/{kind}", FACE)[0] is disclosure.SeveralFrames


def test_a_mark_beyond_a_picture_and_what_is_none_are_refused():
    assert (
        redacted(photograph()[1], "image/jpeg", RedactionMark(MarkedArea(2, BOX), RedactionReason.FACE))[0]
        is disclosure.MarkBeyondEnd
    )
    assert redacted(b"\xff\xd8\xff broken", "image/jpeg")[0] is custody.FileNotUnderstood


def told_in_a_pdf():
    """A PDF that says the name in its text, metadata, form, note, attachment, outline, and in an earlier revision."""
    with pikepdf.new() as document:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        for words in (SECRET, "Nothing here"):
            sheet = document.add_blank_page(page_size=(400, 300))
            sheet.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            sheet.Contents = document.make_stream(f"BT /F1 24 Tf 20 200 Td ({words}) Tj ET".encode())
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[9, 9, 20, 20], Contents=SECRET
        )
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="f", V=SECRET,
            Rect=[50, 50, 150, 70],
        )  # fmt: skip
        annotations = pikepdf.Array([document.make_indirect(note), document.make_indirect(field)])
        document.pages[1].Annots = annotations
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([annotations[1]]))
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{SECRET}')")
        document.attachments["letter.txt"] = SECRET.encode()
        document.docinfo["/Author"] = SECRET
        with document.open_metadata() as said:
            said["dc:creator"] = [SECRET]
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(SECRET, 0))
        file = io.BytesIO()
        document.save(file, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all)
    return file.getvalue() + later_revision(file.getvalue())


def later_revision(data):
    """An update that takes the first page's words away: what stood before remains in the file (ISO 32000-1 7.5.6)."""
    with pikepdf.open(io.BytesIO(data)) as document:
        number = document.pages[0].Contents.objgen[0]
        size, root = int(document.trailer.Size), document.Root.objgen[0]
    at = len(data)
    emptied = b"%d 0 obj\n<</Length 0>>stream\n\nendstream\nendobj\n" % number
    before = int(re.findall(rb"startxref\s+([0-9]+)", data)[-1])
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %d 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return emptied + table % (number, at, size, root, before, at + len(emptied))


def test_a_redacted_pdf_holds_pictures_of_its_pages_and_nothing_of_the_file_it_came_from():
    original = told_in_a_pdf()
    assert not nowhere(original)
    whole = RedactionMark(MarkedArea(1, Box(0, 0, 10_000, 5_000)), RedactionReason.IDENTITY)
    found, copy = redacted(original, "application/pdf", whole)
    assert nowhere(found)
    assert found.count(b"%%EOF") == found.count(b"startxref") == 1
    document = pypdfium2.PdfDocument(found)
    assert [page.get_textpage().get_text_bounded() for page in document] == ["", ""]
    assert [round(side) for side in document[0].get_size()] == [400, 300]
    assert document.count_attachments() == 0
    assert not any(document.get_metadata_dict().values())
    with pikepdf.open(io.BytesIO(found)) as read:
        assert set(read.Root.keys()) == {"/Type", "/Pages"}
        assert set(read.trailer.keys()) <= {"/Size", "/Root"}
        assert not read.check_pdf_syntax()
    assert (copy.facts, copy.checked) == ({"pages": 2, "grey": 1, "dpi": 200}, {"pages": 2, "boxes": 1})
    shown = document[0].render().to_pil().convert("L")
    assert shown.crop((0, 0, 400, 150)).getextrema()[1] <= 10
    document.close()


@pytest.mark.parametrize("declared", [True, False])
def test_what_is_filled_into_a_form_is_in_the_copy_until_a_box_is_over_it(declared):
    original, field = evidence.form(SECRET, declared=declared), Box(500, 1_000, 5_000, 2_000)
    shown = first_page(redacted(original, "application/pdf")[0])
    assert shown.crop(field.pixels(*shown.size)).getextrema()[0] < 100
    found, _copy = redacted(original, "application/pdf", RedactionMark(MarkedArea(1, field), RedactionReason.NAME))
    shown = first_page(found)
    assert nowhere(found)
    assert shown.crop(field.pixels(*shown.size)).getextrema()[1] <= 10
    beside = shown.crop((0, shown.height // 2, *shown.size))
    assert beside.getextrema()[0] > 200


def first_page(data):
    with pypdfium2.PdfDocument(data) as document:
        return document[0].render(scale=2).to_pil().convert("L")


def test_a_pdf_is_refused_where_it_is_locked_or_shorter_than_its_marks():
    with pikepdf.open(io.BytesIO(told_in_a_pdf())) as document:
        locked = io.BytesIO()
        document.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert redacted(locked.getvalue(), "application/pdf")[0] is custody.FileLocked
    assert (
        redacted(told_in_a_pdf(), "application/pdf", RedactionMark(MarkedArea(3, BOX), RedactionReason.FACE))[0]
        is disclosure.MarkBeyondEnd
    )


@pytest.mark.parametrize("change", [
    lambda data: data.replace(b"%%EOF", b"%%EOF\n%" + SECRET.encode()), lambda data: data + b"x",
    lambda data: data.replace(b"/Catalog/", b"/Catalog/Lang(x)/"), lambda data: data.replace(b"xref\n0 6", b"xref\n0 7"),
    lambda data: data[:9] + b"%" + SECRET.encode() + b"\n" + data[9:], lambda data: data.replace(b"trailer\n<<", b"trailer\n<</I 1 0 R"),
])  # fmt: skip
def test_a_byte_more_than_our_writer_writes_is_seen(change):
    image, file = io.BytesIO(), io.BytesIO()
    Image.new("L", (20, 20)).save(image, "JPEG")
    writer = pdfs.Writer(file)
    writer.add(image.getvalue(), width=20, height=20, dpi=200, grey=True)
    writer.close()
    assert list(pdfs.pictures_of(io.BytesIO(file.getvalue()))) == [image.getvalue()]
    assert change(file.getvalue()) != file.getvalue()
    with pytest.raises(pdfs.Malformed):
        list(pdfs.pictures_of(io.BytesIO(change(file.getvalue()))))


def test_a_picture_that_says_more_than_it_shows_is_seen():
    bare = images.bare
    for kind, options in (
        ("JPEG", {"comment": SECRET}),
        ("JPEG", {"icc_profile": b"x" * 200}),
        ("PNG", {"dpi": (72, 72)}),
    ):
        assert not bare(photograph(kind, **options)[1])
        clean = photograph(kind)[1]
        assert bare(clean)
        assert not bare(clean + b"x")


def recorded(tmp_path, name, *words):
    file = tmp_path / name
    subprocess.run(["ffmpeg", "-v", "error", *words, str(file)], check=True, stdin=subprocess.DEVNULL)
    return file.read_bytes()


def samples(tmp_path, data, begins, ends):
    (tmp_path / "copy").write_bytes(data)
    words = ["-i", str(tmp_path / "copy"), "-ss", str(begins), "-to", str(ends), "-f", "s16le", "-ac", "1", "-"]
    ran = subprocess.run(["ffmpeg", "-v", "error", *words], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return memoryview(ran.stdout).cast("h")


def loudest(tmp_path, data, begins, ends):
    return max(map(abs, samples(tmp_path, data, begins, ends)))


SINE = ("-f", "lavfi", "-i", "sine=1000:d=3")


@pytest.mark.parametrize(
    ("name", "mime", "made"),
    [("a.mp3", "audio/mpeg", "audio/ogg"), pytest.param("a.wav", "audio/wav", "audio/flac", marks=pytest.mark.soak)],
)
def test_a_voice_is_silent_where_it_was_marked_and_its_tags_are_gone(tmp_path, name, mime, made):
    (tmp_path / "cover.png").write_bytes(photograph("PNG", pnginfo=saying(SECRET))[1])
    cover = ("-i", str(tmp_path / "cover.png"), "-map", "0", "-map", "1", "-c:v", "copy") if name == "a.mp3" else ()
    source = recorded(tmp_path, name, *SINE, *cover, "-metadata", f"title={SECRET}", "-metadata", f"artist={SECRET}")
    assert not nowhere(source)
    marks = [
        RedactionMark(MarkedSound(Stretch(500, 1_200)), RedactionReason.VOICE),
        RedactionMark(MarkedSound(Stretch(1_800, 2_400), tone=True), RedactionReason.NAME),
    ]
    found, copy = redacted(source, mime, *marks)
    assert nowhere(found)
    assert (copy.mime, copy.checked) == (made, {"stretches": 2})
    assert loudest(tmp_path, found, 0.5, 1.2) <= 400
    assert loudest(tmp_path, found, 0.1, 0.3) > 2_000
    heard = samples(tmp_path, found, 1.8, 2.4)
    crossings = sum(one < 0 <= other for one, other in pairwise(heard))
    assert crossings == pytest.approx(440 * 0.6, abs=3)


def test_a_sound_whose_clock_drifts_is_silent_wherever_it_was_marked(tmp_path):
    """Up to a tenth of a second FFmpeg lets a sound come early before it puts it right."""
    beep = "volume=0:enable='not(between(t,1.5,1.8))',asetpts='PTS+if(gt(T,1),0.09/TB,0)'"
    source = recorded(tmp_path, "a.mkv", *SINE, "-af", beep, "-c:a", "pcm_s16le")
    heard = RedactionMark(MarkedSound(Stretch(1_590, 1_890)), RedactionReason.VOICE)
    found, _copy = redacted(source, "audio/x-matroska", heard)
    assert loudest(tmp_path, redacted(source, "audio/x-matroska")[0], 1.3, 2.1) > 2_000
    assert loudest(tmp_path, found, 1.3, 2.1) <= 400


def test_of_several_sounds_the_first_goes_and_no_other(tmp_path):
    other = ("-f", "lavfi", "-i", "sine=3000:d=3", "-map", "0", "-map", "1", "-disposition:a:1", "default")
    source = recorded(tmp_path, "a.mkv", *SINE, *other, "-c:a", "pcm_s16le")
    found, _copy = redacted(source, "audio/x-matroska")
    crossings = sum(one < 0 <= other for one, other in pairwise(samples(tmp_path, found, 1, 2)))
    assert crossings == pytest.approx(1_000, abs=3)


@pytest.mark.soak
def test_a_mark_where_the_sound_has_ended_is_refused(tmp_path):
    late = RedactionMark(MarkedSound(Stretch(5_000, 6_000)), RedactionReason.VOICE)
    assert redacted(recorded(tmp_path, "a.wav", *SINE), "audio/wav", late)[0] is disclosure.MarkBeyondEnd


def film(tmp_path):
    (tmp_path / "said.srt").write_text(f"1\n00:00:00,000 --> 00:00:02,000\n{SECRET}\n")
    (tmp_path / "chapters").write_text(
        f";FFMETADATA1\ntitle={SECRET}\nlocation=+53.9+27.5/\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle={SECRET}\n"
    )
    return recorded(
        tmp_path, "v.mp4", "-f", "lavfi", "-i", "color=orange:s=320x180:d=2:r=10", *SINE, "-i", str(tmp_path / "said.srt"),
        "-i", str(tmp_path / "chapters"), "-map", "0", "-map", "1", "-map", "2", "-map_metadata", "3", "-t", "2",
        "-c:s", "mov_text", "-pix_fmt", "yuv420p",
    )  # fmt: skip


def still(tmp_path, data, at):
    (tmp_path / "copy.mp4").write_bytes(data)
    words = ["-ss", str(at), "-i", str(tmp_path / "copy.mp4"), "-frames:v", "1", "-f", "image2", "-c:v", "png", "-"]
    ran = subprocess.run(["ffmpeg", "-v", "error", *words], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return Image.open(io.BytesIO(ran.stdout)).convert("RGB")


def dark(image, box):
    return max(high for _low, high in image.crop(box.pixels(*image.size)).getextrema()) <= 50


def test_a_face_in_a_film_is_covered_while_it_moves_and_nothing_but_film_and_sound_remains(tmp_path):
    source, first, last = film(tmp_path), Box(500, 500, 2_500, 4_000), Box(6_000, 4_000, 8_000, 8_000)
    assert not nowhere(source)
    track = RedactionMark(Track((KeyFrame(500, first), KeyFrame(1_500, last))), RedactionReason.FACE)
    found, copy = redacted(
        source, "video/mp4", track, RedactionMark(MarkedSound(Stretch(400, 900)), RedactionReason.VOICE)
    )
    assert nowhere(found)
    assert (copy.facts["frames"], copy.checked) == (20, {"frames": 20, "tracks": 1, "stretches": 1})
    assert dark(still(tmp_path, found, 0.5), first)
    assert dark(still(tmp_path, found, 1.0), Box(3_250, 2_250, 5_250, 6_000))
    assert dark(still(tmp_path, found, 1.5), last)
    assert not dark(still(tmp_path, found, 1.9), last)
    assert still(tmp_path, found, 1.0).getpixel((310, 10))[0] > 200
    assert loudest(tmp_path, found, 0.4, 0.9) <= 400
    told = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type:chapter", "-of", "csv", str(tmp_path / "copy.mp4")],
        check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    assert told == ["stream,video", "stream,audio"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("v.mov", ("-c:v", "qtrle")), ("v.webm", ("-pix_fmt", "yuva420p", "-c:v", "libvpx-vp9", "-auto-alt-ref", "0"))],
)
def test_colours_beneath_what_is_see_through_are_not_in_the_copy(tmp_path, name, words):
    left = "color=red:s=128x96:d=1:r=5,format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='if(lt(X,64),0,255)'"
    found, _copy = redacted(recorded(tmp_path, name, "-f", "lavfi", "-i", left, *words), "video/quicktime")
    shown = still(tmp_path, found, 0.4)
    assert shown.crop((0, 0, 56, 96)).getextrema()[0][1] <= 10
    assert shown.crop((72, 0, 128, 96)).getextrema()[0][0] > 200


def test_what_was_cut_off_a_film_and_stayed_in_its_file_is_not_in_the_copy(tmp_path):
    scenes = ("-f", "lavfi", "-i", "color=red:s=64x64:d=1:r=10", "-f", "lavfi", "-i", "color=blue:s=64x64:d=2:r=10")
    joined = ("-filter_complex", "[0][1]concat=n=2:v=1", "-c:v", "libx264", "-g", "100", "-bf", "0")
    recorded(tmp_path, "whole.mp4", *scenes, *joined)
    cut = recorded(tmp_path, "cut.mp4", "-ss", "1.2", "-i", str(tmp_path / "whole.mp4"), "-c", "copy")
    found, copy = redacted(cut, "video/mp4")
    assert copy.facts["frames"] == 18
    assert all(still(tmp_path, found, at).getpixel((32, 32))[0] < 50 for at in (0, 0.1, 1))


@pytest.mark.soak
def test_a_box_where_the_film_has_ended_is_refused(tmp_path):
    source = recorded(tmp_path, "v.mp4", "-f", "lavfi", "-i", "color=orange:s=64x64:d=1:r=5")
    late = RedactionMark(Track((KeyFrame(9_000, BOX), KeyFrame(9_500, BOX))), RedactionReason.FACE)
    assert redacted(source, "video/mp4", late)[0] is disclosure.MarkBeyondEnd


def test_a_copy_that_does_not_hold_what_was_promised_is_thrown_away(monkeypatch):
    """The maker is told of no mark, and the checker of all: what it sees is not covered."""
    asked = redacting.ask_about

    def forgetful(child, words, *, held, beside):
        told = b'{"marks": [], "keep_lines": false}'
        if words[0] == "make":
            forged = sandbox.whole(io.BytesIO(told), len(told))
            words, beside = (words[0], str(forged), words[2]), (forged, beside[1])
        return asked(child, words, held=held, beside=beside)

    monkeypatch.setattr(redacting, "ask_about", forgetful)
    assert redacted(photograph()[1], "image/jpeg", FACE)[0] is disclosure.CopyNotClean


def test_no_program_changes_what_the_next_one_is_told():
    held = sandbox.whole(io.BytesIO(b"marks"), 5)
    with pytest.raises(PermissionError):
        os.pwrite(held, b"x", 0)
    with pytest.raises(PermissionError):
        os.ftruncate(held, 0)
    os.close(held)


@pytest.mark.soak
def test_a_film_is_upright_in_its_copy(tmp_path):
    recorded(tmp_path, "lying.mov", "-f", "lavfi", "-i", "color=orange:s=96x64:d=1:r=5")
    turned = ("-i", str(tmp_path / "lying.mov"), "-c", "copy", "-metadata:s:v:0", "rotate=90")
    found, copy = redacted(recorded(tmp_path, "v.mov", *turned), "video/quicktime")
    assert (copy.facts["width"], copy.facts["height"]) == (64, 96)
    assert still(tmp_path, found, 0.2).size == (64, 96)


def test_what_is_not_seen_whole_is_not_redacted():
    redactor = redacting.Redactors()
    for mime in (
        "message/rfc822",
        "text/html",
        "application/json",
        "application/zip",
        "application/msword",
        "text/rtf",
    ):
        assert redactor.form(mime) is None
