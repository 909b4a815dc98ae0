"""The stored codes about releases, each with its words. A code never changes; its words may."""

from dokaz.kernel.languages import _
from dokaz.kernel.worded import Worded

RELEASE, RECEIPT, USE = "release", "release-receipt", "onward-use"
RECALL, NOTICE, COMPELLED = "recall-notice", "privacy-notice", "compelled-disclosure"

GIVEN_OUT, THERE, OVER, ENDED = "given-out", "received-there", "time-over", "ended"
RECALLED, NOT_MADE = "recalled", "withdrawn"
OUT = (GIVEN_OUT, THERE)  # they have it, and may
WITH_THEM = (*OUT, OVER)  # nobody said that they have it no more
AT_WORK, SETTLED, TAKEN_BACK = "open", "settled", "withdrawn"  # of a compelled disclosure


class Means(Worded):
    """By what an authority is reached, or something reaches us."""

    PHONE = "phone", _("Telephone")
    MAIL = "mail", _("E-mail")
    PORTAL = "portal", _("Their own secure site")
    MESSENGER = "messenger", _("Messenger")
    POST = "post", _("Letter")
    IN_PERSON = "in-person", _("In person")


class Transfer(Worded):
    """The ground on which personal data went to another State or an organisation of States (GDPR 44 to 49)."""

    NONE_NEEDED = "none-needed", _("None needed: it stayed within the European Economic Area")
    ADEQUACY = "45", _("A decision that they protect data enough (Art. 45)")
    SAFEGUARDS = "46", _("Appropriate safeguards (Art. 46)")
    CONSENT = "49-1-a", _("Explicit consent, told of the risks (Art. 49(1)(a))")
    PUBLIC_INTEREST = "49-1-d", _("Important reasons of public interest (Art. 49(1)(d))")
    LEGAL_CLAIMS = "49-1-e", _("Legal claims (Art. 49(1)(e))")
    VITAL = "49-1-f", _("Vital interests (Art. 49(1)(f))")


class Compared(Worded):
    """Whether what they got is what we made: the SHA-256 of the tag manifest covers all of it."""

    READ_ALOUD = "read-aloud", _("They read it aloud, and it is ours")
    WRITTEN = "written", _("They wrote it, and it is ours")
    DIFFERS = "differs", _("They gave another one: what they have is not what we made")
    NOT_SAID = "not-said", _("They did not say it")


class Began(Worded):
    """How we came to know of a use beyond what was agreed."""

    THEY_ASK = "they-ask", _("They ask whether they may pass it on")
    WE_ASK = "we-ask", _("We ask what became of it")
    LEARNED = "learned", _("We learned of it in another way")


class Leave(Worded):
    """Our answer to whether they may pass it on."""

    YES = "yes", _("Yes")
    CONDITIONS = "conditions", _("Yes, with conditions")
    NO = "no", _("No")

    @property
    def given(self) -> bool:
        return self is not Leave.NO


class Cause(Worded):
    """Why something is called back."""

    WITHDRAWAL = "withdrawal", _("Consent was taken back")
    ERROR = "error", _("It went by mistake")
    DANGER = "danger", _("Somebody is in danger")
    COMPROMISE = "compromise", _("It may be in other hands")


class Extent(Worded):
    """How much of a release is called back."""

    ALL = "all", _("Everything that went")
    SOME = "some", _("These items")


class Became(Worded):
    """What they say they did after a recall."""

    DESTROYED = "destroyed", _("They destroyed it")
    RETURNED = "returned", _("They gave it back")
    KEPT = "kept", _("They keep it, and say why")
    SILENT = "silent", _("They did not answer")


class Article(Worded):
    """Under which article of the GDPR somebody is told."""

    COLLECTED = "13", _("Art. 13: those who told it themselves")
    FROM_OTHERS = "14", _("Art. 14: those of whom others told it")
    ACCESS = "15", _("Art. 15: somebody who asked what is held about them")
    RECIPIENTS = "19", _("Art. 19: recipients, that something was corrected, erased or restricted")
    SUPERVISOR = "33", _("Art. 33: the supervisory authority, of a breach, within 72 hours")
    BREACH = "34", _("Art. 34: the persons concerned, of a breach")


class NotTold(Worded):
    """The ground on which a notice is not given. Each is of one article, with which its code begins."""

    KNOWN_13 = "13-4", _("Art. 13(4): they have the information")
    KNOWN = "14-5-a", _("Art. 14(5)(a): they have the information")
    IMPOSSIBLE = "14-5-b", _("Art. 14(5)(b): impossible, out of proportion, or it would defeat the purpose")
    LAID_DOWN = "14-5-c", _("Art. 14(5)(c): the law lays down that it is disclosed")
    SECRECY = "14-5-d", _("Art. 14(5)(d): a duty of secrecy")
    RIGHTS = "15-4", _("Art. 15(4): the rights and freedoms of others")
    RECIPIENTS = "19-end", _("Art. 19: impossible or out of proportion")
    NO_RISK = "33-1", _("Art. 33(1): a risk is unlikely")
    SAFE = "34-3-a", _("Art. 34(3)(a): it cannot be read by others")
    MENDED = "34-3-b", _("Art. 34(3)(b): the high risk is over")
    PUBLIC = "34-3-c", _("Art. 34(3)(c): out of proportion, and all were told in public")

    @property
    def article(self) -> Article:
        return Article(self.value.partition("-")[0])
