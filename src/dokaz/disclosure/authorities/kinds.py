"""The kinds of record about authorities: the body itself, how it is reached, its keys, and what it calls for."""

from dokaz.access.api import Permission
from dokaz.disclosure.authorities import checks, rules
from dokaz.disclosure.authorities.words import Apart, Body, Channel, DeathPenalty, InAbsentia
from dokaz.kernel import codes
from dokaz.kernel.languages import _
from dokaz.kernel.worded import Worded
from dokaz.records import api as records
from dokaz.records.api import Field, FieldType, Move, Option, Sensitivity, State, States

OPEN, WITHDRAWN = "open", "withdrawn"
NOTED, CHECKED = "noted", checks.CHECKED
ANSWERED, PASSED = "answered", "passed"
LISTED = Sensitivity.INTERNAL


def options(words: type[Worded]) -> tuple[Option, ...]:
    """Codes with words, as what may be chosen in a field."""
    return records.options(words=words)


_KEPT = States(
    (State(OPEN, _("In use")), State(WITHDRAWN, _("Taken back"), locked=True)),
    (
        Move("withdraw", _("Take it back"), frozenset({OPEN}), WITHDRAWN, reason=True),
        Move("bring-back", _("Bring it back"), frozenset({WITHDRAWN}), OPEN, reason=True),
    ),
)
_BY_TWO = States(
    (
        State(NOTED, _("Noted, and not checked yet"), waits=True),
        State(CHECKED, _("Checked by a second person"), locked=True),
        State(WITHDRAWN, _("Taken back"), locked=True),
    ),
    (
        Move(
            "accept", _("I checked it myself, and it is theirs"), frozenset({NOTED}), CHECKED, second=True,
            asks=checks.require_verified,
        ),
        Move("reopen", _("It must be checked anew"), frozenset({CHECKED}), NOTED, reason=True),
        Move("withdraw", _("Take it back"), frozenset({NOTED, CHECKED}), WITHDRAWN, reason=True),
        Move("bring-back", _("Bring it back"), frozenset({WITHDRAWN}), NOTED, reason=True),
    ),
)  # fmt: skip
_CALLING = States(
    (
        State(OPEN, _("Open")),
        State(ANSWERED, _("Answered"), locked=True),
        State(PASSED, _("Let pass"), locked=True),
        State(WITHDRAWN, _("Taken back"), locked=True),
    ),
    (
        Move("answer", _("We answered it"), frozenset({OPEN}), ANSWERED, reason=True),
        Move("let-pass", _("We let it pass"), frozenset({OPEN}), PASSED, reason=True),
        Move("reopen", _("Open it again"), frozenset({ANSWERED, PASSED}), OPEN, reason=True),
        Move("withdraw", _("Take it back"), frozenset({OPEN}), WITHDRAWN, reason=True),
        Move("bring-back", _("Bring it back"), frozenset({WITHDRAWN}), OPEN, reason=True),
    ),
)
_VERIFIED = (
    Field(
        "verified_by", FieldType.CHOICE, label=_("How it was verified apart"), options=options(Apart),
        help=_("By another way than the one by which it came to us."),
    ),
    Field(
        "verified_with", FieldType.TEXT, label=_("Which number, place or person that was"),
        help=_("And where that number was found."),
    ),
    Field("verified_on", FieldType.DATE, label=_("On which day that was")),
    Field("note", FieldType.LONG, label=_("Note")),
)  # fmt: skip

AUTHORITY = records.RecordKind(
    code="authority",
    module="disclosure",
    label=_("Authority"),
    letter=codes.Kind.AUTHORITY,
    sees=Permission.SEE_REQUESTS,
    writes=Permission.WRITE_AUTHORITIES,
    states=_KEPT,
    fields=(
        Field("name", FieldType.TEXT, label=_("Name in its own language"), required=True, sensitivity=LISTED),
        Field("name_en", FieldType.TEXT, label=_("Name in English"), sensitivity=LISTED),
        Field(
            "body", FieldType.CHOICE, label=_("What kind of body"), required=True, options=options(Body),
            sensitivity=LISTED,
        ),
        Field(
            "country", FieldType.TEXT, label=_("Country"), sensitivity=LISTED, checks=rules.country,
            help=_("Two letters, such as LT. Empty for a body of no State."),
        ),
        Field(
            "mark", FieldType.TEXT, label=_("Short name in consent"), sensitivity=LISTED, checks=rules.mark,
            help=_("Such as prosecutor-general: people can then be asked about this body alone."),
        ),
        Field(
            "death_penalty", FieldType.CHOICE, label=_("Death penalty for what it prosecutes"),
            options=options(DeathPenalty),
        ),
        Field(
            "in_absentia", FieldType.CHOICE, label=_("Trial of somebody who is absent"), options=options(InAbsentia)
        ),
        Field("fair_trial", FieldType.LONG, label=_("Concerns about fair trial there")),
        Field("onward", FieldType.LONG, label=_("Its rules on passing things on")),
        Field("confidentiality", FieldType.LONG, label=_("How it keeps what it gets confidential")),
        Field(
            "mandate_from", FieldType.DATE, label=_("Mandate from"),
            help=_("A mandate of the United Nations or of the OSCE counts once this and its resolution stand here."),
        ),
        Field("mandate_to", FieldType.DATE, label=_("Mandate until")),
        Field("resolution", FieldType.TEXT, label=_("Resolution that gave the mandate")),
        Field("note", FieldType.LONG, label=_("Note")),
    ),
)  # fmt: skip
CONTACT = records.RecordKind(
    code="authority-contact",
    module="disclosure",
    label=_("Contact of an authority"),
    sees=Permission.SEE_REQUESTS,
    writes=Permission.WRITE_AUTHORITIES,
    states=_BY_TWO,
    fields=(
        Field("name", FieldType.TEXT, label=_("Name or office"), required=True, sensitivity=LISTED),
        Field("channel", FieldType.CHOICE, label=_("By what"), required=True, options=options(Channel)),
        Field("address", FieldType.TEXT, label=_("Number or address there"), required=True),
        *_VERIFIED,
    ),
)
KEY = records.RecordKind(
    code="authority-key",
    module="disclosure",
    label=_("Key of an authority"),
    sees=Permission.SEE_REQUESTS,
    writes=Permission.WRITE_AUTHORITIES,
    states=_BY_TWO,
    fields=(
        Field(
            "key", FieldType.TEXT, label=_("Public key"), required=True, checks=rules.key,
            help=_("An age public key, which begins with age1."),
        ),
        Field("whose", FieldType.TEXT, label=_("Whose it is there"), sensitivity=LISTED),
        *_VERIFIED,
    ),
)  # fmt: skip
CALL = records.RecordKind(
    code="authority-call",
    module="disclosure",
    label=_("Call for input"),
    sees=Permission.SEE_REQUESTS,
    writes=Permission.WRITE_AUTHORITIES,
    states=_CALLING,
    fields=(
        Field("title", FieldType.TEXT, label=_("On what"), required=True, sensitivity=LISTED),
        Field("deadline", FieldType.DATE, label=_("Until when"), required=True, sensitivity=LISTED),
        Field("what", FieldType.LONG, label=_("What they want to know, and in which form")),
        Field("where", FieldType.TEXT, label=_("Where it is published, and where to send it")),
        Field("confidentiality", FieldType.LONG, label=_("How they keep what they get confidential")),
    ),
)
OF_AUTHORITIES = (CONTACT, KEY, CALL)
