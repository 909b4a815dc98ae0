"""What is demanded of words about a request. Pure."""

from dokaz.disclosure.requests.errors import ReferencesUnreadable
from dokaz.kernel import codes
from dokaz.kernel.errors import CodeError
from dokaz.records import api as records


def references(asked: records.Field, text: str) -> str:
    """References of items, one a line, each once, as they are printed. Raises ReferencesUnreadable."""
    try:
        return "\n".join(codes.several(text, kind=codes.Kind.ITEM))
    except CodeError as why:
        raise ReferencesUnreadable(field=asked.says, text=why.facts["text"]) from why
