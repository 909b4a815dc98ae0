"""The kind of record that says what somebody was told of a release in which they are. Sealed, and apart (S-11)."""

from dokaz.access.api import Permission
from dokaz.consent.api import Medium
from dokaz.disclosure.afterwards import telling_back
from dokaz.disclosure.afterwards.words import NOT_TOLD, PLANNED, TOLD, TOLD_BACK, WITHDRAWN
from dokaz.disclosure.authorities.kinds import options
from dokaz.kernel.languages import _
from dokaz.records import api as records
from dokaz.records.api import Field, FieldType, Move, State, States

_STATES = States(
    (
        State(PLANNED, _("To be told")),
        State(TOLD, _("Told"), locked=True),
        State(NOT_TOLD, _("Not told, with why"), locked=True),
        State(WITHDRAWN, _("Taken back"), locked=True),
    ),
    (
        Move("tell", _("They were told"), frozenset({PLANNED}), TOLD, asks=telling_back.require_told),
        Move("leave", _("They are not told now"), frozenset({PLANNED}), NOT_TOLD, reason=True),
        Move("plan-again", _("They are to be told after all"), frozenset({TOLD, NOT_TOLD}), PLANNED, reason=True),
        Move("withdraw", _("Take it back"), frozenset({PLANNED}), WITHDRAWN, reason=True),
        Move("bring-back", _("Bring it back"), frozenset({WITHDRAWN}), PLANNED, reason=True),
    ),
)
TELLING = records.RecordKind(
    code=TOLD_BACK,
    module="disclosure",
    label=_("What somebody was told of a release"),
    sees=Permission.SEE_CONTACTS,
    writes=Permission.SEE_CONTACTS,
    states=_STATES,
    hushed=True,
    fields=(
        Field("person", FieldType.LINK, label=_("Person"), required=True, managed=True),
        Field("channel", FieldType.CHOICE, label=_("By which way"), options=options(Medium)),
        Field("told_on", FieldType.DATE, label=_("Told on which day")),
        Field(
            "words", FieldType.LONG, label=_("What they were told"),
            help=_("What went of them, to whom and for what, and that they can take their consent back."),
        ),
        Field("answer", FieldType.LONG, label=_("What they said to it")),
    ),
)  # fmt: skip
