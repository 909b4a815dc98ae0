"""A PDF: every page becomes a picture with the boxes painted in it, and a new PDF holds these pictures alone."""

import io
from typing import Any

import pypdfium2
from PIL import Image

from dokaz.adapters.parsers import papers, pictures
from dokaz.kernel.regions import Box

from ..answers import DAMAGED, TOO_MUCH, evidence
from . import covering, images, pdfs
from .orders import BEYOND_END, Orders, main, refuse

DPI = 200
MOST_PAGES = 2_000
_MOST_PIXELS = 25_000_000
_QUALITY = 80
_COLOURED = 24  # of 255: less than that is the yellow of paper
_SMALL = 400


def make(orders: Orders) -> dict[str, Any]:
    document = papers.opened(evidence())
    pages = len(document)
    refuse(not pages, DAMAGED)
    refuse(pages > MOST_PAGES, TOO_MUCH)
    boxes = _by_page(orders)
    refuse(boxes and max(boxes) > pages, BEYOND_END)
    grey = 0
    with orders.other_file("r+b") as copy:
        writer = pdfs.Writer(copy)
        for number in range(pages):
            grey += _add(writer, document[number], boxes.get(number + 1, []))
        writer.close()
    return {"pages": pages, "grey": grey, "dpi": DPI}


def check(orders: Orders) -> dict[str, Any]:
    """Twice: by its bytes, of which each must be one that our writer writes, and as PDFium reads it."""
    boxes, pages = _by_page(orders), 0
    with evidence() as stream:
        try:
            for picture in pdfs.pictures_of(stream):
                pages += 1
                refuse(not _is_covered(picture, boxes.get(pages, [])))
        except pdfs.Malformed:
            refuse(wrong=True)
    document = papers.opened(evidence())
    refuse(len(document) != pages or any(document.get_metadata_dict(skip_empty=True)))
    for number in range(pages):
        refuse(not _is_picture(document[number]))
    return {"pages": pages, "boxes": sum(map(len, boxes.values()))}


def _by_page(orders: Orders) -> dict[int, list[Box]]:
    found: dict[int, list[Box]] = {}
    for mark in orders.marks("area"):
        found.setdefault(mark["page"], []).append(Box(*mark["box"]))
    return found


def _add(writer: pdfs.Writer, page: Any, boxes: list[Box]) -> bool:
    """Drawn as the viewer draws it, so that what was marked is what is covered. Whether it has no colour."""
    wide, high = (max(1.0, side) for side in page.get_size())
    scale = min(DPI / 72, (_MOST_PIXELS / (wide * high)) ** 0.5)
    bitmap = page.render(scale=scale)
    shown = bitmap.to_pil().convert("RGB")
    page.close()
    bitmap.close()
    grey = _is_grey(shown)
    shown = covering.cover(shown.convert("L") if grey else shown, boxes)
    data = io.BytesIO()
    shown.save(data, "JPEG", quality=_QUALITY, subsampling=0)
    dpi = max(1, round(scale * 72))
    writer.add(data.getvalue(), width=shown.width, height=shown.height, dpi=dpi, grey=grey)
    return grey


def _is_grey(shown: Any) -> bool:
    small = shown.copy()
    small.thumbnail((_SMALL, _SMALL), pictures.SMOOTH)
    _lowest, highest = small.convert("HSV").getchannel("S").getextrema()
    return bool(highest <= _COLOURED)


def _is_covered(picture: bytes, boxes: list[Box]) -> bool:
    if not images.bare_jpeg(picture):
        return False
    with Image.open(io.BytesIO(picture), formats=("JPEG",)) as image:
        return covering.covered(image, boxes)


def _is_picture(page: Any) -> bool:
    """Whether there is one picture on it and not a letter."""
    kinds = [each.type for each in page.get_objects()]
    words = page.get_textpage().get_text_bounded()
    notes = pypdfium2.raw.FPDFPage_GetAnnotCount(page)
    page.close()
    return kinds == [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE] and not words and not notes


if __name__ == "__main__":
    main(make, check)
