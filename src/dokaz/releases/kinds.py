"""The kinds of record about releases: the release itself, and what comes after it."""

from dokaz.access.api import Permission
from dokaz.kernel import codes
from dokaz.kernel.languages import Sentence, _, said
from dokaz.kernel.worded import Worded
from dokaz.records import api as records
from dokaz.records.api import Field, FieldType, Option, Sensitivity
from dokaz.releases import rules, words
from dokaz.releases.moves import COMPELLED_STATES, RELEASED
from dokaz.releases.words import Article, Became, Began, Cause, Compared, Extent, Leave, Means, NotTold, Transfer

LISTED = Sensitivity.INTERNAL


def _words(several: type[Worded]) -> tuple[Option, ...]:
    return records.options(words=several)


def _approval(approval: str) -> str:
    """Not an id alone, which would pass for that of a record."""
    return said(_("Approval {approval}")).format(approval=approval)


RELEASE = records.RecordKind(
    code=words.RELEASE,
    module="releases",
    label=_("Release"),
    letter=codes.Kind.RELEASE,
    sees=Permission.SEE_REQUESTS,
    writes=Permission.WORK_ON_REQUESTS,
    states=RELEASED,
    fields=(
        Field("package", FieldType.LINK, label=_("Package"), required=True, managed=True, sensitivity=LISTED),
        Field("recipient", FieldType.TEXT, label=_("To whom"), required=True, managed=True, sensitivity=LISTED),
        Field("authority", FieldType.LINK, label=_("Authority"), managed=True, sensitivity=LISTED),
        Field("request", FieldType.LINK, label=_("Request"), managed=True, sensitivity=LISTED),
        Field("occasion", FieldType.TEXT, label=_("On which occasion"), managed=True),
        Field("purpose", FieldType.TEXT, label=_("For what"), required=True, managed=True),
        Field("form", FieldType.TEXT, label=_("In which form"), required=True, managed=True),
        Field("items", FieldType.NUMBER, label=_("How many items"), required=True, managed=True, sensitivity=LISTED),
        Field("made_on", FieldType.DATE, label=_("Made on"), required=True, managed=True, sensitivity=LISTED),
        Field("language", FieldType.TEXT, label=_("Language of what they read"), managed=True),
        Field("key", FieldType.TEXT, label=_("SHA-256 of the key it is sealed to"), managed=True),
        Field("tag_manifest", FieldType.TEXT, label=_("SHA-256 of its tag manifest"), required=True, managed=True),
        Field("approval", FieldType.TEXT, label=_("Approved by a second person"), managed=True, tells=_approval),
        Field(
            "until", FieldType.DATE, label=_("They may keep it until"), sensitivity=LISTED,
            help=_("The last day, as it was agreed. Empty where nothing was."),
        ),
        Field("agreed", FieldType.LONG, label=_("What is agreed about keeping it and passing it on")),
        Field(
            "transfer", FieldType.CHOICE, label=_("Ground of the transfer (GDPR 44 to 49)"), options=_words(Transfer)
        ),
        # what the register of core international crimes evidence at Eurojust asks for (S-07)
        Field("events", FieldType.LONG, label=_("Which events it is about")),
        Field("crimes", FieldType.LONG, label=_("Which crimes, as we see them")),
        Field(
            "interviewed", FieldType.NUMBER, label=_("How many persons in it were interviewed already"),
            help=_("By us or by others, so that nobody is made to tell it again without need."),
        ),
    ),
)  # fmt: skip


def _under(code: str, label: Sentence, *fields: Field) -> records.RecordKind:
    return records.RecordKind(
        code=code, module="releases", label=label, sees=Permission.SEE_REQUESTS,
        writes=Permission.WORK_ON_REQUESTS, states=records.KEPT, fields=fields,
    )  # fmt: skip


RECEIPT = _under(
    words.RECEIPT,
    _("Receipt from them"),
    Field("by_whom", FieldType.TEXT, label=_("Who there said so"), required=True),
    Field("on", FieldType.DATE, label=_("On which day"), required=True, sensitivity=LISTED),
    Field("way", FieldType.CHOICE, label=_("By which way"), required=True, options=_words(Means)),
    Field(
        "fingerprint", FieldType.CHOICE, label=_("The SHA-256 of the tag manifest"), required=True,
        options=_words(Compared), help=_("It stands on the page of the release, and covers all of the package."),
    ),
    Field("note", FieldType.LONG, label=_("Note")),
)  # fmt: skip
USE = _under(
    words.USE,
    _("Onward use"),
    Field("began", FieldType.CHOICE, label=_("How we know of it"), required=True, options=_words(Began)),
    Field("whom", FieldType.TEXT, label=_("To whom it would go, or went"), sensitivity=LISTED),
    Field("purpose", FieldType.LONG, label=_("For what"), required=True),
    Field("asked_on", FieldType.DATE, label=_("Asked, or learned, on which day"), required=True),
    Field("answer_by", FieldType.DATE, label=_("Until when an answer is needed"), sensitivity=LISTED),
    Field("leave", FieldType.CHOICE, label=_("Whether they may, where they ask"), options=_words(Leave)),
    Field("answer", FieldType.LONG, label=_("The answer, with why")),
    Field("answered_on", FieldType.DATE, label=_("Answered on which day")),
)
RECALL = _under(
    words.RECALL,
    _("Recall"),
    Field("cause", FieldType.CHOICE, label=_("Why"), required=True, options=_words(Cause), sensitivity=LISTED),
    Field(
        "extent", FieldType.CHOICE, label=_("How much of it"), required=True, options=_words(Extent),
        sensitivity=LISTED,
    ),
    Field(
        "items", FieldType.LONG, label=_("Which items"), checks=rules.items,
        help=_("References of items that went, one a line. Empty where everything is called back."),
    ),
    Field(
        "what", FieldType.LONG, label=_("What they are told"), required=True,
        help=_("Of a person no more than they know already."),
    ),
    Field("whom", FieldType.TEXT, label=_("To whom there"), required=True),
    Field("sent_on", FieldType.DATE, label=_("Sent on which day"), sensitivity=LISTED),
    Field("way", FieldType.CHOICE, label=_("By which way"), options=_words(Means)),
    Field("answer_by", FieldType.DATE, label=_("Until when an answer is needed"), sensitivity=LISTED),
    Field("answer", FieldType.CHOICE, label=_("What they answered"), options=_words(Became), sensitivity=LISTED),
    Field("answered_on", FieldType.DATE, label=_("Answered on which day")),
    Field("answer_why", FieldType.LONG, label=_("In their words, with the reason")),
)  # fmt: skip
NOTICE = _under(
    words.NOTICE,
    _("Notice under the GDPR"),
    Field("article", FieldType.CHOICE, label=_("Under which article"), required=True, options=_words(Article)),
    Field(
        "whom", FieldType.TEXT, label=_("To whom, in words"), required=True, checks=rules.nobody,
        help=_("Without a name, such as: everybody in it, or the supervisory authority."),
    ),
    Field("on", FieldType.DATE, label=_("Given on which day"), sensitivity=LISTED),
    Field("said", FieldType.LONG, label=_("What was said"), checks=rules.nobody),
    Field("not_given", FieldType.CHOICE, label=_("Or why none is given"), options=_words(NotTold)),
    Field("why", FieldType.LONG, label=_("How that ground holds")),
)  # fmt: skip
COMPELLED = records.RecordKind(
    code=words.COMPELLED,
    module="releases",
    label=_("Compelled disclosure"),
    sees=Permission.SEE_REQUESTS,
    writes=Permission.WORK_ON_REQUESTS,
    states=COMPELLED_STATES,
    fields=(
        Field("body", FieldType.TEXT, label=_("Which body demands it"), required=True, sensitivity=LISTED),
        Field(
            "state", FieldType.TEXT, label=_("Of which State"), required=True, sensitivity=LISTED, checks=rules.state,
            help=_("Two letters, such as LT."),
        ),
        Field("order", FieldType.TEXT, label=_("Order, and its reference"), required=True, sensitivity=LISTED),
        Field("on", FieldType.DATE, label=_("It reached us on"), required=True, sensitivity=LISTED),
        Field("demanded", FieldType.LONG, label=_("What is demanded, as it is written"), required=True),
        Field(
            "items", FieldType.LONG, label=_("Which items that concerns"), checks=rules.items,
            help=_("References of items, one a line."),
        ),
        Field("answer_by", FieldType.DATE, label=_("Until when they want it"), sensitivity=LISTED),
        Field("counsel", FieldType.TEXT, label=_("Counsel who was asked")),
        Field("counsel_on", FieldType.DATE, label=_("Asked on which day")),
        Field("advice", FieldType.LONG, label=_("What counsel advised")),
        Field("given", FieldType.LONG, label=_("What was given, and when")),
        Field("refused", FieldType.LONG, label=_("What was refused, and on which ground")),
        Field(
            "told", FieldType.LONG, label=_("Who was told of it"), checks=rules.nobody,
            help=_("In words that name nobody: that a person was told is written under “Who is in it”."),
        ),
        Field("told_on", FieldType.DATE, label=_("Told on which day")),
        Field("silence", FieldType.LONG, label=_("Why somebody may not be told yet"), checks=rules.nobody),
        Field("silence_until", FieldType.DATE, label=_("Not before"), sensitivity=LISTED),
    ),
)  # fmt: skip
OF_RELEASES = (RECEIPT, USE, RECALL, NOTICE, COMPELLED)
