"""What is demanded of words about a release. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dokaz.kernel import codes
from dokaz.kernel.countries import two_letters
from dokaz.kernel.errors import CodeError
from dokaz.kernel.given import is_said, lines, text
from dokaz.kernel.languages import Sentence, _, said
from dokaz.records import api as records
from dokaz.releases import words
from dokaz.releases.errors import (
    GroundOfOther,
    ItemsUnnamed,
    ItemsUnreadable,
    NoticeUnclear,
    PersonNamed,
    StateUnreadable,
)
from dokaz.releases.words import Article, Became, Began, Compared, Extent, Leave, NotTold

_PERSON = re.compile(rf"\b{codes.Kind.PERSON}-[0-9A-Z]{{4}}-[0-9A-Z]{{5}}\b", re.IGNORECASE)
Fields = Mapping[str, object]


def items(asked: records.Field, typed: str) -> str:
    """References of items, one a line, each once, as they are printed. Raises ItemsUnreadable."""
    try:
        return "\n".join(codes.several(typed, kind=codes.Kind.ITEM))
    except CodeError as why:
        raise ItemsUnreadable(field=asked.says, text=why.facts["text"]) from why


def state(asked: records.Field, typed: str) -> str:
    """Two letters, in capitals. Raises StateUnreadable."""
    if not (found := two_letters(typed)):
        raise StateUnreadable(field=asked.says)
    return found


def nobody(asked: records.Field, typed: str) -> str:
    """Words that name no person of the house, as they were typed. Raises PersonNamed."""
    if found := _PERSON.search(typed):
        raise PersonNamed(field=asked.says, ref=found[0])
    return typed


def refuse_unfit(kind: records.RecordKind, fields: Fields, /) -> None:
    """What a kind demands of all its fields together. Raises FieldError of `records`."""
    if kind.code == words.RECALL and text(fields, "extent") == Extent.SOME and not text(fields, "items"):
        raise ItemsUnnamed(field=_title(kind, "items"))
    if kind.code == words.NOTICE:
        _refuse_unclear(kind, fields)


def _refuse_unclear(kind: records.RecordKind, fields: Fields) -> None:
    given, ground = (all(is_said(fields, name) for name in names) for names in (("on", "said"), ("not_given", "why")))
    if given == ground:
        raise NoticeUnclear(field=_title(kind, "said"))
    if ground and NotTold(text(fields, "not_given")).article != Article(text(fields, "article")):
        raise GroundOfOther(field=_title(kind, "not_given"))


def _title(kind: records.RecordKind, name: str) -> str:
    return next(each.says for each in kind.fields if each.name == name)


def confirms(receipt: Fields, /) -> bool:
    """Whether by this receipt they have what we made: another fingerprint is another package."""
    return text(receipt, "fingerprint") != Compared.DIFFERS


def sent(recall: Fields, /) -> bool:
    return all(is_said(recall, name) for name in ("sent_on", "way"))


@dataclass(frozen=True, slots=True)
class CalledBack:
    """What of a release was called back, by the recalls that were sent: everything, or these items."""

    whole: bool = False
    items: frozenset[str] = frozenset()

    def covers(self, item: str) -> bool:
        return self.whole or item in self.items


def called_back(recalls: Iterable[Fields], /) -> CalledBack:
    several = tuple(filter(sent, recalls))
    named = frozenset(ref for each in several for ref in lines(each, "items"))
    return CalledBack(any(map(is_whole, several)), named)


def is_whole(recall: Fields, /) -> bool:
    """Whether everything that went is called back."""
    return text(recall, "extent") == Extent.ALL


def became_known(use: Fields, /) -> bool:
    """Whether it says what became of what went, and not only whether they may pass it on."""
    return is_said(use, "answer") and text(use, "began") != Began.THEY_ASK


def unanswered(use: Fields, /) -> bool:
    """Whether a question on what they do with it waits for the answer: ours where they ask, else theirs."""
    return not is_said(use, "answer")


_BEYOND = {
    Became.DESTROYED: _("They say that they destroyed it. Nobody here can see whether a copy remains."),
    Became.RETURNED: _("They gave it back. Nobody here can see whether a copy remains."),
    Became.KEPT: _("What was called back stays with them."),
    Became.SILENT: _("They did not answer: what was called back stays with them, as far as we know."),
}
_NO_ANSWER: Sentence = _(
    "Until they answer, what was called back is with them. A copy that left cannot be reached from here."
)
_PASSED_ON: Sentence = _("We let them pass it on to {whom}: it is there as well, and is called back there by them.")


@dataclass(frozen=True, slots=True)
class Beyond:
    """What stays beyond recall, in sentences."""

    says: tuple[str, ...]


def beyond(recall: Fields, /, *, uses: tuple[Fields, ...]) -> Beyond:
    """What of a recall cannot be had back, said plainly: an answer, and to whom they passed it on with our leave."""
    answer = text(recall, "answer")
    first = said(_BEYOND[Became(answer)] if answer else _NO_ANSWER)
    passed = [
        said(_PASSED_ON).format(whom=text(use, "whom"))
        for use in uses
        if text(use, "leave") and Leave(text(use, "leave")).given and text(use, "whom")
    ]
    return Beyond((first, *passed))
