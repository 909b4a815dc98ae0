"""What an entry says, and the salted commitment to it (SECURITY 5.1 and 5.2)."""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from dokaz.database.api import RecordDigest
from dokaz.journal.errors import EventRefused, FreeTextRefused, SealNeedsCompartment
from dokaz.kernel import clock
from dokaz.kernel.actors import Actor
from dokaz.verify import canonical
from dokaz.verify.canonical import Value

__all__ = ["ERASE", "LOG_RESTORED", "SALT_SIZE", "Draft", "canonical_event", "commitment"]

SALT_SIZE = 32
VERSION = 1
ERASE = "journal:entry:erase"
LOG_RESTORED = "journal:log:restored"

_VERB = re.compile(r"[a-z]{2,20}:[a-z-]{2,30}:[a-z-]{2,30}")
_KIND = re.compile(r"[a-z]{2,30}\.[a-z]{2,60}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,199}")  # no space and nothing outside ASCII: words do not fit
_HEX = re.compile(r"[0-9a-f]{64}")
_DEEPEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry to be: what `record` takes, for `record_many`."""

    verb: str
    by: Actor
    now: datetime
    about: Sequence[str] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)
    records: Sequence[RecordDigest] = ()
    compartment: UUID | None = None
    sealed: bool = False
    erasable: bool = False


def canonical_event(draft: Draft) -> bytes:
    """The exact bytes a leaf commits to. Raises EventRefused, FreeTextRefused, SealNeedsCompartment."""
    if draft.sealed and draft.compartment is None:
        raise SealNeedsCompartment(verb=draft.verb)
    event: dict[str, Value] = {
        "v": VERSION,
        "verb": _matching(_VERB, draft.verb, "a verb"),
        "at": clock.timestamp(draft.now),
        "by": _actor(draft.by),
        "about": [_matching(_CODE, ref, "a reference") for ref in draft.about],
        "facts": _checked_members(draft.facts, 0),
        "records": [_record(record) for record in draft.records],
    }
    if draft.compartment is not None:
        event["compartment"] = str(draft.compartment)
    if draft.erasable:
        event["erasable"] = True  # in the commitment, so that nobody makes an entry erasable afterwards
    return canonical.event_bytes(event)


def commitment(salt: bytes, event: bytes) -> bytes:
    """The leaf's data: HMAC-SHA256 under 32 random bytes, so that no event can be guessed from the log."""
    return hmac.digest(salt, event, "sha256")


def _actor(by: Actor) -> dict[str, Value]:
    return {
        "account": str(by.account),
        "organisation": _matching(_CODE, by.organisation, "an organisation"),
        "role": _matching(_CODE, by.role, "a role"),
        "kind": str(by.kind),
    }


def _record(record: RecordDigest) -> dict[str, Value]:
    if record.sha256 is not None:
        _matching(_HEX, record.sha256, "a digest")
    return {
        "kind": _matching(_KIND, record.kind, "a record kind"),
        "id": _matching(_CODE, record.id, "a record id"),
        "sha256": record.sha256,
    }


def _matching(form: re.Pattern[str], text: str, what: str) -> str:
    if not form.fullmatch(text):
        raise EventRefused(what=what)
    return text


def _checked_members(facts: Mapping[str, Any], depth: int) -> dict[str, Value]:
    for name in facts:
        _matching(_KEY, name, "a fact's name")
    return {name: _checked(value, name, depth + 1) for name, value in facts.items()}


def _checked(value: Any, name: str, depth: int) -> Value:
    if value is None or isinstance(value, bool | int) or (isinstance(value, str) and _CODE.fullmatch(value)):
        return value
    if isinstance(value, Mapping) and depth < _DEEPEST:
        return _checked_members(value, depth)
    if isinstance(value, list | tuple) and depth < _DEEPEST:
        return [_checked(each, name, depth + 1) for each in value]
    raise FreeTextRefused(what=name)
