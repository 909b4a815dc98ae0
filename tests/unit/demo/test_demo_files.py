"""Every file opens with a reader that did not write it, or with the reference reader of its format."""

import csv
import email.policy
import io
import json
import shutil
import subprocess
import wave
import zipfile

import docx
import pikepdf
import pytest
from PIL import ExifTags, Image

EXIF, GPS = ExifTags.Base, ExifTags.GPS


def test_photographs_open_and_carry_camera_time_and_place(written):
    taken_by_phone = written.folder / "photographs" / "IMG_20200913_180211.jpg"
    with Image.open(taken_by_phone) as picture:
        picture.load()
        exif = picture.getexif()
        exposure, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    assert exif[EXIF.Model] == "L-5 (invented)"
    assert exposure[EXIF.DateTimeOriginal].startswith("2020:09:13 18:02:")
    assert exposure[EXIF.OffsetTimeOriginal] == "+03:00"
    assert place[GPS.GPSLatitudeRef] == "N"
    assert [float(part) for part in place[GPS.GPSLatitude][:2]] == [54.0, 51.0]
    assert "Invented" in exif[EXIF.ImageDescription]


def test_exiftool_reads_the_same_metadata(written):
    if shutil.which("exiftool") is None:
        pytest.skip("exiftool is not installed (Debian package libimage-exiftool-perl)")
    told = subprocess.run(
        ["exiftool", "-json", "-n", "-validate", "-warning", str(written.folder / "photographs" / "DSC00417.jpg")],
        capture_output=True,
        check=True,
    )
    (found,) = json.loads(told.stdout)
    assert found["Validate"] == "0 0 0", found


def test_every_image_opens(written):
    for ending in (".jpg", ".png", ".tif"):
        for path in written.paths(ending):
            if path.stat().st_size:
                with Image.open(path) as picture:
                    picture.load()
                    assert min(picture.size) >= 700, path


def test_a_covered_copy_differs_from_its_original_only_by_the_cover(written):
    with (
        Image.open(written.folder / "derived/yard-covered.jpg") as covered,
        Image.open(written.folder / "photographs/yard.jpg") as whole,
    ):
        assert not covered.getexif()
        left, top = int(0.48 * covered.width), int(0.7 * covered.height)
        assert max(covered.getpixel((left, top))) < 12
        assert covered.crop((0, 0, 600, 600)).tobytes() == whole.crop((0, 0, 600, 600)).tobytes()


def test_the_notebook_scan_has_two_pages(written):
    with Image.open(written.folder / "scans/notebook-041-042.tif") as scan:
        assert scan.n_frames == 2
        assert scan.info["dpi"] == (150, 150)


def test_pdfs_open_with_title_and_pages(written):
    for path in written.paths(".pdf"):
        with pikepdf.open(path) as opened:
            assert len(opened.pages) >= 1
            assert str(opened.docinfo["/Title"])


def test_the_scanned_receipt_has_no_text_layer(written):
    with pikepdf.open(written.folder / "scans/receipt-object-2.pdf") as opened:
        assert "/Font" not in opened.pages[0].get("/Resources", {})


def test_word_files_open_with_their_text(written):
    for path in written.paths(".docx"):
        opened = docx.Document(str(path))
        assert len(opened.paragraphs) > 4, path
        assert "INVENTED" in opened.sections[0].footer.paragraphs[0].text


def _mail(path):
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def test_mail_opens_and_its_attachments_are_whole(written):
    for path in written.paths(".eml"):
        assert _mail(path).defects == []
    (appeal,) = [path for path in written.paths(".eml") if "скарга" in path.name]
    pdf, photograph = _mail(appeal).iter_attachments()
    assert pdf.get_filename() == "скарга.pdf"
    with pikepdf.open(io.BytesIO(pdf.get_content())) as opened:
        assert len(opened.pages) == 1
    with Image.open(io.BytesIO(photograph.get_content())) as picture:
        assert picture.getexif()[EXIF.Make] == "Lisica"


def test_old_mail_in_koi8_is_read(written):
    (old,) = [path for path in written.paths(".eml") if path.name.endswith("re.eml")]
    assert "зарегистрировано" in _mail(old).get_content()
    assert b"koi8-r" in old.read_bytes().lower()


def test_the_chat_export_names_photographs_that_are_there(written):
    (result,) = written.paths("result.json")
    chat = json.loads(result.read_bytes())
    photos = [message["photo"] for message in chat["messages"] if "photo" in message]
    assert len(photos) == 3
    for name in photos:
        with Image.open(result.parent / name) as picture:
            assert not picture.getexif()
    ids = [message["id"] for message in chat["messages"]]
    assert ids == sorted(set(ids))
    assert {message["reply_to_message_id"] for message in chat["messages"] if "reply_to_message_id" in message} <= set(
        ids
    )


def test_tables_open_in_their_encodings(written):
    for name, charset in (("чытанні-2020.csv", "utf-8-sig"), ("книги.csv", "cp1251")):
        text = (written.folder / "registers" / name).read_text(encoding=charset)
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        assert len({len(row) for row in rows}) == 1
        assert len(rows) >= 5


def test_the_archive_opens_and_every_member_is_whole(written):
    (path,) = written.paths(".zip")
    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None
        assert "для архива/abvestka.jpg" in opened.namelist()


def test_the_plain_recording_opens(written):
    (path,) = written.paths(".wav")
    with wave.open(str(path)) as sound:
        assert sound.getnframes() == 8 * sound.getframerate()


def test_recordings_and_films_are_what_their_names_say(written):
    if shutil.which("ffprobe") is None:
        pytest.skip("ffprobe is not installed (Debian package ffmpeg)")
    streams = {".ogg": ["opus"], ".m4a": ["aac"], ".mp4": ["h264", "aac"], ".webm": ["vp8", "opus"]}
    for ending, codecs in streams.items():
        (path,) = written.paths(ending)
        shown = subprocess.run(
            ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(path)],
            capture_output=True,
            check=True,
        )
        found = json.loads(shown.stdout)
        assert [stream["codec_name"] for stream in found["streams"]] == codecs
        assert 3.5 < float(found["format"]["duration"]) < 10.5
