"""What is demanded of words about a request. Pure."""

from dokaz.disclosure import covers
from dokaz.disclosure.errors import CoverUnclear
from dokaz.disclosure.requests.errors import CoverUnfit, ReferencesUnreadable
from dokaz.kernel import codes
from dokaz.kernel.errors import CodeError
from dokaz.records import api as records


def references(asked: records.Field, text: str) -> str:
    """References of items, one a line, each once, as they are printed. Raises ReferencesUnreadable."""
    try:
        return "\n".join(codes.several(text, kind=codes.Kind.ITEM))
    except CodeError as why:
        raise ReferencesUnreadable(field=asked.says, text=why.facts["text"]) from why


def cover(asked: records.Field, text: str) -> str:
    """A cover note as it was typed, if it reads as one. Raises CoverUnfit."""
    try:
        covers.read(text)
    except CoverUnclear as why:
        raise CoverUnfit(field=asked.says, why=str(why)) from why
    return text
