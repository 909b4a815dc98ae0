"""What a package does not tell of an item that comes from a person, in a form less open than "named".

Neither the name its maker gave the file, nor where it lay, nor what was written about it, nor the words in its chain:
a type, and the reference. Nor of what it was made, where that stays in the house: only the event that its proof opens
names that, and cannot be changed. And its bytes: an original carries whatever the camera, the phone and the hand put
into it, so it does not go at all. A redacted copy does; so does what comes from nobody, under its own name.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from mimetypes import MimeTypes

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure.going import Going

_ENDINGS = MimeTypes()  # Python's own table, and never one of this machine
_STEMS = frozenset({"audio", "image", "text", "video"})
_KEPT = "kept"  # no reference, so the report says that the source stays in the house


@dataclass(frozen=True, slots=True)
class Veil:
    """Of some items that go less openly than "named": in which somebody is, or in what they were made of.

    Of the `hidden` a package tells no words. Of these the `originals` are no redacted copies: their bytes do not go.
    `whole`: it is not so, and everything is told.
    """

    whole: bool = True
    hidden: frozenset[str] = frozenset()
    originals: frozenset[str] = frozenset()


def veil(peopled: Iterable[str], /, *, going: Going, by: access.Session) -> Veil:
    """What may not be told of the items in which somebody is, or may be, as consent found it, and which may not go so.

    Raises RecordUnvouched of `journal`.
    """
    if going.named:
        return Veil()
    hidden = frozenset(peopled)
    made = custody.made_as(hidden, by=by)
    return Veil(False, hidden, frozenset(ref for ref, each in made.items() if each is not custody.Making.REDACTION))


def worn(record: custody.Record, veil: Veil, /, *, together: Collection[str]) -> custody.Record:
    """A record with what may be told of it: of the hidden only what the house itself found or counted.

    Of what it was made is told where that goes together with it; elsewhere it is what recipients could compare.

    With what something was made of an item stands in the chain of that item, and is a word about what was made.
    """
    if veil.whole:
        return record
    if record.ref not in veil.hidden:
        return replace(record, events=tuple(map(_without_makers, record.events)))
    return replace(
        record,
        name=_generic(record),
        path=None,
        source=record.source and _KEPT,
        parent=record.parent if record.parent in together else None,
        description=custody.Description(),
        tool="",
        tool_version="",
        parameters={},
        events=tuple(map(_wordless, record.events)),
    )


def _without_makers(event: custody.CustodyEvent) -> custody.CustodyEvent:
    made = event.act in {custody.Act.DERIVED, custody.Act.REDACTED}
    return replace(event, tool="", tool_version="") if made else event


def _wordless(event: custody.CustodyEvent) -> custody.CustodyEvent:
    return replace(
        event, came_from="", went_to="", reason="", authority="", place="", witness="", justification="", tool="",
        tool_version="",
    )  # fmt: skip


def _generic(record: custody.Record) -> str:
    """What it is, by the type that the house found in its bytes: `image.jpg`."""
    if record.kind is custody.Kind.OBJECT:
        return record.kind.value
    first = record.mime.partition("/")[0]
    stem = first if first in _STEMS else "file"
    return stem + (_ENDINGS.guess_extension(record.mime) or "")
