"""Lists of words the people of the house choose from: codes that stay, labels in three languages, and an order.

A word is never deleted: retired, it is not chosen any more and stays where it stands. The words of a list that belongs
to one of the two trees are labels; its written method says when a label is put, and a label names the version of it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.languages import Language, _
from dokaz.kernel.worded import Worded
from dokaz.records.errors import (
    CodeUnfit,
    LabelMissing,
    NothingChanged,
    OrderUnfit,
    ParentUnfit,
    StaleWords,
    TermUnknown,
    ThesaurusUnknown,
)
from dokaz.records.fields import Labels
from dokaz.records.word_rows import InThreeLanguages, TermRow, ThesaurusRow

THESAURUS, TERM, ORDER = "records:thesaurus:write", "records:term:write", "records:term:order"
NO_WORDS = Labels("", "", "")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_NEWEST = """
    WHERE number = (SELECT MAX(number) FROM {table} AS later WHERE {same})"""
_NEWEST_THESAURI = _NEWEST.format(table="records_thesaurusrow", same="later.code = records_thesaurusrow.code")
_NEWEST_TERMS = _NEWEST.format(
    table="records_termrow", same="later.thesaurus = records_termrow.thesaurus AND later.code = records_termrow.code"
)

Row = TypeVar("Row", bound=InThreeLanguages)


class Tree(Worded):
    """The two trees of labels, which are never mixed: what a source says, and what a reviewer saw themself."""

    CLAIMED = "claimed", _("What a source claims")
    OBSERVED = "observed", _("What a reviewer observed")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a list, in its newest version."""

    thesaurus: str
    code: str
    labels: Labels
    parent: str
    place: int
    retired: bool
    number: int

    @property
    def says(self) -> str:
        return self.labels.says


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """A list of words in its newest version, with its words in their order, the retired ones included."""

    code: str
    labels: Labels
    tree: Tree | None
    method: Labels = field(repr=False)
    number: int
    terms: tuple[Term, ...] = field(repr=False)

    @property
    def says(self) -> str:
        return self.labels.says

    @property
    def chosen_from(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.retired)

    def term(self, code: str) -> Term:
        """Raises TermUnknown."""
        for term in self.terms:
            if term.code == code:
                return term
        raise TermUnknown(code=code, thesaurus=self.says)


def thesauri() -> tuple[Thesaurus, ...]:
    """Every list of words, by code. Raises RecordUnvouched of `journal`."""
    return _opened(database.select(ThesaurusRow, sql=f"{_NEWEST_THESAURI} ORDER BY code"))


def thesaurus(code: str, /) -> Thesaurus:
    """Raises ThesaurusUnknown, RecordUnvouched of `journal`."""
    try:
        return named([code])[code]
    except KeyError:
        raise ThesaurusUnknown(code=code) from None


def named(codes: Iterable[str]) -> dict[str, Thesaurus]:
    """Those of these lists that there are. Raises RecordUnvouched of `journal`."""
    if not (asked := set(codes)):
        return {}
    rows = database.select(ThesaurusRow, sql=f"{_NEWEST_THESAURI} AND code IN %s", values=[asked])
    return {each.code: each for each in _opened(rows)}


def write_thesaurus(
    code: str,
    /,
    *,
    labels: Labels,
    method: Labels = NO_WORDS,
    tree: Tree | None = None,
    seen: int = 0,
    by: access.Session,
    now: datetime,
) -> Thesaurus:
    """Begin a list of words, or write its next version on the one its author saw (0 where there is none yet).

    The tree of a list never changes. Raises NotPermitted, CodeUnfit, LabelMissing, StaleWords, NothingChanged.
    """
    with access.acting(by, now=now):
        access.require(by, access.Permission.MANAGE_WORDS, now=now)
        fit_code(code)
        complete(labels)
        if tree is not None:
            complete(method)
        there = database.select(ThesaurusRow, sql=f"{_NEWEST_THESAURI} AND code = %s", values=[code])
        refuse_stale(code, there, seen)
        row = ThesaurusRow(
            **version(code, labels, seen, by, now), tree=there[0].tree if there else (tree.value if tree else ""),
            method_en=method.en, method_be=method.be, method_ru=method.ru,
        )  # fmt: skip
        save(THESAURUS, [row], there, about=code, by=by, now=now)
    return thesaurus(code)


def write_term(
    thesaurus_code: str,
    /,
    *,
    code: str,
    labels: Labels,
    parent: str = "",
    retired: bool = False,
    seen: int = 0,
    by: access.Session,
    now: datetime,
) -> Thesaurus:
    """Add a word at the end of a list, or write its next version on the one its author saw; give the list.

    Raises NotPermitted, ThesaurusUnknown, CodeUnfit, LabelMissing, ParentUnfit, StaleWords, NothingChanged.
    """
    with access.acting(by, now=now):
        access.require(by, access.Permission.MANAGE_WORDS, now=now)
        fit_code(code)
        complete(labels)
        held = thesaurus(thesaurus_code)
        _fit_parent(held, code, parent)
        there = _terms_of([thesaurus_code], code=code)
        refuse_stale(code, there, seen)
        last = max((term.place for term in held.terms), default=0)
        row = TermRow(
            **version(code, labels, seen, by, now), thesaurus=thesaurus_code, parent=parent,
            place=there[0].place if there else last + 1, retired=retired,
        )  # fmt: skip
        save(TERM, [row], there, about=f"{thesaurus_code}/{code}", by=by, now=now)
    return thesaurus(thesaurus_code)


def order_terms(thesaurus_code: str, /, *, codes: Sequence[str], by: access.Session, now: datetime) -> Thesaurus:
    """Put the words of a list into this order, which names each once. Raises NotPermitted, OrderUnfit."""
    with access.acting(by, now=now):
        access.require(by, access.Permission.MANAGE_WORDS, now=now)
        there = {row.code: row for row in _terms_of([thesaurus_code])}
        if sorted(codes) != sorted(there):
            raise OrderUnfit
        moved = [(place, there[code]) for place, code in enumerate(codes, start=1) if there[code].place != place]
        if not moved:
            raise NothingChanged
        made = [
            TermRow(
                **version(row.code, labels_of(row), row.number, by, now), thesaurus=row.thesaurus, parent=row.parent,
                place=place, retired=row.retired,
            )
            for place, row in moved
        ]  # fmt: skip
        save(ORDER, made, [], about=thesaurus_code, by=by, now=now)
    return thesaurus(thesaurus_code)


def words_of(codes: Iterable[str]) -> dict[str, frozenset[str]]:
    """The words that may be chosen now from these lists."""
    found: dict[str, frozenset[str]] = {}
    for row in _terms_of(codes):
        found[row.thesaurus] = found.get(row.thesaurus, frozenset()) | ({row.code} if not row.retired else set())
    return found


def fit_code(code: str) -> None:
    """Raises CodeUnfit."""
    if not _CODE.fullmatch(code):
        raise CodeUnfit(code=code)


def complete(labels: Labels) -> None:
    """Everything a person reads is there in each language. Raises LabelMissing."""
    for language in Language:
        if not labels.of(language).strip():
            raise LabelMissing(language=language.own_name)


def refuse_stale(code: str, there: Sequence[InThreeLanguages], seen: int) -> None:
    """Raises StaleWords where the newest version is not the one that was seen."""
    newest = there[0].number if there else 0
    if newest != seen:
        raise StaleWords(code=code)


def version(code: str, labels: Labels, seen: int, by: access.Session, now: datetime) -> dict[str, object]:
    """What every version has."""
    return {
        "id": ordered_id(now), "code": code, "number": seen + 1, "label_en": labels.en.strip(),
        "label_be": labels.be.strip(), "label_ru": labels.ru.strip(), "written_at": now,
        "written_by": by.actor.account,
    }  # fmt: skip


def labels_of(row: InThreeLanguages) -> Labels:
    return Labels(row.label_en, row.label_be, row.label_ru)


def save(
    verb: str, made: Sequence[Row], there: Sequence[Row], *, about: str, by: access.Session, now: datetime
) -> None:
    """The versions and their entry. Raises NothingChanged where the one that is there says the same."""
    if there and _content(there[0]) == _content(made[0]):
        raise NothingChanged
    for row in made:
        row.save(force_insert=True)
    journal.record(verb, by=by.actor, now=now, about=[about], records=database.digests(*made))


def _content(row: InThreeLanguages) -> dict[str, object]:
    passing = {"id", "number", "written_at", "written_by"}
    columns = {each.attname for each in row._meta.concrete_fields}  # noqa: SLF001 - public in all but name
    return {name: getattr(row, name) for name in columns - passing}


def _terms_of(thesauri_: Iterable[str], *, code: str | None = None) -> list[TermRow]:
    """In their order."""
    sql, values = f"{_NEWEST_TERMS} AND thesaurus IN %s", [tuple(thesauri_)]
    if code is not None:
        return _vouched(database.select(TermRow, sql=f"{sql} AND code = %s", values=[*values, code]))
    return _vouched(database.select(TermRow, sql=f"{sql} ORDER BY place, code", values=values))


def _vouched(rows: list[Row]) -> list[Row]:
    journal.vouch(*database.digests(*rows))
    return rows


def _opened(rows: list[ThesaurusRow]) -> tuple[Thesaurus, ...]:
    terms = _terms_of([row.code for row in _vouched(rows)])
    return tuple(
        Thesaurus(
            code=row.code,
            labels=labels_of(row),
            tree=Tree(row.tree) if row.tree else None,
            method=Labels(row.method_en, row.method_be, row.method_ru),
            number=row.number,
            terms=tuple(_term(term) for term in terms if term.thesaurus == row.code),
        )
        for row in rows
    )


def _term(row: TermRow) -> Term:
    return Term(row.thesaurus, row.code, labels_of(row), row.parent, row.place, row.retired, row.number)


def _fit_parent(held: Thesaurus, code: str, parent: str) -> None:
    """A word stands below another one of its list, and never below itself. Raises ParentUnfit."""
    parents = {term.code: term.parent for term in held.terms}
    above = parent
    while above:
        if above == code or above not in parents:
            raise ParentUnfit
        above = parents[above]
