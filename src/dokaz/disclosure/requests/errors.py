"""What keeps a request from going further, each with what is missing and what to do.

RequestError
├── ReferencesUnreadable       the line holds something that is no reference of an item
├── ContactOfAnother           the contact that is named is not one of this authority
├── KeyOfAnother               the key that is named is not one of this authority
├── NotOfRequest               what stays was not found for this request
├── StaysUnexplained           it is not said why something stays
├── AssuranceGone              the item that is named as a written assurance was destroyed
├── CoverUnfit                 the cover note does not read as one
├── AuthorityChanged           what is written about the authority is not what was read
├── StepHeldUp                 the step cannot be taken yet
│   ├── AuthorityUnverified    no checked contact of exactly this authority
│   ├── MandateMissing         nobody wrote down since when, and by which decision, it has a mandate
│   ├── MandateOver            its mandate has ended, or has not begun
│   ├── NothingGoesThere       to a body of this kind nothing ever goes
│   ├── EligibilityMissing     nobody answered the checklist
│   ├── EligibilityBlocked     it says that nothing goes
│   ├── ScopeMissing           nobody wrote down what lies in the request
│   ├── SearchMissing          nobody searched
│   ├── CandidatesUnjudged     something that was found was not judged
│   ├── CandidatesUnsure       of something that was found nobody could say whether it is relevant
│   ├── SecondJudgeMissing     what we offer ourselves was judged by one person
│   ├── ClarificationOpen      we asked, and nobody answered
│   ├── TermsMissing           nobody said how openly it goes
│   ├── UntilOver              they may keep it until a day that is over
│   ├── KeyUnchecked           the key it would be sealed to was not checked by a second person
│   ├── NothingRelevant        nothing that was found is relevant
│   ├── RelevantUnseen         some of it lies where this account may not look
│   ├── NothingMayGo           nothing of it may go
│   ├── CopyOwed               some may go as redacted copies, and there is none
│   ├── NotPrepared            it has not come so far that anything can go
│   ├── NotApproved            no second person's yes was used
│   ├── NotPackaged            no package was made
│   ├── ReceiptNotNoted        nobody wrote down that they received it
│   ├── FateUnknown            nobody wrote down what became of it
│   ├── NotSoFarYet            before the question it had not come so far
│   ├── NotAdmitted            nobody took the step that finds it eligible
│   └── RequestOver            it was refused, withdrawn or closed
└── WitnessError               a possible witness cannot be asked, or nothing said of them
    ├── PersonMissing          nobody is named
    ├── PersonInDanger         something happened around them for the worse
    ├── ContactNotAgreed       they did not agree to be contacted
    ├── AnswerMissing          what they answered, how and when is not written down
    ├── NotAgreed              they did not agree, or do no longer
    ├── StillAgreed            by what is written down they still agree
    └── TellsWho               what the authority would be told names them
"""

from dokaz.disclosure.errors import DisclosureError
from dokaz.kernel.languages import _
from dokaz.records import api as records


class RequestError(DisclosureError):
    code = "request"
    says = _("This cannot be done with the request.")


class ReferencesUnreadable(RequestError, records.FieldError):
    code = "references-unreadable"
    says = _("“{text}” is not the reference of an item. Write one a line, such as E-EACS-XJSW0.")


class ContactOfAnother(RequestError, records.FieldError):
    code = "contact-of-another"
    says = _("This is no contact of this authority. Choose one of its own.")


class KeyOfAnother(RequestError, records.FieldError):
    code = "key-of-another"
    says = _("This is no key of this authority. Choose one of its own.")


class NotOfRequest(RequestError, records.FieldError):
    code = "not-of-request"
    says = _("These were not found for this request, nor made of what was: {items}.")


class StaysUnexplained(RequestError, records.FieldError):
    code = "stays-unexplained"
    says = _("Say why this stays: whoever approves the rest reads it.")


class AssuranceGone(RequestError, records.FieldError):
    code = "assurance-gone"
    says = _("{item} was destroyed, so it assures us of nothing. Name an item that holds their written assurance.")


class CoverUnfit(RequestError, records.FieldError):
    code = "cover-unfit"
    says = _("{why}")


class AuthorityChanged(RequestError):
    code = "authority-changed"
    says = _(
        "What is written about the authority was changed while you wrote. Read it again: your answers deal with what "
        "stands there now."
    )


class StepHeldUp(RequestError, records.StateError):
    code = "step-held-up"
    says = _("This step cannot be taken yet.")


class AuthorityUnverified(StepHeldUp):
    code = "authority-unverified"
    says = _(
        "The request names no contact of exactly this authority that a second person has checked by another way. Note "
        "the contact under the authority, have it checked, and name it in the request."
    )


class MandateMissing(StepHeldUp):
    code = "mandate-missing"
    says = _(
        "A mandate is given by a decision, for a time. Write down under the authority which resolution gave it, and "
        "since when it runs; until when as well, where that is set."
    )


class MandateOver(StepHeldUp):
    code = "mandate-over"
    says = _(
        "By what is written down about it, the authority has no mandate on this day. Write down until when it was "
        "prolonged, if it was; else nothing goes there."
    )


class NothingGoesThere(StepHeldUp):
    code = "nothing-goes-there"
    says = _("To a body of this kind nothing ever goes, and for it nobody is asked. Refuse the request and say why.")


class EligibilityMissing(StepHeldUp):
    code = "eligibility-missing"
    says = _("Nobody has answered yet whether this authority may get anything. Answer the five questions first.")


class EligibilityBlocked(StepHeldUp):
    code = "eligibility-blocked"
    says = _("Nothing may go on this request. {why}")


class ScopeMissing(StepHeldUp):
    code = "scope-missing"
    says = _("Nobody has written down what lies in this request and what does not. Write the scope first.")


class SearchMissing(StepHeldUp):
    code = "search-missing"
    says = _("Nothing stands in the search log. Search, and write down what was looked for, where, and what was found.")


class CandidatesUnjudged(StepHeldUp):
    code = "candidates-unjudged"
    says = _("Nobody has judged yet whether these are relevant: {items}. Judge each with a reason.")


class CandidatesUnsure(StepHeldUp):
    code = "candidates-unsure"
    says = _(
        "Of {count} of what was found it could not be said whether it is relevant, so it would be left out without a "
        "decision: {items}. Let somebody who can say judge it, or say no and why."
    )


class SecondJudgeMissing(StepHeldUp):
    code = "second-judge-missing"
    says = _("What we offer of our own accord is relevant when two people say so. A second person must judge: {items}.")


class ClarificationOpen(StepHeldUp):
    code = "clarification-open"
    says = _("A question to the authority has no answer yet. Write the answer down, or take the question back.")


class TermsMissing(StepHeldUp):
    code = "terms-missing"
    says = _("Nobody has said yet how openly this goes, and sealed to which key. Write that down first.")


class KeyUnchecked(StepHeldUp):
    code = "key-unchecked"
    says = _(
        "The key to which it would be sealed was not checked by a second person, or was taken back. Have its "
        "fingerprint read aloud and the key checked, or name another one."
    )


class UntilOver(StepHeldUp):
    code = "until-over"
    says = _("The day until which they may keep it is over. Write a later one, or none.")


class NothingRelevant(StepHeldUp):
    code = "nothing-relevant"
    says = _(
        "Nothing that was found is relevant, so nothing can go. Search further, or refuse the request and say why."
    )


class RelevantUnseen(StepHeldUp):
    code = "relevant-unseen"
    says = _(
        "{count} of the relevant items lie in compartments to which you do not belong. A colleague who belongs to all "
        "of them takes this step."
    )


class NothingMayGo(StepHeldUp):
    code = "nothing-may-go"
    says = _("Nothing of what is relevant may go. The first is {item}: {because}")


class CopyOwed(StepHeldUp):
    code = "copy-owed"
    says = _(
        "These go only as redacted copies, and none that may go is there: {items}. Make a copy and have somebody look "
        "through it, or write down under “How it goes” that the item stays, and why."
    )


class NotPrepared(StepHeldUp):
    code = "not-prepared"
    says = _("A second person is asked for it once the request stands at “{state}”. Take it there first.")


class NotApproved(StepHeldUp):
    code = "not-approved"
    says = _("No second person's approval was used for it. Ask for it, and make the package that was approved.")


class NotPackaged(StepHeldUp):
    code = "not-packaged"
    says = _("No package was made on this request.")


class ReceiptNotNoted(StepHeldUp):
    code = "receipt-not-noted"
    says = _("Nobody has written down that they received it. Write the receipt down under what was released.")


class FateUnknown(StepHeldUp):
    code = "fate-unknown"
    says = _("Nobody has written down what became of it. Ask them, and write the answer down under what was released.")


class NotSoFarYet(StepHeldUp):
    code = "not-so-far-yet"
    says = _("Before we asked, the request had come as far as “{state}”. Take it back to there first.")


class NotAdmitted(StepHeldUp):
    code = "not-admitted"
    says = _("The request does not stand at “{state}” yet. Until then nobody is asked for it, and nothing is told.")


class RequestOver(StepHeldUp):
    code = "request-over"
    says = _(
        "The request was refused, withdrawn by the authority or closed. Nobody is asked for it any more, and nothing "
        "is told."
    )


class WitnessError(RequestError, records.StateError):
    code = "witness"
    says = _("This cannot be done about a possible witness.")


class PersonMissing(WitnessError):
    code = "witness-person-missing"
    says = _("Write down by reference which person is asked.")


class PersonInDanger(WitnessError):
    code = "witness-in-danger"
    says = _("Something happened around this person for the worse: {what}. Ask nothing and tell nothing now.")


class ContactNotAgreed(WitnessError):
    code = "witness-contact-not-agreed"
    says = _("This person may not be contacted for this. {why}")


class AnswerMissing(WitnessError):
    code = "witness-answer-missing"
    says = _(
        "Write down by which way and when the person was asked, what they answered in their words, and what the "
        "authority may be told. Only a yes goes on."
    )


class NotAgreed(WitnessError):
    code = "witness-not-agreed"
    says = _("This person has not agreed, so the authority is told nothing.")


class StillAgreed(WitnessError):
    code = "witness-still-agreed"
    says = _("Write down first, at the person's own answer, that they said no: until then more would be told of them.")


class TellsWho(WitnessError):
    code = "witness-told"
    says = _("What the authority would be told holds the pseudonym or the reference of the person. Take it out.")
