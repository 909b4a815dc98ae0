"""A scan of many pages, redacted: drawn, covered, written anew, and looked through page by page."""

import io
import resource
import subprocess
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from benchmarks.descendants import watched
from benchmarks.measuring import Figures, Found, Line, Place, timed
from dokaz import config

config.set_up()

from dokaz.adapters.api import Redactors  # noqa: E402 - Django must be ready before models are imported
from dokaz.adapters.deriving.children.redacting import pdfs  # noqa: E402
from dokaz.disclosure import api as disclosure  # noqa: E402
from dokaz.kernel.regions import Box  # noqa: E402

ROUNDS = 2
PAGES, DPI, ANEW = 100, 300, 200
A4 = (2480, 3508)
BOX = Box(1_000, 1_500, 6_000, 1_900)


def setup(place: Place) -> Figures:
    """Grey pages of A4 as a scanner gives them: strokes like writing, and the noise of paper."""
    chance = Random(7)
    paper = Image.effect_noise(A4, 18).point(lambda value: min(255, value + 100))
    with _scan(place).open("wb") as file:
        writer = pdfs.Writer(file)
        for _number in range(place.of(PAGES)):
            jpeg = io.BytesIO()
            _written(paper.copy(), chance).save(jpeg, "JPEG", quality=80)
            writer.add(jpeg.getvalue(), width=A4[0], height=A4[1], dpi=DPI, grey=True)
        writer.close()
    return {}


def _written(page: Image.Image, chance: Random) -> Image.Image:
    drawing = ImageDraw.Draw(page)
    for line in range(300, A4[1] - 300, 60):
        at = 250
        while at < A4[0] - 300:
            wide = chance.randrange(20, 160)
            drawing.rectangle((at, line, at + wide, line + 26), fill=chance.randrange(20, 90))
            at += wide + 24
    return page.filter(ImageFilter.GaussianBlur(1))


def ours(place: Place) -> Figures:
    figures, pages = _amount(place), place.of(PAGES)
    marks = [
        disclosure.RedactionMark(disclosure.MarkedArea(number, BOX), disclosure.RedactionReason.NAME)
        for number in range(1, pages + 1)
    ]
    plan = disclosure.RedactionPlan(disclosure.RedactionForm.PAPER, "00" * 32, tuple(marks))
    with _scan(place).open("rb") as stream, watched(figures), timed(figures):
        size = int(figures["bytes"])
        with Redactors().redact(stream, size=size, plan=plan) as copy:
            assert copy.trouble is None
            assert copy.checked["boxes"] == pages
            figures["written"] = float(copy.size)
    return figures


def drawn(place: Place) -> Figures:
    """pdftoppm draws the pages, Pillow binds them; nothing is covered, and nothing is looked through."""
    figures = _amount(place)
    place.output.mkdir()
    with watched(figures), timed(figures):
        words = ["pdftoppm", "-r", str(ANEW), "-gray", "-jpeg", str(_scan(place)), str(place.output / "page")]
        subprocess.run(words, check=True)
        pages = [Image.open(path) for path in sorted(place.output.glob("page*.jpg"))]
        pages[0].save(place.output / "bound.pdf", save_all=True, append_images=pages[1:], resolution=ANEW)
    figures["written"] = float((place.output / "bound.pdf").stat().st_size)
    figures["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


RIVALS = {"pdftoppm": drawn}


def lines(found: Found) -> list[Line]:
    mine, theirs = found["ours"], found["pdftoppm"]
    return [
        Line(
            f"redact a scan of {mine['amount']:,.0f} pages, A4, {DPI} dots to the inch, {mine['bytes'] / 1e6:.0f} MB",
            f"{_said(mine)}, with looking through; the greatest process in the cage {mine['outside peak']:.0f} MiB, "
            f"ours {found.peak:.0f} MiB, and both files in memory ({_both(mine)} MB)",
            f"pdftoppm and Pillow, nothing covered or looked through: {_said(theirs)}, peak {theirs['peak']:.0f} MiB",
            f"{theirs['seconds'] / mine['seconds']:.2f}",
        )
    ]


def _said(figures: Figures) -> str:
    cpu = figures["seconds cpu"] + figures["outside cpu"]
    return f"{figures['seconds']:.1f} s ({cpu:.1f} of CPU), {figures['amount'] / figures['seconds']:.1f} pages/s"


def _both(figures: Figures) -> str:
    return f"{(figures['bytes'] + figures['written']) / 1e6:.0f}"


def _scan(place: Place) -> Path:
    place.folder.mkdir(parents=True, exist_ok=True)
    return place.folder / "scan.pdf"


def _amount(place: Place) -> Figures:
    return {"amount": float(place.of(PAGES)), "bytes": float(_scan(place).stat().st_size)}
