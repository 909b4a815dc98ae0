"""Pictures that a camera reads: the secret of an app for codes, which is typed as well, and labels of objects."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe

from dokaz.access import api as access

GROUP = 4


def grouped(secret: str) -> str:
    """In fours, to be typed."""
    return " ".join(secret[at : at + GROUP] for at in range(0, len(secret), GROUP))


def address(secret: str, *, like: access.AppSecret) -> str:
    """The address of this secret: a form that comes back with a wrong code keeps the one that was scanned."""
    return like.address.replace(like.text, secret)


def picture(text: str, *, scale: int = 4) -> SafeString:
    """A QR code as SVG, dark on white in either scheme: what reads it is a camera."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=False, scale=scale, svgclass="qr", lineclass=None, light="white"
    )
    return mark_safe(drawn.getvalue().decode())  # noqa: S308 - the library writes paths, and none of the text
