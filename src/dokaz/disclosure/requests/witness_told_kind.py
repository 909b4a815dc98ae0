"""The kind of record that says what an authority was told of a witness, and what came of it. Sealed, and apart."""

from dokaz.access.api import Permission
from dokaz.disclosure.authorities.kinds import options
from dokaz.disclosure.authorities.words import Channel
from dokaz.disclosure.requests import witnesses
from dokaz.disclosure.requests.witness_states import CHANGED_MIND, MET, NOT_MET, TOLD
from dokaz.disclosure.requests.words import WITHDRAWN, WITNESS_TOLD
from dokaz.kernel.languages import _
from dokaz.records import api as records
from dokaz.records.api import Field, FieldType, Move, State, States

_STATES = States(
    (
        State(TOLD, _("The authority was told"), locked=True),
        State(MET, _("They met"), locked=True),
        State(NOT_MET, _("They did not meet"), locked=True),
        State(CHANGED_MIND, _("The person changed their mind"), locked=True),
        State(WITHDRAWN, _("Taken back"), locked=True),
    ),
    (
        Move("meet", _("They met"), frozenset({TOLD}), MET, reason=True),
        Move("not-meet", _("They did not meet"), frozenset({TOLD}), NOT_MET, reason=True),
        Move(
            "change-mind", _("The person changed their mind"), frozenset({TOLD, NOT_MET}), CHANGED_MIND, reason=True,
            asks=witnesses.require_no_longer_agreed,
        ),
        Move(
            "reopen", _("It is not known yet what came of it"), frozenset({MET, NOT_MET, CHANGED_MIND}), TOLD,
            reason=True,
        ),
        Move("withdraw", _("Take it back"), frozenset({TOLD}), WITHDRAWN, reason=True),
        Move("bring-back", _("Bring it back"), frozenset({WITHDRAWN}), TOLD, reason=True),
    ),
)  # fmt: skip
TOLD_OF_WITNESS = records.RecordKind(
    code=WITNESS_TOLD,
    module="disclosure",
    label=_("What an authority was told of a witness"),
    sees=Permission.SEE_CONTACTS,
    writes=Permission.SEE_CONTACTS,
    states=_STATES,
    hushed=True,
    fields=(
        Field("told_on", FieldType.DATE, label=_("Told on which day"), required=True),
        Field("channel", FieldType.CHOICE, label=_("By which way"), required=True, options=options(Channel)),
        Field(
            "words", FieldType.LONG, label=_("What they were told, word for word"), required=True,
            help=_("Nothing beyond what the person agreed to."),
        ),
    ),
)  # fmt: skip
