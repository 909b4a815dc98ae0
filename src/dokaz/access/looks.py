"""One look: what a page that shows things and changes none asks for once, however many of its parts need it."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Answer = TypeVar("Answer")

_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Within it `once` asks once. It holds opened keys: let it be one page, which shows things and changes none.

    What ends meanwhile, a role or a membership, ends with the next page.
    """
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def once(question: Hashable, /, *, ask: Callable[[], Answer]) -> Answer:
    """The answer of `ask`: within one look as it was when the question was first asked, outside of one asked anew.

    A refusal is no answer: who asks again is refused again, for their own reason.
    """
    known = _known.get()
    if known is None:
        return ask()
    if question not in known:
        known[question] = ask()
    answer: Answer = known[question]
    return answer


def looking() -> bool:
    """Whether this is within one look."""
    return _known.get() is not None
