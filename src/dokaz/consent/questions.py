"""The questions a person is asked, one by one, in plain words. None is answered beforehand, and any may be skipped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dokaz.consent.errors import RecipientUnreadable
from dokaz.consent.scopes import AUTHORITIES, EVERYBODY, HELPERS, HOUSE, ICC, OSCE, UN, Recipient, Scope
from dokaz.consent.words import Form, Purpose
from dokaz.kernel.countries import country_name
from dokaz.kernel.languages import Sentence, _, said

_ANY_FORM = (Form.ANONYMOUS, Form.PSEUDONYMOUS, Form.NAMED)
_NAME = (Form.NAMED,)
_NO_NAME = (Form.ANONYMOUS,)


@dataclass(frozen=True, slots=True)
class ConsentQuestion:
    """One question. Of a yes to it one of `forms` is chosen; where there is one only, a yes means that."""

    code: str
    scope: Scope
    words: Sentence
    more: Sentence
    forms: tuple[Form, ...]

    @property
    def asks(self) -> str:
        """As it is read aloud, in the language spoken."""
        return said(self.words).format(country=country_name(self.country) if self.country else "")

    @property
    def explains(self) -> str:
        return said(self.more)

    @property
    def country(self) -> str:
        """As of `Recipient.country`."""
        return self.scope.recipient.country if self.scope.recipient else ""


def _asked(
    purpose: Purpose, recipient: Recipient, forms: tuple[Form, ...], words: Sentence, more: Sentence, code: str = ""
) -> ConsentQuestion:
    return ConsentQuestion(code or purpose.value, Scope(purpose, recipient), words, more, forms)


_FIRST = (
    _asked(
        Purpose.DOCUMENTATION, HOUSE, _NAME,
        _("May we keep what you tell us and give us?"),
        _("It is kept locked. Without a yes to this we keep only what the law obliges us to keep."),
    ),
    _asked(
        Purpose.ANALYSIS, HOUSE, _NAME,
        _("May we compare it with what others told us?"),
        _("So it shows who gave orders, and where the same happened to others."),
    ),
    _asked(
        Purpose.JUSTICE, AUTHORITIES, _ANY_FORM,
        _("May police investigators, prosecutors and courts of other countries get it?"),
        _("The court and the defence may see it then. A no about one country counts, whatever you say here."),
    ),
)  # fmt: skip
_LAST = (
    _asked(
        Purpose.JUSTICE, ICC, _ANY_FORM,
        _("May the International Criminal Court get it?"),
        _("It sits in The Hague and judges the gravest crimes."),
        "icc",
    ),
    _asked(
        Purpose.INQUIRY, UN, _ANY_FORM,
        _("May investigations of the United Nations get it?"),
        _("They collect evidence and report to the States of the world. They judge nobody."),
        "un",
    ),
    _asked(
        Purpose.INQUIRY, OSCE, _ANY_FORM,
        _("May experts of the OSCE get it?"),
        _("They report to the States of Europe, Central Asia and North America."),
        "osce",
    ),
    _asked(
        Purpose.STATISTICS, EVERYBODY, _NO_NAME,
        _("May we count it in figures?"),
        _("Figures in which nobody can be recognised."),
    ),
    _asked(
        Purpose.PUBLIC_ANONYMOUS, EVERYBODY, _NO_NAME,
        _("May it be published without your name?"),
        _("We leave out whatever could show who you are. Somebody may still guess."),
    ),
    _asked(
        Purpose.PUBLIC_NAMED, EVERYBODY, _NAME,
        _("May it be published with your name?"),
        _("What has been published cannot be called back."),
    ),
    _asked(
        Purpose.CONTACT, HOUSE, _NAME,
        _("May we contact you again?"),
        _("Only in the safe way that we agree on."),
    ),
    _asked(
        Purpose.REFERRAL, HELPERS, (Form.PSEUDONYMOUS, Form.NAMED),
        _("May we put you in touch with people who help?"),
        _("A doctor, a psychologist, a lawyer. They learn only what you allow."),
    ),
)  # fmt: skip
_COUNTRY = (
    _("May police investigators, prosecutors and courts of this country get it: {country}?"),
    _("The court and the defence may see it then. What you say here counts for this country."),
)
PERSONAL = frozenset({Purpose.CONTACT, Purpose.REFERRAL})  # about the person, and not about what they gave


def questions(countries: Iterable[str] = ()) -> tuple[ConsentQuestion, ...]:
    """Every question, with one for each of these countries (ISO 3166-1 alpha-2). Raises RecipientUnreadable."""
    return (*_FIRST, *_of_countries(countries), *_LAST)


def _of_countries(countries: Iterable[str]) -> Iterator[ConsentQuestion]:
    for country in dict.fromkeys(code.strip().lower() for code in countries if code.strip()):
        recipient = Recipient.parse(f"authority:{country}")
        if len(recipient.steps) != 2:
            raise RecipientUnreadable(text=country, known="authority:lt")
        yield _asked(Purpose.JUSTICE, recipient, _ANY_FORM, *_COUNTRY, code=f"authority-{country}")
