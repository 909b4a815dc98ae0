"""Tables with facets, chips and paging. The view has already cut what the reader may not see: this only draws."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dokaz.design.addresses import Address
from dokaz.design.amounts import grouped
from dokaz.design.component import Component, Shown, shown


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its heading. Numbers stand to the right; `sort` is where the table is read in this order.

    What is `whole`, such as a reference or a time, stays on one line where there is room for columns.
    """

    title: str
    numeric: bool = False
    whole: bool = False
    sort: str = ""
    sorted: str = ""  # "ascending" or "descending" where this is the order in force

    @property
    def naming(self) -> SafeString:
        """How a cell of it begins that names its row."""
        return SafeString('<th role="rowheader" scope="row"' + (' class="whole">' if self.whole else ">"))

    @property
    def beginning(self) -> SafeString:
        """How every other cell of it begins, and what it is called where there is no room for columns."""
        kind = ' class="number whole"' if self.numeric else ' class="whole"' if self.whole else ""
        return format_html('<td role="cell" data-title="{}"{}>', self.title, SafeString(kind))


@dataclass(frozen=True, slots=True)
class Table(Component):
    """Rows under sticky headings; the first cell names its row. On a narrow screen each row becomes a block.

    `dense` is for analysts: rows of 28 px and targets of 24 px. `empty` says why there is nothing, in a sentence.
    """

    template = "design/table.html"

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Shown, ...], ...]
    empty: str
    dense: bool = False
    caption_hidden: bool = False

    @property
    def lines(self) -> SafeString:
        """The rows, each cell under its column; a row of another length is an error of the view."""
        first, *others = self.columns
        begins = [first.naming, *(each.beginning for each in others)]
        ends = ["</th>", *(["</td>"] * len(others))]
        return SafeString("".join(_line(row, begins, ends) for row in self.rows))


def _line(row: tuple[Shown, ...], begins: list[SafeString], ends: list[str]) -> str:
    cells = "".join(f"{begin}{shown(cell)}{end}" for begin, cell, end in zip(begins, row, ends, strict=True))
    return f'<tr role="row" data-row>{cells}</tr>\n'


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value to narrow by. Without `count` it was too slow to count, and the page says so."""

    text: str
    href: str
    count: int | None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet(Component):
    """Values of one kind as links with counts, drawn by code. Counts from `cap` on are shown as "10,000+"."""

    title: str
    values: tuple[FacetValue, ...]
    cap: int = 10_000

    def html(self) -> SafeString:
        lines = SafeString("".join(map(self._line, self.values)))
        slow = any(value.count is None for value in self.values)
        hint = format_html('<p class="hint">{}</p>', _("Counting took too long; the values are right.")) if slow else ""
        return format_html('<div class="facet"><h3>{}</h3><ul>\n{}</ul>{}</div>', self.title, lines, hint)

    def _line(self, value: FacetValue) -> SafeString:
        current, chosen = SafeString(""), SafeString("")
        if value.chosen:
            current = SafeString(' aria-current="true"')
            chosen = format_html(' <span class="unseen">({})</span>', _("chosen; follow to take it away"))
        return format_html(
            '<li><a href="{}"{}><span>{}{}</span>{}</a></li>\n', value.href, current, value.text, chosen,
            self._counted(value.count),
        )  # fmt: skip

    def _counted(self, count: int | None) -> SafeString:
        if count is None:
            return SafeString("")
        said = f"{grouped(self.cap)}+" if count >= self.cap else grouped(count)
        return format_html(' <span class="count">{}</span>', said)


@dataclass(frozen=True, slots=True)
class Facets(Component):
    """All ways to narrow a table down, beside it on a wide screen and above it on a narrow one."""

    template = "design/facets.html"

    facets: tuple[Facet, ...]


def facet_value(text: str, *, name: str, code: str, count: int | None, here: Address) -> FacetValue:
    """A value whose link adds it to the query, or takes it away where it is chosen. Paging begins anew."""
    chosen, first = here.has(name, code), here.minus(AFTER)
    href = first.minus(name, code) if chosen else first.plus(name, code)
    return FacetValue(text, str(href), count, chosen)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, in words, and where the page is read without it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Chips(Component):
    """The filters in force. `clear` is where the page is read without any."""

    template = "design/chips.html"

    chips: tuple[Chip, ...]
    clear: str


AFTER = "after"  # the key of the last row of the page before, in a query


@dataclass(frozen=True, slots=True)
class Pager(Component):
    """Paging by key, which costs the same on every page: onward, and back to the start. No page numbers."""

    template = "design/pager.html"

    shown: str
    first: str = ""
    next: str = ""


def pager(shown: str, *, here: Address, next_key: str | None) -> Pager:
    """The pager of the page at `here`; `next_key` is the key of its last row, or None at the end."""
    first, paged = here.minus(AFTER), any(name == AFTER for name, _ in here.query)
    return Pager(shown, str(first) if paged else "", str(first.plus(AFTER, next_key)) if next_key else "")
