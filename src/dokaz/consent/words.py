"""The stored codes of consent and the words they are shown with: a code is stored, words are shown."""

from dokaz.kernel.languages import _
from dokaz.kernel.worded import Worded


class Form(Worded):
    """How much of the person goes with it, from least to most."""

    ANONYMOUS = "anonymous", _("Without a name, so that nobody can tell who it is")
    PSEUDONYMOUS = "pseudonymous", _("Under another name")
    NAMED = "named", _("With the name")

    @property
    def rank(self) -> int:
        return _FORMS.index(self)

    def shows_more_than(self, other: "Form") -> bool:
        return self.rank > other.rank


_FORMS = (Form.ANONYMOUS, Form.PSEUDONYMOUS, Form.NAMED)


class Purpose(Worded):
    """What something is used for. Silence about a purpose is a no to it."""

    DOCUMENTATION = "documentation", _("Keeping and recording it")
    ANALYSIS = "analysis", _("Comparing it with other material")
    JUSTICE = "justice", _("Investigation and trial")
    INQUIRY = "inquiry", _("International inquiry")
    STATISTICS = "statistics", _("Figures in which nobody can be recognised")
    PUBLIC_ANONYMOUS = "public-anonymous", _("Publication without a name")
    PUBLIC_NAMED = "public-named", _("Publication with the name")
    CONTACT = "contact", _("Being contacted again")
    REFERRAL = "referral", _("Being put in touch with help")

    @property
    def widest(self) -> Form:
        """The form beyond which this purpose never goes, whatever was said."""
        return Form.ANONYMOUS if self in _NAMELESS else Form.NAMED


_NAMELESS = frozenset({Purpose.STATISTICS, Purpose.PUBLIC_ANONYMOUS})


class Reply(Worded):
    """What was answered. Only the first of them permits anything."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_NOW = "not-now", _("Not now")
    ASK_FIRST = "ask-first", _("Ask me first")
    WITHDRAWN = "withdrawn", _("Consent withdrawn")


OFFERED = (Reply.YES, Reply.NO, Reply.NOT_NOW, Reply.ASK_FIRST)


class Voice(Worded):
    """Who spoke."""

    PERSON = "person", _("The person")
    GUARDIAN = "guardian", _("A parent or guardian")
    KIN = "kin", _("A next of kin")


class Medium(Worded):
    """How the person was asked."""

    IN_PERSON = "in-person", _("Face to face")
    VIDEO = "video", _("In a video call")
    VOICE = "voice", _("In a call")
    MESSENGER = "messenger", _("In a messenger")
    LETTER = "letter", _("In writing")
    PORTAL = "portal", _("Through the portal")


class Why(Worded):
    """Why something may go, or may not. Stored nowhere; said where it is asked."""

    AGREED = "agreed", _("Agreed on {day}.")
    BASIS_STANDS = "basis-stands", _("A basis in law is recorded.")
    ITEM_BASIS_STANDS = "item-basis-stands", _("Two people recorded a basis and weighed the harm.")
    NOT_EXAMINED = "not-examined", _("Nobody has looked yet who appears in it.")
    OUT_OF_SIGHT = "out-of-sight", _("Somebody in it lies where you may not look.")
    ORIGIN_UNSEEN = "origin-unseen", _("Something it was made of lies where you may not look.")
    NOBODY_ANSWERS = (
        "nobody-answers",
        _("It comes from nobody who could agree. It needs a recorded basis, with the harm weighed by two people."),
    )
    SILENCE = "silence", _("Nothing was said about this. That is a no.")
    SAID_NO = "said-no", _("Said no on {day}.")
    SAID_NOT_NOW = "said-not-now", _("Said “not now” on {day}.")
    WANTS_TO_BE_ASKED = "wants-to-be-asked", _("Asked on {day} to be asked first.")
    WITHDREW = "withdrew", _("Withdrew consent on {day}.")
    LESS_AGREED = "less-agreed", _("Agreed on {day}, but not so openly.")
    NOT_ALL = (
        "not-all",
        _("For a part of this something else was said on {day}. Ask for each recipient by itself."),
    )
    NEVER_SO_OPENLY = "never-so-openly", _("This use never shows who somebody is.")
    REVIEW_DUE = "review-due", _("Agreed on {day}; the day to ask again has come.")
    WORSENED = "worsened", _("Agreed on {day}; the situation has become worse since. Ask again.")
    INSIDE = (
        "inside",
        _("Agreed on {day}; recorded since: the person is within reach of authorities they fear. Ask again."),
    )
    NO_ASSENT = "no-assent", _("A guardian agreed on {day}; the child has not.")
    CHILD_REFUSED = "child-refused", _("The child did not agree on {day}.")
    CHILD_ALONE = "child-alone", _("A child agreed on {day}. A guardian must agree too.")
    WAS_CHILD = "was-child", _("Agreed on {day}, as a child. The person may be of age now: ask them.")
    GROWN_UP = "grown-up", _("A guardian agreed on {day}. The person may be of age now: ask them.")
    GUARDIAN_EXCLUDED = "guardian-excluded", _("This guardian does not speak for the person.")
    NO_GUARDIAN = "no-guardian", _("Somebody else agreed on {day}; this person speaks for themself.")
    KIN_OUT_OF_ORDER = "kin-out-of-order", _("A relative agreed on {day} who is not first in the recorded order.")
    KIN_DISPUTE = "kin-dispute", _("The relatives do not agree. That is a no.")
    NO_KIN = "no-kin", _("Who decides for this person is not recorded.")
    GONE = "gone", _("The person agreed on {day}. Now the next of kin decide.")
    NO_BASIS = "no-basis", _("No basis in law is recorded for this person.")


class Look(Worded):
    """What somebody should look at, though it decides nothing by itself."""

    CONTRADICTION = "contradiction", _("On {day} two different things were said. The more careful one counts.")
    SAID_EARLIER = (
        "said-earlier",
        _("A refusal of {day} was recorded after a later yes. It counts from when it was recorded."),
    )
    STATEMENT_CHANGED = (
        "statement-changed",
        _("On {day} an older text was explained. What it says has changed since."),
    )
    AGE_UNCERTAIN = "age-uncertain", _("The age of this person is not certain.")
    AGE_UNKNOWN = (
        "age-unknown",
        _("When this child was born is not recorded. Record about when: then they decide themself once of age."),
    )


class ConditionKind(Worded):
    REDACT = "redact", _("Remove what shows, names or lets hear this person.")
    HIDE_NAME = "hide-name", _("Leave out the name of this person.")
    AS_SAID = "as-said", _("Read the conditions this person set, and keep to them.")


class CopyOutcome(Worded):
    """What is to be done with one copy after a withdrawal (S-36; GDPR Articles 17 and 18), by whoever works with it.

    It is told on the page of the item. The house does none of it by itself, but that the office shows and gives nothing
    of what is to stay shut before somebody decided anew.
    """

    RESTRICT = "restrict", _("It stays, and nobody should use it for anything new")
    SEAL = "seal", _("It stays, and nobody should open it without a new decision")
    ANONYMISE = "anonymise", _("A copy without the person is to be made, and this one should not be opened any more")
    ERASE = "erase", _("It is to be destroyed, by two people")
    REFUSE = "refuse", _("It stays as it is, and the person is to be told why")

    @property
    def shuts(self) -> bool:
        """Whether it is not to be opened without a new decision."""
        return self in _SHUTTING


_SHUTTING = frozenset({CopyOutcome.SEAL, CopyOutcome.ANONYMISE})


class Article(Worded):
    """Bases of the General Data Protection Regulation, recorded apart from consent (S-35)."""

    A6_1_A = "6-1-a", _("Article 6(1)(a): consent")
    A6_1_E = "6-1-e", _("Article 6(1)(e): a task in the public interest")
    A6_1_F = "6-1-f", _("Article 6(1)(f): legitimate interests")
    A9_2_A = "9-2-a", _("Article 9(2)(a): explicit consent")
    A9_2_D = "9-2-d", _("Article 9(2)(d): members and contacts of a non-profit body")
    A9_2_F = "9-2-f", _("Article 9(2)(f): legal claims")
    A9_2_G = "9-2-g", _("Article 9(2)(g): substantial public interest, by law of a Member State")
    A9_2_J = "9-2-j", _("Article 9(2)(j): archiving and research, by law of a Member State")
    A10 = "10", _("Article 10: data about offences, by law of the Union or a Member State")


class Told(Worded):
    """What a statement of consent has to tell (S-18), each part once."""

    WHO = "who", _("Who we are")
    PURPOSE = "purpose", _("What it is for")
    VOLUNTARY = "voluntary", _("That it is voluntary")
    RECORDED = "recorded", _("What is recorded")
    USES = "uses", _("How it may be used, and who may get it")
    NO_PROMISE = "no-promise", _("That nothing is promised")
    RISKS = "risks", _("What can go wrong")
    CONFIDENTIALITY = "confidentiality", _("What stays confidential, and where that ends")
    STORAGE = "storage", _("How it is kept")
    STOPPING = "stopping", _("Stopping, and taking consent back")
    CONTACT = "contact", _("How to reach us")
