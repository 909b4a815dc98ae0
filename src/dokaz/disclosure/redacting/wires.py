"""The port of redaction: one program of this house, given by `config.wiring`."""

from dokaz.disclosure.redacting.redactors import Redactor
from dokaz.kernel.errors import NotWired

_wired: list[Redactor] = []


def wire(*, redactor: Redactor) -> None:
    """Give redaction its port, replacing it."""
    _wired[:] = [redactor]


def redactor() -> Redactor:
    """Raises NotWired."""
    if not _wired:
        raise NotWired("disclosure.redactor")
    return _wired[0]
