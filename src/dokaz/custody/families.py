"""What kind of thing a file is, as people look for it: several MIME types are one family."""

from dokaz.kernel.languages import _
from dokaz.kernel.worded import Worded

__all__ = ["Family", "family"]


class Family(Worded):
    IMAGE = "image", _("Image")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Sound")
    DOCUMENT = "document", _("Document")
    TABLE = "table", _("Table or data")
    MAIL = "mail", _("Mail")
    TEXT = "text", _("Plain text")
    ARCHIVE = "archive", _("Archive of files or web pages")
    OTHER = "other", _("Something else")
    THING = "thing", _("Physical object")


_BY_BEGINNING = (("image/", Family.IMAGE), ("video/", Family.VIDEO), ("audio/", Family.AUDIO))
_BY_WORD = (
    ("spreadsheet", Family.TABLE), ("excel", Family.TABLE), ("csv", Family.TABLE), ("json", Family.TABLE),
    ("sqlite", Family.TABLE), ("rfc822", Family.MAIL), ("mbox", Family.MAIL), ("outlook", Family.MAIL),
    ("pdf", Family.DOCUMENT), ("word", Family.DOCUMENT), ("opendocument", Family.DOCUMENT), ("rtf", Family.DOCUMENT),
    ("presentation", Family.DOCUMENT), ("powerpoint", Family.DOCUMENT), ("postscript", Family.DOCUMENT),
    ("html", Family.DOCUMENT), ("epub", Family.DOCUMENT), ("zip", Family.ARCHIVE), ("tar", Family.ARCHIVE),
    ("warc", Family.ARCHIVE), ("rar", Family.ARCHIVE), ("7z", Family.ARCHIVE), ("-xz", Family.ARCHIVE),
    ("zstd", Family.ARCHIVE),
)  # fmt: skip


def family(mime: str) -> Family:
    """The family of a MIME type as custody stores it; a physical object has none, and is a thing."""
    if not mime:
        return Family.THING
    for beginning, found in _BY_BEGINNING:
        if mime.startswith(beginning):
            return found
    for word, found in _BY_WORD:
        if word in mime:
            return found
    return Family.TEXT if mime.startswith("text/") else Family.OTHER
