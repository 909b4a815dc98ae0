"""What no identity may say: a name that nobody could find, a photograph that is no item, a name that is the pseudonym.

It is asked where pseudonym and identity are in hand together; no identity is opened for it.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.kernel import codes
from dokaz.kernel.errors import CodeError
from dokaz.names import api as names
from dokaz.people import marks
from dokaz.people.errors import NameWithoutLetter, PseudonymIsName
from dokaz.people.identities import IdentityDetails

Words = tuple[str, ...]


def fitting(details: IdentityDetails, *, pseudonym: str, by: access.Session) -> IdentityDetails:
    """The identity as it is to be written, its photographs by their references as the house spells them.

    Raises NameWithoutLetter, PseudonymIsName, ItemNotFound of `custody` for what the account may not see as an item.
    """
    refuse_names([form.text for form in details.names], pseudonym=pseudonym)
    return replace(details, photographs=_items(details.photographs, by)) if details.photographs else details


def refuse_names(written: Iterable[str], *, pseudonym: str) -> None:
    """Raises NameWithoutLetter, PseudonymIsName."""
    several, told = tuple(written), _words(pseudonym)
    if not all(any(map(str.isalpha, name)) for name in several):
        raise NameWithoutLetter
    if told and several:
        with marks.comparing():
            if any(told == same for name in several for same in _same_as(name)):
                raise PseudonymIsName


def _same_as(name: str) -> Iterator[Words]:
    """The name itself, in whatever order, and its surname."""
    yield _words(name)
    yield _words(" ".join(each.text for each in names.parts(name) if each.part is names.NamePart.FAMILY))


def _words(text: str) -> Words:
    """Its words without case, marks and what is no letter or digit, in one order."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = (each if each.isalnum() else " " for each in plain if not unicodedata.combining(each))
    return tuple(sorted("".join(kept).split()))


def _items(refs: Iterable[str], by: access.Session) -> tuple[str, ...]:
    read = tuple(map(_item, refs))
    seen = custody.visible(read, by=by)
    for ref in read:
        if ref not in seen:
            raise custody.ItemNotFound(ref=ref)
    return read


def _item(ref: str) -> str:
    try:
        return str(codes.parse(ref, kind=codes.Kind.ITEM))
    except CodeError as why:
        raise custody.ItemNotFound(ref=ref) from why
