"""Photographs: a drawn scene, the grain of a sensor, and the metadata a telephone writes (Exif 2.32)."""

import io
import struct
from datetime import timedelta
from random import Random

from PIL import ExifTags, Image, ImageChops, ImageDraw
from PIL.TiffImagePlugin import IFDRational

from dokaz.demo.contents import MARK, MARK_ASCII, Photograph
from dokaz.demo.files import scenes
from dokaz.demo.files.fonts import font

_QUALITY = 84


def make(photograph: Photograph, chance: Random) -> bytes:
    """Give a JPEG; with a camera it carries maker, model, time with offset, exposure and, if known, GPS."""
    picture = picture_of(photograph, chance)
    out = io.BytesIO()
    if photograph.camera is None:
        picture.save(out, "JPEG", quality=_QUALITY)
    else:
        picture.save(out, "JPEG", quality=_QUALITY, exif=_undefined(_exif(photograph, picture.size, chance)))
    return out.getvalue()


def picture_of(photograph: Photograph, chance: Random) -> Image.Image:
    """Give the picture before it is written as JPEG."""
    size = (photograph.width, photograph.width * 3 // 4)
    picture = _grain(scenes.draw(photograph.scene, size, photograph.caption, chance), chance)
    if photograph.hidden is not None:
        _cover(picture, photograph.hidden)
    mark(picture)
    return picture


def _grain(picture: Image.Image, chance: Random) -> Image.Image:
    width, height = picture.size
    noise = Image.frombytes("L", (width, height), chance.randbytes(width * height)).point(
        lambda level: level * 14 // 255
    )
    grey = Image.merge("RGB", (noise, noise, noise))
    return ImageChops.subtract(ImageChops.add(picture, grey), Image.new("RGB", picture.size, (7, 7, 7)))


def _cover(picture: Image.Image, share: tuple[float, float, float, float]) -> None:
    width, height = picture.size
    left, top, right, bottom = share
    ImageDraw.Draw(picture).rectangle((left * width, top * height, right * width, bottom * height), fill="black")


def mark(picture: Image.Image) -> None:
    """Write on its face that a picture is invented, so that a copy without its metadata still says so."""
    width, height = picture.size
    pen, face = ImageDraw.Draw(picture, "RGBA"), font("Sans", max(11, width // 80))
    left, top, right, bottom = pen.textbbox((0, 0), MARK, font=face)
    at = (width - (right - left) - width // 60, height - (bottom - top) - width // 45)
    pen.rectangle((at[0] - 8, at[1] - 6, width, height), fill=(0, 0, 0, 120))
    pen.text((at[0], at[1] - top), MARK, font=face, fill=(255, 255, 255, 215))


def _exif(photograph: Photograph, size: tuple[int, int], chance: Random) -> Image.Exif:
    assert photograph.camera is not None
    tag, camera = ExifTags.Base, photograph.camera
    taken = photograph.taken + timedelta(seconds=chance.randrange(60))
    stamp = taken.strftime("%Y:%m:%d %H:%M:%S")
    exif = Image.Exif()
    exif.update({tag.Make: camera.maker, tag.Model: camera.model, tag.Software: camera.software, tag.DateTime: stamp})
    exif.update({tag.ImageDescription: MARK_ASCII, tag.Orientation: 1, tag.YCbCrPositioning: 1})
    exif.update({tag.XResolution: IFDRational(72), tag.YResolution: IFDRational(72), tag.ResolutionUnit: 2})
    exif.get_ifd(ExifTags.IFD.Exif).update(_exposure(stamp, taken.strftime("%z"), size, chance))
    if photograph.place is not None:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(_position(photograph.place, photograph, chance))
    return exif


def _undefined(exif: Image.Exif) -> bytes:
    """Give ComponentsConfiguration the type UNDEFINED (7) that Exif 2.32 asks for; Pillow writes BYTE (1)."""
    as_bytes, as_undefined = (struct.pack(">HHI", ExifTags.Base.ComponentsConfiguration, kind, 4) for kind in (1, 7))
    return exif.tobytes().replace(as_bytes, as_undefined)


def _exposure(stamp: str, offset: str, size: tuple[int, int], chance: Random) -> dict[int, object]:
    tag, zone = ExifTags.Base, f"{offset[:3]}:{offset[3:]}"
    return {
        tag.ExifVersion: b"0232",
        tag.DateTimeOriginal: stamp,
        tag.DateTimeDigitized: stamp,
        tag.OffsetTimeOriginal: zone,
        tag.SubsecTimeOriginal: f"{chance.randrange(1000):03}",
        tag.ExposureTime: IFDRational(1, chance.choice((30, 60, 120, 250))),
        tag.FNumber: IFDRational(18, 10),
        tag.ISOSpeedRatings: chance.choice((50, 100, 200, 400)),
        tag.FocalLength: IFDRational(425, 100),
        tag.ExifImageWidth: size[0],
        tag.ExifImageHeight: size[1],
        tag.ImageUniqueID: f"{chance.getrandbits(128):032x}",
        tag.ComponentsConfiguration: b"\x01\x02\x03\x00",  # Exif 2.32, 4.6.5: Y, Cb, Cr
        tag.FlashPixVersion: b"0100",
        tag.ColorSpace: 1,  # sRGB
    }


def _position(place: tuple[float, float], photograph: Photograph, chance: Random) -> dict[int, object]:
    tag, taken = ExifTags.GPS, photograph.taken - (photograph.taken.utcoffset() or timedelta())
    north, east = (degrees + chance.uniform(-0.002, 0.002) for degrees in place)
    return {
        tag.GPSVersionID: b"\x02\x03\x00\x00",
        tag.GPSLatitudeRef: "N",
        tag.GPSLatitude: _degrees(north),
        tag.GPSLongitudeRef: "E",
        tag.GPSLongitude: _degrees(east),
        tag.GPSDateStamp: taken.strftime("%Y:%m:%d"),
        tag.GPSTimeStamp: (float(taken.hour), float(taken.minute), 0.0),
        tag.GPSMapDatum: "WGS-84",
    }


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    minutes = (value - int(value)) * 60
    seconds = round((minutes - int(minutes)) * 60 * 100)
    return IFDRational(int(value), 1), IFDRational(int(minutes), 1), IFDRational(seconds, 100)
