"""Drawn scenes: places and things without people, quiet on purpose."""

from collections.abc import Callable, Mapping
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from dokaz.demo.files.fonts import font

Pen = ImageDraw.ImageDraw
Colour = tuple[int, int, int]

_WIDE, _HIGH = 1600, 1200


def draw(scene: str, size: tuple[int, int], caption: str, chance: Random) -> Image.Image:
    """Draw a named scene at a size; `caption` is what stands on a notice, a sign or an exhibit label."""
    picture = _SCENES[scene](caption, chance)
    return picture.filter(ImageFilter.GaussianBlur(0.6)).resize(size, Image.Resampling.LANCZOS)


def _gradient(top: Colour, bottom: Colour, *, high: int = _HIGH) -> Image.Image:
    ramp = Image.linear_gradient("L").resize((_WIDE, high))
    return Image.composite(Image.new("RGB", ramp.size, bottom), Image.new("RGB", ramp.size, top), ramp)


def _canvas(top: Colour, bottom: Colour) -> tuple[Image.Image, Pen]:
    picture = _gradient(top, bottom)
    return picture, ImageDraw.Draw(picture, "RGBA")


def _near(colour: Colour, chance: Random, spread: int = 10) -> Colour:
    shift = chance.randint(-spread, spread)
    red, green, blue = (max(0, min(255, part + shift)) for part in colour)
    return red, green, blue


def _house(pen: Pen, box: tuple[int, int, int, int], wall: Colour, lit: float, chance: Random) -> None:
    left, top, right, bottom = box
    pen.rectangle(box, fill=wall)
    pen.rectangle((left - 6, top - 14, right + 6, top), fill=_near((70, 66, 66), chance))
    for y in range(top + 30, bottom - 70, 78):
        for x in range(left + 26, right - 50, 74):
            glass = (238, 206, 140) if chance.random() < lit else (74, 88, 104)
            pen.rectangle((x - 4, y - 4, x + 40, y + 52), fill=(226, 222, 214))
            pen.rectangle((x, y, x + 36, y + 48), fill=_near(glass, chance))
            pen.line((x + 18, y, x + 18, y + 48), fill=(226, 222, 214), width=3)


def _lamp(pen: Pen, x: int, foot: int, high: int) -> None:
    pen.rectangle((x - 5, foot - high, x + 5, foot), fill=(48, 50, 54))
    pen.ellipse((x - 60, foot - high - 70, x + 60, foot - high + 50), fill=(255, 236, 180, 40))
    pen.ellipse((x - 22, foot - high - 32, x + 22, foot - high + 12), fill=(255, 240, 200))


def _tree(pen: Pen, x: int, foot: int, high: int, leaf: Colour, chance: Random) -> None:
    pen.polygon(((x - 9, foot), (x + 9, foot), (x + 4, foot - high), (x - 4, foot - high)), fill=(74, 58, 46))
    for _ in range(60):
        reach = high // 2
        dx, dy = chance.randint(-reach, reach), chance.randint(-reach, reach)
        if dx * dx + dy * dy > reach * reach:
            continue
        size, shade = chance.randint(high // 12, high // 6), _near(leaf, chance, 22)
        centre = foot - high + dy
        pen.ellipse((x + dx - size, centre - size, x + dx + size, centre + size), fill=shade)


def _square(_caption: str, chance: Random) -> Image.Image:
    picture, pen = _canvas((66, 86, 128), (226, 170, 140))
    left = -40
    while left < _WIDE:
        wide, high = chance.randint(230, 340), chance.randint(330, 500)
        wall = chance.choice(((186, 160, 130), (170, 150, 150), (196, 178, 140)))
        _house(pen, (left, 790 - high, left + wide, 790), wall, 0.35, chance)
        left += wide + chance.randint(8, 26)
    pen.rectangle((0, 786, _WIDE, _HIGH), fill=(128, 122, 118))
    for x in range(-2400, 4000, 130):
        pen.line((_WIDE // 2 + (x - _WIDE // 2) // 4, 786, x, _HIGH), fill=(104, 98, 96), width=3)
    for step in range(1, 9):
        pen.line((0, 786 + step * step * 7, _WIDE, 786 + step * step * 7), fill=(104, 98, 96), width=2 + step // 3)
    for x, foot, high in ((180, 1000, 420), (640, 880, 270), (1030, 880, 270), (1450, 1000, 420)):
        _lamp(pen, x, foot, high)
    return picture


def _court(caption: str, chance: Random) -> Image.Image:
    picture, pen = _canvas((168, 190, 214), (224, 228, 230))
    pen.rectangle((0, 930, _WIDE, _HIGH), fill=(150, 148, 144))
    pen.rectangle((210, 330, 1390, 930), fill=(212, 202, 178))
    pen.polygon(((170, 330), (800, 130), (1430, 330)), fill=(198, 186, 160))
    pen.polygon(((290, 312), (800, 156), (1310, 312)), fill=(216, 206, 184))
    for x in range(270, 1331, 200):
        pen.rectangle((x, 400, x + 56, 900), fill=_near((236, 230, 214), chance, 5))
        pen.rectangle((x + 40, 400, x + 56, 900), fill=(206, 198, 178))
        pen.rectangle((x - 12, 384, x + 68, 404), fill=(226, 218, 200))
        pen.rectangle((x - 12, 896, x + 68, 916), fill=(226, 218, 200))
    pen.rectangle((730, 560, 866, 930), fill=(88, 62, 48))
    pen.line((798, 560, 798, 930), fill=(60, 42, 34), width=5)
    for step in range(4):
        pen.rectangle(
            (180 - step * 34, 930 + step * 28, 1420 + step * 34, 958 + step * 28), fill=(186 - step * 10,) * 3
        )
    _words(pen, (800, 362), caption, "Serif-Bold", 34, (78, 66, 50))
    return picture


def _river(_caption: str, chance: Random) -> Image.Image:
    picture, pen = _canvas((150, 186, 220), (236, 226, 206))
    pen.polygon(((0, 600), (420, 540), (900, 580), (1600, 520), (1600, 700), (0, 700)), fill=(104, 128, 92))
    picture.paste(_gradient((150, 172, 188), (84, 112, 136), high=420), (0, 660))
    for _ in range(170):
        x, y = chance.randrange(_WIDE), chance.randrange(670, 1010)
        pen.line((x, y, x + chance.randint(30, 150), y), fill=(214, 226, 232, 90), width=2)
    for x in range(-60, _WIDE, 330):
        pen.arc((x, 560, x + 330, 860), 180, 360, fill=(120, 112, 104), width=30)
    pen.rectangle((0, 540, _WIDE, 584), fill=(138, 130, 120))
    for x in range(0, _WIDE, 40):
        pen.line((x, 500, x, 544), fill=(92, 88, 84), width=4)
    pen.line((0, 500, _WIDE, 500), fill=(92, 88, 84), width=7)
    pen.polygon(((0, 1010), (700, 960), (1600, 1040), (1600, 1200), (0, 1200)), fill=(96, 116, 66))
    for x in (140, 330, 1480):
        _tree(pen, x, 1060 + chance.randint(-20, 20), 380, (112, 134, 70), chance)
    return picture


def _yard(caption: str, chance: Random) -> Image.Image:
    picture, pen = _canvas((118, 130, 152), (206, 204, 200))
    _house(pen, (-30, 210, 560, 900), (196, 190, 178), 0.2, chance)
    _house(pen, (960, 120, 1640, 900), (180, 176, 172), 0.2, chance)
    _house(pen, (580, 420, 940, 880), (168, 164, 164), 0.25, chance)
    pen.rectangle((0, 880, _WIDE, _HIGH), fill=(120, 126, 96))
    if caption:
        pen.rectangle((732, 828, 812, 870), fill=(36, 62, 120))
        _words(pen, (772, 849), caption, "Sans-Bold", 30, (250, 250, 250))
    pen.polygon(((600, 880), (900, 880), (1180, 1200), (360, 1200)), fill=(158, 152, 144))
    for x in (120, 480, 1120, 1400):
        _tree(pen, x, 1000 + chance.randint(-30, 30), 320, (176, 138, 62), chance)
    pen.rectangle((1010, 1030, 1330, 1048), fill=(112, 78, 50))
    pen.rectangle((1010, 980, 1330, 1000), fill=(112, 78, 50))
    for x in (1040, 1290):
        pen.rectangle((x, 1000, x + 12, 1100), fill=(52, 50, 50))
    return picture


def _door(caption: str, chance: Random) -> Image.Image:
    picture, pen = _canvas((176, 166, 150), (156, 146, 132))
    pen.rectangle((380, 40, 1220, 1200), fill=(66, 74, 66))
    pen.rectangle((420, 80, 1180, 1200), fill=(92, 108, 92))
    for box in ((480, 700, 780, 1130), (830, 700, 1120, 1130)):
        pen.rectangle(box, outline=(70, 84, 70), width=10)
    pen.ellipse((1092, 610, 1152, 670), fill=(186, 160, 96))
    page = Image.new("RGBA", (500, 500), (246, 243, 234, 255))
    _paragraph(ImageDraw.Draw(page), (40, 60), caption, 420, 30)
    turned = page.rotate(chance.uniform(-2.5, 2.5), Image.Resampling.BICUBIC, expand=True)
    picture.paste(turned, (540, 130), turned)
    for x in (580, 990):
        pen.rectangle((x, 118, x + 70, 162), fill=(226, 216, 172, 170))
    return picture


def _sign(caption: str, chance: Random) -> Image.Image:
    picture, pen = _canvas((186, 122, 96), (166, 106, 84))
    for row in range(31):
        y, shift = row * 40, (row % 2) * 55
        for x in range(-110 + shift, _WIDE, 110):
            pen.rectangle((x + 3, y + 3, x + 106, y + 36), fill=_near((172, 102, 78), chance, 14))
    pen.rectangle((318, 368, 1298, 868), fill=(0, 0, 0, 70))
    pen.rectangle((300, 350, 1280, 850), fill=(60, 84, 74))
    pen.rectangle((322, 372, 1258, 828), outline=(206, 186, 128), width=5)
    for x, y in ((346, 396), (1234, 396), (346, 804), (1234, 804)):
        pen.ellipse((x - 9, y - 9, x + 9, y + 9), fill=(206, 186, 128))
    lines = caption.split("\n")
    for number, line in enumerate(lines):
        _words(pen, (790, 600 + 96 * number - 48 * (len(lines) - 1)), line, "Serif-Bold", 54, (232, 220, 178))
    return picture


def _table(caption: str, chance: Random) -> Image.Image:
    picture, pen = _canvas((166, 128, 92), (150, 112, 80))
    for y in range(0, _HIGH, 12):
        pen.line((0, y, _WIDE, y + chance.randint(-6, 6)), fill=(*_near((150, 112, 78), chance, 16), 120), width=5)
    pen.rectangle((454, 214, 1134, 954), fill=(0, 0, 0, 60))
    pen.rectangle((440, 200, 1120, 940), fill=(58, 80, 110))
    pen.rectangle((440, 200, 500, 940), fill=(44, 62, 88))
    pen.rectangle((600, 330, 1020, 480), fill=(240, 234, 216))
    _words(pen, (810, 384), "Сшытак", "Serif-Bold", 44, (52, 50, 60))
    _words(pen, (810, 444), "чытанні 2020", "Serif", 32, (52, 50, 60))
    _ruler(pen, (440, 1000))
    pen.rectangle((1180, 220, 1520, 400), fill=(250, 250, 246))
    _paragraph(pen, (1200, 244), caption, 310, 26)
    return picture


def _ruler(pen: Pen, at: tuple[int, int]) -> None:
    """A scale and grey steps belong in every picture of an object."""
    left, top = at
    pen.rectangle((left, top, left + 700, top + 84), fill=(244, 242, 230))
    for tick in range(71):
        long = 36 if tick % 10 == 0 else 24 if tick % 5 == 0 else 14
        pen.line((left + tick * 10, top, left + tick * 10, top + long), fill="black", width=2)
        if tick % 10 == 0 and tick < 70:
            pen.text((left + tick * 10 + 5, top + 40), str(tick // 10), font=font("Sans", 26), fill="black")
    for step in range(6):
        pen.rectangle((left + 740 + step * 60, top, left + 800 + step * 60, top + 84), fill=(step * 51,) * 3)


def _window(_caption: str, chance: Random) -> Image.Image:
    picture = _yard("", chance).filter(ImageFilter.GaussianBlur(5))
    pen = ImageDraw.Draw(picture, "RGBA")
    frame = (206, 202, 194)
    for box in (
        (0, 0, 1600, 120),
        (0, 1010, 1600, 1200),
        (0, 0, 130, 1200),
        (1470, 0, 1600, 1200),
        (780, 0, 830, 1100),
    ):
        pen.rectangle(box, fill=frame)
    pen.rectangle((0, 1010, 1600, 1030), fill=(176, 172, 164))
    pen.polygon(((1130, 1090), (1290, 1090), (1270, 940), (1150, 940)), fill=(166, 96, 66))
    for _ in range(16):
        tip = (1210 + chance.randint(-130, 130), chance.randint(690, 860))
        pen.line((1210, 950, *tip), fill=(70, 110, 66), width=9)
        pen.ellipse((tip[0] - 26, tip[1] - 18, tip[0] + 26, tip[1] + 18), fill=_near((82, 128, 74), chance, 18))
    pen.polygon(((0, 0), (330, 0), (210, 1010), (0, 1010)), fill=(222, 214, 196, 220))
    return picture


def _words(pen: Pen, centre: tuple[int, int], text: str, face: str, size: int, ink: Colour) -> None:
    pen.text(centre, text, font=font(face, size), fill=ink, anchor="mm")


def _paragraph(pen: Pen, at: tuple[int, int], text: str, wide: int, size: int) -> None:
    left, top = at
    for line in wrapped(text, wide, "Serif", size):
        pen.text((left, top), line, font=font("Serif", size), fill=(44, 44, 48))
        top += size * 14 // 10


def wrapped(text: str, wide: int, face: str, size: int) -> list[str]:
    """Break a text into lines no wider than `wide` pixels, keeping the breaks it has."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for word in part.split(" "):
            longer = f"{line} {word}".strip()
            if line and font(face, size).getlength(longer) > wide:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


_SCENES: Mapping[str, Callable[[str, Random], Image.Image]] = {
    "square": _square,
    "court": _court,
    "river": _river,
    "yard": _yard,
    "door": _door,
    "sign": _sign,
    "table": _table,
    "window": _window,
}
