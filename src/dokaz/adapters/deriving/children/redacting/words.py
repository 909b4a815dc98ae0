"""Text: what is marked is replaced by a block that does not tell how long it was. The copy is UTF-8."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from dokaz.adapters.parsers import texts
from dokaz.kernel import spellings

from .. import plain
from ..answers import evidence
from .orders import BEYOND_END, LEFT, Orders, main, refuse

_SHORTEST = 3  # letters: less than that stands everywhere
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "windows-1251")
_BARRIER = "\uffff"  # a noncharacter: no word goes on behind it


def make(orders: Orders) -> dict[str, Any]:
    text, encoding = _read(evidence())
    spans = _spans(orders, len(text))
    parts, at = list[str](), 0
    for begins, ends, block in spans:
        parts += [text[at:begins], _block(block, text[begins:ends], keep=orders.told["keep_lines"])]
        at = ends
    with orders.other_file("r+b") as copy:
        copy.write("".join([*parts, text[at:]]).encode("utf-8", "replace"))
    return {"encoding": plain.named(encoding), "places": len(spans)}


def check(orders: Orders) -> dict[str, Any]:
    """What was taken out is nowhere in the copy in any spelling that folds to the same, and in no byte of it."""
    text = _read(orders.other_file("rb"))[0]
    with evidence() as stream:
        copy = stream.read()
    kept, spans = copy.decode("utf-8"), _spans(orders, len(text))
    for block in {block for _begins, _ends, block in spans}:
        kept = kept.replace(block, _BARRIER)
    folded, bytes_ = spellings.folded(kept).text, kept.encode()
    for words in _removed(orders, text, spans):
        refuse(spellings.stands_in(words, folded), LEFT)
        refuse(any(each in bytes_ for each in _spelt(words)), LEFT)
    return {"looked_for": len(spans)}


def _removed(orders: Orders, text: str, spans: list[tuple[int, int, str]]) -> set[str]:
    """What each mark took out, and what marks that touch took out together."""
    marked = [(mark["begins"], mark["ends"]) for mark in orders.marks("letters")]
    return {text[begins:ends].strip() for begins, ends in [*marked, *(span[:2] for span in spans)]}


def _spelt(words: str) -> Iterator[bytes]:
    """As bytes in each encoding that has all of these letters: a text may hold pieces in another than its own."""
    if len(words) >= _SHORTEST:
        for encoding in _ENCODINGS:
            with suppress(UnicodeEncodeError):
                yield words.encode(encoding)


def _read(file: Any) -> tuple[str, str]:
    with file as stream:
        return texts.decoded(stream.read())


def _spans(orders: Orders, length: int) -> list[tuple[int, int, str]]:
    """From, to and the block, none of which touches the next: what overlaps is one place with one block."""
    found = list[tuple[int, int, str]]()
    for mark in sorted(orders.marks("letters"), key=lambda mark: (mark["begins"], mark["ends"], mark["block"])):
        refuse(mark["ends"] > length, BEYOND_END)
        if found and mark["begins"] <= found[-1][1]:
            begins, ends, block = found.pop()
            found.append((begins, max(ends, mark["ends"]), block))
        else:
            found.append((mark["begins"], mark["ends"], mark["block"]))
    return found


def _block(block: str, removed: str, *, keep: bool) -> str:
    return "\n".join([block] * (removed.count("\n") + 1)) if keep else block


if __name__ == "__main__":
    main(make, check)
