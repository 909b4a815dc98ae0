"""Text: what is marked is replaced by a block that does not tell how long it was. The copy is UTF-8."""

from typing import Any

from dokaz.adapters.parsers import texts

from .. import plain
from ..answers import evidence
from .orders import BEYOND_END, LEFT, Orders, main, refuse

_SHORTEST = 3  # letters: less than that stands everywhere
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "windows-1251")


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
    """What was taken out is in no byte of the copy, in any of four encodings, nor in other cases of its letters."""
    text = _read(orders.other_file("rb"))[0]
    with evidence() as stream:
        copy = stream.read()
    kept = copy.decode("utf-8")
    spans = _spans(orders, len(text))
    for block in {block for _begins, _ends, block in spans}:
        kept = kept.replace(block, "\x00")
    folded, bytes_ = kept.casefold(), kept.encode()
    removed = [text[begins:ends].strip() for begins, ends, _block in spans]
    for words in (each for each in removed if len(each) >= _SHORTEST):
        refuse(words.casefold() in folded, LEFT)
        refuse(any(words.encode(each, "ignore") in bytes_ for each in _ENCODINGS if words.encode(each, "ignore")), LEFT)
    return {"looked_for": len(removed)}


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
