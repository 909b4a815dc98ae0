"""What a viewer is asked and what it answers: plain values, whatever the file was."""

from dataclasses import dataclass, field
from enum import StrEnum


class Shape(StrEnum):
    """As what a file is shown."""

    NONE = "none"
    TEXT = "text"
    PICTURE = "picture"
    PAPER = "paper"  # pages drawn as pictures, with their text beside
    MAIL = "mail"
    MAILBOX = "mailbox"
    CHAT = "chat"
    CAPTURES = "captures"  # a web archive
    BUNDLE = "bundle"  # an archive of files
    LOUDNESS = "loudness"  # of a recording over its time


class Trouble(StrEnum):
    """Why nothing can be shown. The file is held safely all the same."""

    BROKEN = "broken"
    LATE = "late"
    TOO_LARGE = "too-large"
    TOO_MANY_PIXELS = "too-many-pixels"
    PASSWORD = "password"  # noqa: S105 - the name of a trouble
    PACKED = "packed"
    NO_SUCH_PART = "no-such-part"
    NO_SANDBOX = "no-sandbox"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page in words, its picture, or a part as it came. `part` leads to a file within the file, by its numbers."""

    want: str = "page"  # or "picture", "part"
    page: int = 1
    part: tuple[int, ...] = ()
    colour: bool = False
    every: bool = False  # all files of an archive, not only those that people read first


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation; the time as the export writes it. `part` is where the media it names lie."""

    who: str
    when: str
    text: str
    media: str = ""
    part: str = ""
    service: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A file within the file. `size` is what is said of it, which is not always true."""

    number: str
    name: str
    mime: str = ""
    size: int | None = None
    when: str = ""
    status: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """One page of a file, or `trouble`. `data` holds a picture that was drawn anew, or a part as it came."""

    shape: Shape = Shape.NONE
    trouble: Trouble | None = None
    page: int = 1
    pages: int = 1
    count: int = 0
    heads: tuple[tuple[str, str], ...] = ()
    text: str = ""
    beneath: str = ""  # the headers of a letter as they stand
    messages: tuple[Message, ...] = ()
    parts: tuple[Part, ...] = ()
    encoding: str = ""
    guessed: bool = False
    notes: tuple[str, ...] = ()
    pictured: bool = False  # the page can be asked for as a picture
    within: str = ""  # the numbers that lead to what is shown
    number: int = 0  # which of the letters of a mailbox it is, and the parts that are the one before and after it
    before: str = ""
    after: str = ""
    seconds: float = 0.0  # how long a recording is
    levels: tuple[int, ...] = ()  # how loud it is, in hundredths, from its beginning to its end
    name: str = ""
    mime: str = ""
    data: bytes = field(default=b"", repr=False)
