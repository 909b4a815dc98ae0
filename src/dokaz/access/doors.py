"""Refusals that no verb makes: what is not there for somebody, a form that is none of ours, and who has no session.

An entry of them holds the code of the refusal and nothing of what was asked for: one that named it would tell readers
of the journal that it exists. What is not there and what is not for one to see is one entry, of the same form.
"""

from datetime import datetime

from dokaz.access import browser_sessions, permissions, turned
from dokaz.access.browser_keys import Tokens
from dokaz.access.sessions import Session
from dokaz.access.sign_in_errors import FormForged, SessionOver
from dokaz.access.turned import Stranger
from dokaz.kernel.errors import DokazError, NotThere


def note_absent(why: DokazError, /, *, by: Session, now: datetime) -> None:
    """Journal that what somebody asked for is not there for them, before they are told; each refusal once.

    Nothing happens for any other error, nor for a reference that was mistyped: it asks for nothing. Raises
    RefusalUnrecorded.
    """
    if isinstance(why, NotThere) and why.untold:
        permissions.record_refusal(why, by=by.actor, now=now)


def note_forged(tokens: Tokens, /, *, machine: Session, now: datetime) -> None:
    """Journal a form that did not come from a page of ours: as a refusal to who is signed in, or counted.

    Raises RefusalUnrecorded.
    """
    try:
        by = browser_sessions.resume(tokens, machine=machine, now=now).session
    except SessionOver:
        turned.away(Stranger.FORM_FORGED, now=now)
    else:
        permissions.record_refusal(FormForged(), by=by.actor, now=now)


def note_stranger(kind: Stranger, /, *, now: datetime) -> None:
    """Count somebody without a session who was turned away: one entry for each minute and kind, once it is over.

    Raises RefusalUnrecorded.
    """
    turned.away(kind, now=now)
