"""Whether a person may be asked or told something now: nothing weighs around them, and they agreed to be contacted."""

from datetime import datetime

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.disclosure.requests.errors import ContactNotAgreed, PersonInDanger
from dokaz.people import api as people


def require_contactable(person: people.Person, /, *, occasion: str, by: access.Session, now: datetime) -> None:
    """What is asked before anybody turns to a person. Raises PersonInDanger, ContactNotAgreed."""
    weighs = people.weighing(people.situations(person.id, by=by, now=now))
    if weighs is not None:
        raise PersonInDanger(what=weighs.circumstance.says)
    decision = consent.permits_person(
        person.id, purpose=consent.Purpose.CONTACT, recipient=consent.HOUSE, form=consent.Form.NAMED,
        occasion=occasion, by=by, now=now,
    )  # fmt: skip
    if not decision.allowed:
        raise ContactNotAgreed(why=" ".join(dict.fromkeys(each.says for each in decision.because)))
