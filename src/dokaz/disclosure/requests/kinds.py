"""The kinds of record about requests: what is asked, the checklist, the scope, searches, questions to the authority."""

from dokaz.access.api import Permission
from dokaz.consent.api import Form, Purpose
from dokaz.disclosure.authorities.kinds import LISTED, options
from dokaz.disclosure.requests import rules, words
from dokaz.disclosure.requests.eligibility import Danger, Finding
from dokaz.disclosure.requests.moves import REQUESTED
from dokaz.disclosure.requests.words import Direction, Standard
from dokaz.kernel import codes
from dokaz.kernel.languages import Language, Sentence, _
from dokaz.records import api as records
from dokaz.records.api import Field, FieldType, Option

_LANGUAGES = (
    Option(Language.BELARUSIAN.value, _("Belarusian")),
    Option(Language.ENGLISH.value, _("English")),
    Option(Language.RUSSIAN.value, _("Russian")),
)


def _kind(code: str, label: Sentence, *fields: Field) -> records.RecordKind:
    return records.RecordKind(
        code=code, module="disclosure", label=label, sees=Permission.SEE_REQUESTS,
        writes=Permission.WORK_ON_REQUESTS, states=records.KEPT, fields=fields,
    )  # fmt: skip


REQUEST = records.RecordKind(
    code=words.REQUEST,
    module="disclosure",
    label=_("Request for assistance"),
    letter=codes.Kind.REQUEST,
    sees=Permission.SEE_REQUESTS,
    writes=Permission.WORK_ON_REQUESTS,
    states=REQUESTED,
    fields=(
        Field("authority", FieldType.LINK, label=_("Authority"), required=True, managed=True, sensitivity=LISTED),
        Field(
            "direction", FieldType.CHOICE, label=_("Who began"), required=True, options=options(Direction),
            sensitivity=LISTED,
        ),
        Field("their_ref", FieldType.TEXT, label=_("Their reference"), sensitivity=LISTED),
        Field("received_on", FieldType.DATE, label=_("Received, or begun, on"), required=True, sensitivity=LISTED),
        Field(
            "contact", FieldType.TEXT, label=_("Through which contact"), managed=True,
            help=_("Only a contact of this authority counts, once a second person has checked it."),
        ),
        Field("what", FieldType.LONG, label=_("What it is about, and what is asked for"), required=True),
        Field(
            "purpose", FieldType.CHOICE, label=_("For what"), required=True, options=options(Purpose),
            help=_("People are asked for consent to exactly this purpose."),
        ),
        Field("legal_basis", FieldType.LONG, label=_("Basis in law, as they state it")),
        Field("deadline", FieldType.DATE, label=_("Until when"), sensitivity=LISTED),
        Field(
            "standard", FieldType.CHOICE, label=_("Standard of proof, if they say one"), options=options(Standard)
        ),
        Field("confidentiality", FieldType.LONG, label=_("What must stay confidential")),
    ),
)  # fmt: skip


def _danger(danger: Danger) -> tuple[Field, ...]:
    """The question, the reason for the answer, where it helps the item that holds a written assurance, and what deals
    with what is written about the authority.
    """
    name = danger.value
    asked = Field(name, FieldType.CHOICE, label=Sentence(danger.words), options=options(Finding), awaited=True)
    why = Field(f"{name}_why", FieldType.LONG, label=_("How we know that"), awaited=True)
    assurance = Field(
        f"{name}_assurance", FieldType.LINK, label=_("Their written assurance"), awaited=True,
        help=_("The reference of the item that holds it, such as E-EACS-XJSW0."),
    )  # fmt: skip
    despite = Field(
        f"{name}_despite", FieldType.LONG, label=_("Why it is “no” all the same"), awaited=True,
        help=_(
            "Needed for a “no” where something on this is written down about the authority; anew, once that changes."
        ),
    )  # fmt: skip
    noted = Field(
        f"{name}_noted", FieldType.LONG, label=_("What was written about the authority then"), managed=True
    )  # fmt: skip
    return (
        asked, why, *([assurance] if danger.assurable else []), *([despite, noted] if danger.noted_as else []),
    )  # fmt: skip


ELIGIBILITY = _kind(
    words.ELIGIBILITY,
    _("Whether it may get anything"),
    *(each for danger in Danger for each in _danger(danger)),
    Field("remark", FieldType.LONG, label=_("What else was weighed"), awaited=True),
)
SCOPE = _kind(
    words.SCOPE,
    _("Scope of a request"),
    Field("inside", FieldType.LONG, label=_("What lies in it"), required=True),
    Field("outside", FieldType.LONG, label=_("What does not, though it was asked for or lies near")),
    Field("period", FieldType.DATE, label=_("Of which time")),
    Field("places", FieldType.TEXT, label=_("Of which places")),
)
SEARCH = _kind(
    words.SEARCH,
    _("Entry of the search log"),
    Field("what", FieldType.LONG, label=_("What was looked for"), required=True),
    Field(
        "where", FieldType.LONG, label=_("Where, and how"), required=True,
        help=_("The part of the collection, the words, and by what it was narrowed down."),
    ),
    Field("on", FieldType.DATE, label=_("On which day"), required=True),
    Field(
        "found", FieldType.LONG, label=_("What was found"), checks=rules.references,
        help=_("References of items, one a line. Each is judged then."),
    ),
    Field("not_found", FieldType.LONG, label=_("What was not found")),
)  # fmt: skip
CLARIFICATION = _kind(
    words.CLARIFICATION,
    _("Question to the authority"),
    Field("question", FieldType.LONG, label=_("What we asked"), required=True),
    Field("asked_on", FieldType.DATE, label=_("On which day"), required=True),
    Field("asked_of", FieldType.TEXT, label=_("Of whom there, and by what"), required=True),
    Field("answer", FieldType.LONG, label=_("What they answered")),
    Field("answered_on", FieldType.DATE, label=_("On which day they answered")),
    Field("deadline", FieldType.DATE, label=_("Until when the request has time now")),
)
TERMS = _kind(
    words.TERMS,
    _("How it goes"),
    Field(
        "form", FieldType.CHOICE, label=_("How openly it goes"), required=True, options=options(Form),
        help=_("People agreed to one of these. Less openly, nothing is told of whom an item comes from."),
    ),
    Field(
        "key", FieldType.TEXT, label=_("Sealed to which of their keys"), managed=True,
        help=_("One that a second person has checked. Without one it lies in clear, to be uploaded by hand."),
    ),
    Field("language", FieldType.CHOICE, label=_("Language of what they read in it"), options=_LANGUAGES),
    Field("until", FieldType.DATE, label=_("Until when they may keep it")),
    Field(
        "stays", FieldType.LONG, label=_("What stays, though it is relevant"), checks=rules.references,
        help=_("References of items, one a line: whoever approves it reads that we hold them back."),
    ),
    Field("stays_why", FieldType.LONG, label=_("Why that stays")),
    Field(
        "named", FieldType.LONG, label=_("Which goes, where there are several"), checks=rules.references,
        help=_(
            "Of an item with a redacted copy the newest of these copies goes. To send another copy, or the item whole, "
            "write its reference here, one a line: whoever approves it reads that."
        ),
    ),
    Field(
        "cover", FieldType.LONG, label=_("Cover note"), checks=rules.cover,
        help=_(
            "Lines such as “Title: …”, “To: …”, “Matter: …”; an empty line; then paragraphs with an empty line between "
            "them. An item in brackets becomes a footnote: [E-7K3F-9QXM4, p. 2]."
        ),
    ),
)  # fmt: skip
RELEASE_ASKED = _kind(
    words.RELEASE_ASKED,
    _("Release that a second person was asked for"),
    Field("approval", FieldType.TEXT, label=_("Approval"), required=True, managed=True),
    Field("sha256", FieldType.TEXT, label=_("SHA-256 of exactly this"), required=True, managed=True),
    Field("items", FieldType.NUMBER, label=_("Items that would go"), required=True, managed=True),
    Field("stays", FieldType.NUMBER, label=_("Items that would stay"), required=True, managed=True),
)
OF_REQUESTS = (ELIGIBILITY, SCOPE, SEARCH, CLARIFICATION, TERMS)
