"""
What consent refuses, drawn as a tree.

ConsentError
├── ConsentMissing              nothing goes without it; says why
├── PapersGone                  rows were removed: nothing goes
├── PermitError ─── PermitForged · PermitOutdated
├── RecipientUnreadable
├── OccasionUnreadable
├── LanguageUnreadable
├── StatementError
│   ├── StatementUnknown
│   ├── StatementIncomplete
│   ├── StatementOwn
│   ├── StatementNotApproved
│   ├── StatementApproved
│   ├── StatementStale
│   └── ReadingNotSound
├── DecisionError
│   ├── AskingUnknown
│   ├── NothingAnswered
│   ├── AnsweredTwice
│   ├── FormTooOpen
│   ├── CountryUnknown
│   ├── SaidInFuture
│   ├── ReviewPassed
│   ├── SpeakerUnclear
│   ├── SpeakerThemself
│   └── ReasonNeeded
├── BasisError
│   ├── BasisUnknown
│   ├── BasisEmpty
│   └── BasisOwn
└── OutcomeError ── NotWithdrawn · NotACopy · OutcomeWithoutReason · StaysShut
"""

from dokaz.kernel.errors import DokazError, NotThere
from dokaz.kernel.languages import _


class ConsentError(DokazError):
    code = "consent"
    says = _("This cannot be done with a consent.")


class ConsentMissing(ConsentError):
    """Nothing goes out. `because` is the first reason, `count` how many items may not go."""

    code = "consent-missing"
    says = _("{count} of these may not go out. The first: {because}")


class PapersGone(ConsentError):
    code = "papers-gone"
    says = _(
        "Records of what people agreed to are gone, or not as they were written. Nothing goes out until this is "
        "explained: ask a custodian to run `dokaz verify --all`."
    )


class PermitError(ConsentError):
    code = "permit"
    says = _("This permit cannot be used.")


class PermitForged(PermitError):
    code = "permit-forged"
    says = _("This permit was not given here. Ask for one.")


class PermitOutdated(PermitError):
    code = "permit-outdated"
    says = _("What was agreed has changed since this permit was given. Ask again.")


class RecipientUnreadable(ConsentError):
    code = "recipient-unreadable"
    says = _("“{text}” is no recipient. It begins with one of: {known}. Example: authority:lt.")


class OccasionUnreadable(ConsentError):
    code = "occasion-unreadable"
    says = _("“{text}” is no reference of a request. Copy it from the request.")


class LanguageUnreadable(ConsentError):
    code = "language-unreadable"
    says = _("“{text}” is no code of a language. Write it as in uk, ar or uz-Latn (BCP 47).")


class StatementError(ConsentError):
    code = "statement"
    says = _("This text cannot be used so.")


class StatementUnknown(StatementError, NotThere):
    code = "statement-unknown"
    says = _("There is no such text. Look at the list again.")


class StatementIncomplete(StatementError):
    code = "statement-incomplete"
    says = _("The text does not say everything yet. Missing: {missing}.")


class StatementOwn(StatementError):
    code = "statement-own"
    says = _("You wrote this text. Another person must approve it.")


class StatementNotApproved(StatementError):
    code = "statement-not-approved"
    says = _("This text is not approved yet. Ask a colleague to approve it, or use one that is.")


class StatementApproved(StatementError):
    code = "statement-approved"
    says = _("This text is approved already.")


class StatementStale(StatementError):
    code = "statement-stale"
    says = _("Somebody wrote version {newest} meanwhile. Read it, and write yours on it.")


class ReadingNotSound(StatementError):
    code = "reading-not-sound"
    says = _("{item} is no sound recording. Receive the recording of the text as an item, and name that one.")


class DecisionError(ConsentError):
    code = "decision"
    says = _("This cannot be recorded as a decision.")


class AskingUnknown(DecisionError, NotThere):
    code = "asking-unknown"
    says = _("Nothing was recorded here that you may see.")


class NothingAnswered(DecisionError):
    code = "nothing-answered"
    says = _("There is no answer to record. Answer at least one question.")


class AnsweredTwice(DecisionError):
    code = "answered-twice"
    says = _("One question has two answers. Keep the one the person gave.")


class FormTooOpen(DecisionError):
    code = "form-too-open"
    says = _("A yes needs the form in which it may go, and this use allows at most: {form}.")


class CountryUnknown(DecisionError):
    code = "country-unknown"
    says = _("There is no country with the letters {code}. Look them up, as in lt for Lithuania.")


class SaidInFuture(DecisionError):
    code = "said-in-future"
    says = _("{day} has not come yet. Give the day on which the person said it.")


class ReviewPassed(DecisionError):
    code = "review-passed"
    says = _("The day to ask again must be after the day on which the person said it.")


class SpeakerUnclear(DecisionError):
    code = "speaker-unclear"
    says = _("Say who spoke for the person: their guardian or a next of kin. Of a guardian, say what the child said.")


class SpeakerThemself(DecisionError):
    code = "speaker-themself"
    says = _("Nobody is their own next of kin or guardian. Name whoever speaks for the person.")


class ReasonNeeded(DecisionError):
    code = "reason-needed"
    says = _("Give a reason. It is kept sealed.")


class BasisError(ConsentError):
    code = "basis"
    says = _("This basis cannot be used so.")


class BasisUnknown(BasisError, NotThere):
    code = "basis-unknown"
    says = _("There is no such basis for you. Look at the list again.")


class BasisEmpty(BasisError):
    code = "basis-empty"
    says = _("Name at least one article, and write why it applies. For an item, weigh the harm as well.")


class BasisOwn(BasisError):
    code = "basis-own"
    says = _("You recorded this basis, or you are not independent of who did. Another person must weigh the harm too.")


class OutcomeError(ConsentError):
    code = "outcome"
    says = _("This cannot be decided for the copy.")


class NotWithdrawn(OutcomeError):
    code = "not-withdrawn"
    says = _("This person has withdrawn nothing, so there is nothing to decide.")


class NotACopy(OutcomeError):
    code = "not-a-copy"
    says = _(
        "Nobody recorded that this person is in {item}, or in what it was made of. Record that first, on its page."
    )


class OutcomeWithoutReason(OutcomeError):
    code = "outcome-without-reason"
    says = _("Write why. The person may ask.")


class StaysShut(OutcomeError):
    """Raised before a file is written out that was decided to stay shut."""

    code = "stays-shut"
    says = _(
        "{item} is to stay shut: after somebody in it took their consent back, this was decided on {when}: {outcome}. "
        "Where it is needed all the same, decide anew and say why: --although REASON, or the page of the item."
    )
