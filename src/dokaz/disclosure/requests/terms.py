"""How what is relevant would go: openly or not, sealed to which key, with which words; and what of it would go."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.disclosure import covers, linking
from dokaz.disclosure.authorities import keeping
from dokaz.disclosure.going import Going
from dokaz.disclosure.proposals import PackageTerms
from dokaz.disclosure.requests.facts import After, Leaving
from dokaz.disclosure.requests.preparing import prepare
from dokaz.disclosure.requests.words import RELEASE_ASKED, TERMS
from dokaz.kernel.given import Fields, last_day, lines, text
from dokaz.kernel.languages import Language
from dokaz.records import api as records
from dokaz.releases import api as releases


def leaving(
    held: records.Held, authority: keeping.Authority, relevant: Sequence[str], /, *, by: access.Session, now: datetime
) -> Leaving:
    """What of these relevant items would go on a request, and how, by what was written down last.

    Raises NotPermitted and what `prepare` raises.
    """
    seen = custody.visible(relevant, by=by)
    unseen = len(relevant) - len(seen)
    written = linking.counting(held.id, TERMS, by=by, now=now)
    if not written or authority.recipient is None:
        return Leaving(unseen=unseen)
    fields = written[-1].fields
    key = _key(fields, authority, by=by, now=now)
    going = Going(consent.Purpose(text(held.fields, "purpose")), authority.recipient, _form(fields), held.ref)
    terms = PackageTerms(
        going, key, held.ref, Language(text(fields, "language") or Language.ENGLISH), _cover(fields),
        last_day(fields, "until"), text(fields, "stays_why"),
    )  # fmt: skip
    prepared = prepare(
        [ref for ref in relevant if ref in seen], going=going, withheld=lines(fields, "stays"),
        named=lines(fields, "named"), by=by, now=now,
    )  # fmt: skip
    return Leaving(
        terms, key_checked=bool(key) or not text(fields, "key"), unseen=unseen, prepared=prepared,
        until_over=terms.until is not None and terms.until < now.date(),
    )  # fmt: skip


def after(held: records.Held, /, *, by: access.Session, now: datetime) -> After:
    """What is known of what left on a request. Raises NotPermitted."""
    asked = linking.counting(held.id, RELEASE_ASKED, by=by, now=now)
    made = releases.of_request(held.id, by=by, now=now)
    there = [each for each in made if each.held.state != releases.NOT_MADE][-1:]
    told = [releases.aftermath_of(each.id, by=by, now=now) for each in there]  # of the last package, and no earlier one
    return After(
        approved=any(_used(each, by, now) for each in reversed(asked)),
        packaged=bool(there),
        received=any(each.received for each in told),
        followed=any(each.followed for each in told),
    )


def _used(asked: records.Held, by: access.Session, now: datetime) -> bool:
    """Whether both said yes, and it was begun; who may not see the approval does not learn it."""
    try:
        return access.approval(UUID(text(asked.fields, "approval")), by=by, now=now).used_at is not None
    except access.ApprovalUnknown:
        return False


def _form(fields: Fields) -> consent.Form:
    return consent.Form(text(fields, "form"))


def _cover(fields: Fields) -> covers.CoverNote | None:
    typed = text(fields, "cover")
    return covers.read(typed) if typed else None


def _key(fields: Fields, authority: keeping.Authority, *, by: access.Session, now: datetime) -> str | None:
    """The key that is named, once a second person has checked that it is theirs."""
    named = text(fields, "key")
    keys = keeping.checked_keys(authority.id, by=by, now=now) if named else ()
    return next((text(each.fields, "key") for each in keys if str(each.id) == named), None)
