"""Exactly what an authority may be told of a possible witness. Pure, so that a property holds it.

Until a person agreed, every answer is the same, word for word: whether anybody was found, asked, or said no included.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dokaz.disclosure.requests.witness_states import AGREED
from dokaz.kernel.given import text
from dokaz.kernel.languages import Sentence, _, said

NOTHING: Sentence = _(
    "We have your wish to hear a witness. We say nothing about persons, also not whether there are any, before a "
    "person has agreed to it."
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the authority may be told of its wish to hear somebody: its own references, and the words for it."""

    request: str
    their_ref: str
    words: str


def told_of(*, request: str, their_ref: str, state: str, fields: Mapping[str, object], nothing_against: bool) -> Told:
    """What may be told now. Nothing of the person is in it before they agreed, nor once that holds no longer."""
    agreed = state == AGREED and nothing_against
    return Told(request, their_ref, text(fields, "may_tell") if agreed else said(NOTHING))


def tells_who(words: str, /, *, person: str, pseudonym: str) -> bool:
    """Whether these words hold the reference or the pseudonym of the person, however they are written."""
    plain = _plain(words)
    return any(_plain(each) in plain for each in (person, pseudonym) if _plain(each))


def _plain(words: str) -> str:
    return "".join(each for each in words.casefold() if each.isalnum())
