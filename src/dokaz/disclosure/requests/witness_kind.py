"""The kind of record that says whom an authority may want to hear, and what that person answered. Sealed, and apart."""

from dokaz.access.api import Permission
from dokaz.consent.api import Medium
from dokaz.disclosure.authorities.kinds import options
from dokaz.disclosure.requests import witnesses
from dokaz.disclosure.requests.witness_states import AGREED, ASKED, DECLINED, LATER, STOPPED, WISHED
from dokaz.disclosure.requests.words import WITHDRAWN, WITNESS, Reply
from dokaz.kernel.languages import _
from dokaz.records import api as records
from dokaz.records.api import Field, FieldType, Move, State, States

_STATES = States(
    (
        State(WISHED, _("Nobody was asked")),
        State(ASKED, _("The person was asked")),
        State(AGREED, _("The person agreed"), locked=True),
        State(DECLINED, _("The person said no"), locked=True),
        State(LATER, _("The person said not now")),
        State(STOPPED, _("Stopped"), locked=True),
        State(WITHDRAWN, _("Taken back"), locked=True),
    ),
    (
        Move("ask", _("The person is asked now"), frozenset({WISHED, LATER}), ASKED, asks=witnesses.require_askable),
        Move("agree", _("The person agreed"), frozenset({ASKED}), AGREED, asks=witnesses.require_agreed),
        Move("decline", _("The person said no"), frozenset({ASKED, AGREED}), DECLINED, reason=True),
        Move("wait", _("The person said not now"), frozenset({ASKED}), LATER, reason=True),
        Move("stop", _("Stop: it is not safe"), frozenset({WISHED, ASKED, AGREED, LATER}), STOPPED, reason=True),
        Move("begin-again", _("Begin again"), frozenset({AGREED, DECLINED, STOPPED}), WISHED, reason=True),
        Move("withdraw", _("Take it back"), frozenset({WISHED, ASKED, LATER}), WITHDRAWN, reason=True),
        Move("bring-back", _("Bring it back"), frozenset({WITHDRAWN}), WISHED, reason=True),
    ),
)
WITNESS_REQUEST = records.RecordKind(
    code=WITNESS,
    module="disclosure",
    label=_("Access to a witness"),
    sees=Permission.SEE_CONTACTS,
    writes=Permission.SEE_CONTACTS,
    states=_STATES,
    hushed=True,
    fields=(
        Field(
            "who", FieldType.LONG, label=_("Whom it may be, for ourselves"), required=True,
            help=_("Nothing of this reaches the authority."),
        ),
        Field("wanted", FieldType.LONG, label=_("What the authority wants of them")),
        Field(
            "person", FieldType.LINK, label=_("Person"), help=_("The reference of whom you ask, such as P-7K3F-9QXM4.")
        ),
        Field("channel", FieldType.CHOICE, label=_("By which way they were asked"), options=options(Medium)),
        Field("asked_on", FieldType.DATE, label=_("On which day they answered")),
        Field("reply", FieldType.CHOICE, label=_("What they answered"), options=options(Reply)),
        Field("words", FieldType.LONG, label=_("In their words, with every condition")),
        Field(
            "may_tell", FieldType.LONG, label=_("What the authority may be told"),
            help=_("As the person agreed to it. Before that it learns nothing, not even whether there is anybody."),
        ),
    ),
)  # fmt: skip
