"""What the persons of the invented world agreed to, each in their own way, by a text that the partner approved."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.consent.api import Answered, ConsentText, Form, Purpose, Recipient, Reply, Scope
from dokaz.demo.inhabiting import played, residents
from dokaz.people import api as people

Now = Callable[[], datetime]
BELARUSIAN = "be"
TO_KEEP = Scope(Purpose.DOCUMENTATION, Recipient.parse("house"))
TO_ALL = Scope(Purpose.JUSTICE, Recipient.parse("authority"))
TO_LITHUANIA = Scope(Purpose.JUSTICE, Recipient.parse("authority:lt"))
TO_ICC = Scope(Purpose.JUSTICE, Recipient.parse("icc"))
TO_ALL_NAMELESS = Scope(Purpose.PUBLIC_ANONYMOUS, Recipient.parse("public"))
IN_THEIR_OWN_WORDS = "Толькі не назваць маёй вуліцы (выдумана)."
BEFORE_IT_WORSENED = date(2021, 2, 20)  # his sister was detained in March


def enter_consents(home: Path, *, refs: tuple[str, ...], by: access.Session, now: Now) -> str:
    """Approve the text of consent and record what each person said, once; `refs` is as `enter_persons` gives it.

    Says the person whose consent stands and who may be let withdraw it.
    """
    if not consent.statements(by=by, now=now()):
        text = _approved(home, by, now)
        named = {each.pseudonym: each for each in (people.person(ref, by=by, now=now()) for ref in refs)}
        for each, answers, said_on in zip(named.values(), _ANSWERS, _DAYS, strict=False):
            _record(each, answers, text, said_on or now().date(), by, now)
    return refs[0]


def _approved(home: Path, by: access.Session, now: Now) -> ConsentText:
    """Every language is approved by the custodian of the partner house, who wrote none of them."""
    partner = played(home, residents(home)[1], now=now)
    texts = consent.write_shipped(by=by, now=now())
    for each in texts:
        consent.approve_statement(each.id, by=partner, now=now())
    return next(each for each in texts if each.language == BELARUSIAN)


def _record(
    person: people.Person,
    answers: tuple[Answered, ...],
    text: ConsentText,
    said_on: date,
    by: access.Session,
    now: Now,
) -> None:
    asking = consent.Asking(
        said_on=said_on, statement=text.id, language=text.language, medium=consent.Medium.VIDEO,
        conditions=IN_THEIR_OWN_WORDS,
    )  # fmt: skip
    consent.record_decisions(person.id, asking=asking, answers=answers, by=by, now=now())


# In the order of the persons. The first may be let withdraw; the last agreed before his situation became worse.
_ANSWERS: tuple[tuple[Answered, ...], ...] = (
    (
        Answered(TO_KEEP, Reply.YES, Form.NAMED),
        Answered(TO_ALL, Reply.ASK_FIRST),
        Answered(TO_LITHUANIA, Reply.YES, Form.PSEUDONYMOUS),
        Answered(TO_ICC, Reply.YES, Form.NAMED),
        Answered(TO_ALL_NAMELESS, Reply.NO),
    ),
    (
        Answered(TO_KEEP, Reply.YES, Form.NAMED),
        Answered(TO_ALL, Reply.YES, Form.PSEUDONYMOUS),
        Answered(TO_ICC, Reply.YES, Form.NAMED),
    ),
    (Answered(TO_KEEP, Reply.YES, Form.NAMED), Answered(TO_ALL, Reply.NO)),
    (Answered(TO_KEEP, Reply.NOT_NOW),),
    (Answered(TO_KEEP, Reply.YES, Form.NAMED), Answered(TO_LITHUANIA, Reply.YES, Form.PSEUDONYMOUS)),
)
_DAYS: tuple[date | None, ...] = (None, None, None, None, BEFORE_IT_WORSENED)
