"""What is inside one invented file, as data: the makers in `files/` turn each of these into bytes.

A string may hold `{keeper}`-like places that `world()` fills with the invented names and codes of its seed.
"""

from dataclasses import dataclass
from datetime import datetime

MARK = "ВЫДУМАНА · ВЫМЫШЛЕНО · INVENTED"
MARK_ASCII = "Invented for practice with Dokaz. No real person, place or event."


@dataclass(frozen=True, slots=True)
class Camera:
    maker: str
    model: str
    software: str


@dataclass(frozen=True, slots=True)
class Photograph:
    """A drawn scene; without a camera it is a copy whose metadata a messenger has stripped."""

    scene: str
    taken: datetime
    camera: Camera | None = None
    width: int = 1600
    caption: str = ""
    place: tuple[float, float] | None = None
    hidden: tuple[float, float, float, float] | None = None
    """The part covered in a copy made for sharing, as shares of width and height: left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A written page in one of three forms: "pdf", "docx", or, with a tilt, a scan as "png", "tiff" or "scan-pdf"."""

    form: str
    language: str
    head: str
    title: str
    paragraphs: tuple[str, ...]
    dated: datetime
    signed: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    stamp: str = ""
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    sender: str
    to: str
    sent: datetime
    text: str
    charset: str = "utf-8"
    attached: tuple[tuple[str, "Photograph | Paper"], ...] = ()
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    sent: datetime
    writer: str
    text: str = ""
    photo: str = ""
    answers: int = 0
    forwarded: str = ""


@dataclass(frozen=True, slots=True)
class Chat:
    name: str
    messages: tuple[Message, ...]
    photos: tuple[tuple[str, Photograph], ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """A short sound: "wav" by the standard library, "ogg" (Opus) or "m4a" (AAC) by ffmpeg."""

    form: str
    recorded: datetime
    seconds: int
    sound: str


@dataclass(frozen=True, slots=True)
class Film:
    """A slow pan over a drawn scene, with sound: "mp4" (H.264) or "webm" (VP8)."""

    form: str
    recorded: datetime
    seconds: int
    scene: str
    sound: str


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[str, ...], ...]
    charset: str = "utf-8-sig"


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Archive:
    """A ZIP; its members carry one fixed time."""

    packed: datetime
    members: tuple[tuple[str, "Photograph | Paper | Table | Text"], ...]


Content = Photograph | Paper | Mail | Chat | Recording | Film | Table | Text | Archive
