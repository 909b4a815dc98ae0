"""An answer, or which of three reasons there is none (DESIGN 5, rule 5).

"Does not know", "does not want to say" and "was not asked" are different facts about an interview; an empty value
would make them one.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from dokaz.kernel.errors import AnswerUnclear
from dokaz.kernel.languages import _, said

T = TypeVar("T")


class Silence(StrEnum):
    """Why there is no value. The stored code never changes; the sentence may."""

    UNKNOWN = "does-not-know"
    DECLINED = "does-not-want-to-say"
    NOT_ASKED = "not-asked"

    @property
    def says(self) -> str:
        return said(_SENTENCES[self])


_SENTENCES = {
    Silence.UNKNOWN: _("Does not know"),
    Silence.DECLINED: _("Does not want to say"),
    Silence.NOT_ASKED: _("Not asked"),
}


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A value, or a silence with its reason: always exactly one. False, 0 and "" are values."""

    value: T | None = None
    silence: Silence | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.silence is None):
            raise AnswerUnclear

    @property
    def given(self) -> bool:
        return self.silence is None
