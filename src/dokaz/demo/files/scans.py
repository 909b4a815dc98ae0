"""Scanned pages: a printed page as a flatbed shows it, slightly turned, grey, with dust and a stamp."""

import io
from functools import partial
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from dokaz.demo.contents import MARK, MARK_ASCII, Paper
from dokaz.demo.files.fonts import font
from dokaz.demo.files.scenes import wrapped

_DPI = 150
_A4 = (1240, 1754)  # ISO 216 A4 at 150 dots an inch
_INK, _STAMP = (38, 38, 42), (58, 86, 150)
_TIFF_DESCRIPTION, _TIFF_SOFTWARE, _TIFF_TIME = 270, 305, 306  # TIFF 6.0, part 1, section 8


def make(paper: Paper, chance: Random) -> bytes:
    """Give the scanned page as PNG, as TIFF with one image a page, or as PDF that holds only images."""
    share = -(-len(paper.paragraphs) // paper.pages)
    pages = [
        _scanned(_printed(paper, paper.paragraphs[at * share : (at + 1) * share], number=at + 1), chance)
        for at in range(paper.pages)
    ]
    out = io.BytesIO()
    _SAVERS[paper.form](pages, paper, out)
    return out.getvalue()


def _printed(paper: Paper, paragraphs: tuple[str, ...], *, number: int) -> Image.Image:
    page = Image.new("RGB", _A4, (250, 248, 242))
    pen, top = ImageDraw.Draw(page), 110
    if number == 1:
        top = _lines(pen, paper.head, top, "Serif", 25, centred=True) + 50
        top = _lines(pen, paper.title, top, "Serif-Bold", 32, centred=True) + 30
        top = _lines(pen, f"{paper.dated:%d.%m.%Y}", top, "Serif", 25) + 24
    for paragraph in paragraphs:
        top = _lines(pen, paragraph, top, "Serif", 25) + 22
    if number == paper.pages:
        top = _lines(pen, paper.signed, top + 50, "Serif", 25)
        if paper.stamp:
            page = _stamped(page, paper.stamp, top)
    ImageDraw.Draw(page).text(
        (150, 1690), f"{MARK}    {number} / {paper.pages}", font=font("Sans", 17), fill=(110, 110, 110)
    )
    return page


def _lines(pen: ImageDraw.ImageDraw, text: str, top: int, face: str, size: int, *, centred: bool = False) -> int:
    for line in wrapped(text, 960, face, size):
        left = (1240 - font(face, size).getlength(line)) / 2 if centred else 150
        pen.text((left, top), line, font=font(face, size), fill=_INK)
        top += size * 3 // 2
    return top


def _stamped(page: Image.Image, words: str, top: int) -> Image.Image:
    ink = Image.new("RGBA", (330, 330), (0, 0, 0, 0))
    pen = ImageDraw.Draw(ink)
    pen.ellipse((6, 6, 324, 324), outline=(*_STAMP, 200), width=6)
    pen.ellipse((26, 26, 304, 304), outline=(*_STAMP, 200), width=2)
    pen.multiline_text((165, 165), words, font=font("Sans-Bold", 22), fill=(*_STAMP, 210), anchor="mm", align="center")
    turned = ink.rotate(9, Image.Resampling.BICUBIC)
    page.paste(turned, (720, min(top - 60, 1320)), turned)
    return page


def _scanned(page: Image.Image, chance: Random) -> Image.Image:
    wide, high = page.size
    turned = page.rotate(chance.uniform(-1.4, 1.4), Image.Resampling.BICUBIC, fillcolor=(206, 204, 200))
    soft = _dusty(turned, chance).filter(ImageFilter.GaussianBlur(0.5)).convert("L")
    # A quarter of the points, enlarged: the grain of a cheap scanner, and half the size of the file.
    noise = Image.frombytes("L", (wide // 2, high // 2), chance.randbytes((wide // 2) * (high // 2)))
    grain = noise.resize((wide, high), Image.Resampling.BILINEAR).point(lambda level: level // 14)
    light = Image.linear_gradient("L").rotate(90).resize((wide, high)).point(lambda level: level // 18)
    tone = ImageChops.subtract(ImageChops.subtract(soft, grain), light)
    tint = Image.blend(tone.convert("RGB"), turned, 0.55)
    return tint.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")


def _dusty(page: Image.Image, chance: Random) -> Image.Image:
    pen = ImageDraw.Draw(page)
    for _ in range(60):
        x, y, size = chance.randrange(page.width), chance.randrange(page.height), chance.randint(1, 2)
        pen.ellipse((x, y, x + size, y + size), fill=(140, 136, 130))
    return page


def _png(pages: list[Image.Image], _paper: Paper, out: io.BytesIO) -> None:
    pages[0].quantize(64, dither=Image.Dither.NONE).save(out, "PNG", dpi=(_DPI, _DPI))


def _tiff(pages: list[Image.Image], paper: Paper, out: io.BytesIO) -> None:
    about = ImageFileDirectory_v2()
    about[_TIFF_DESCRIPTION], about[_TIFF_SOFTWARE] = MARK_ASCII, "Flatbed 2 (invented)"
    about[_TIFF_TIME] = paper.dated.strftime("%Y:%m:%d %H:%M:%S")
    save = partial(pages[0].save, out, "TIFF", save_all=True, append_images=pages[1:])
    save(compression="tiff_lzw", dpi=(_DPI, _DPI), tiffinfo=about)


def _image_pdf(pages: list[Image.Image], paper: Paper, out: io.BytesIO) -> None:
    when = paper.dated.utctimetuple()
    save = partial(pages[0].save, out, "PDF", save_all=True, append_images=pages[1:], resolution=_DPI)
    save(title=paper.title, subject=MARK_ASCII, creationDate=when, modDate=when)


_SAVERS = {"png": _png, "tiff": _tiff, "scan-pdf": _image_pdf}
