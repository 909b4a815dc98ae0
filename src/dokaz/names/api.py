"""Names across scripts. Takes text and answers values; nothing is kept but the names read last (`forget`).

    found = names.compare("Лукашэнка Аляксандр Рыгоравіч", "Alexander Lukashenko")
    found.verdict, found.score, found.because

A verdict is about names. That two names agree never makes two persons one: that is a judgement of people, with reasons.
"""

from dokaz.names import blocking, comparing, distinctions, marking, orthographies, parsing, slipping, writing
from dokaz.names.agreements import NameVerdict
from dokaz.names.comparing import Comparison, NameReason
from dokaz.names.marking import Mark, Marked, MarkKind
from dokaz.names.orthographies import Orthography
from dokaz.names.parsing import NamePart, NameWord
from dokaz.names.scripts import NameScript
from dokaz.names.writing import NameForm

__all__ = [
    "Comparison",
    "Mark",
    "MarkKind",
    "Marked",
    "NameForm",
    "NamePart",
    "NameReason",
    "NameScript",
    "NameVerdict",
    "NameWord",
    "Orthography",
    "compare",
    "forget",
    "forms",
    "keys",
    "marks",
    "orthography",
    "parts",
    "slips",
]


def compare(a: str, b: str) -> Comparison:
    """What two names say of each other: `same`, `possible` or `different`, a score from 0 to 1 that ranks, and why."""
    return comparing.compare(a, b)


def keys(name: str) -> frozenset[str]:
    """Keys of which two spellings of one name share at least one; as telling as the name: store HMACs of them only."""
    return blocking.keys(name)


def forms(name: str, *, script: NameScript | None = None) -> tuple[NameForm, ...]:
    """A name written in other scripts and by other habits,
    or in one of them; each form says whether anything was guessed.

    There may be two in one script: from the Belarusian and from the Russian name. Text without a name has no form.
    """
    return writing.forms(name, script)


def marks(name: str) -> tuple[Marked, ...]:
    """What the parts of a name are known by, each way to take it apart: to be hashed under a key, and compared so."""
    return marking.marks(name)


def slips(mark: Mark) -> frozenset[Mark]:
    """What the part would be known by where one of its sounds was written wrong; to be asked for, and never kept."""
    return slipping.slips(mark)


def parts(name: str) -> tuple[NameWord, ...]:
    """The words of a name in their order, each with what it most likely is."""
    return parsing.words(name)


def orthography(name: str) -> Orthography:
    """In which orthography a name is written, as far as its letters tell."""
    return Orthography(orthographies.of(name.lower()))


def forget() -> None:
    """Drop the names read last from memory. They are kept to compare faster, in this process only."""
    parsing.forget()
    distinctions.shown.cache_clear()
