"""What can keep a redacted copy from being made.

RedactionError
├── NotForRedaction         files of this type are not redacted here
├── MarkUnfit               a mark is none, or does not fit the file
├── PlanTooLong             there are too many marks
├── PlanUnreadable          a plan that nobody wrote here
├── PlanOfOther             the plan is for other bytes
├── PlanMissing             nobody has marked anything in this item yet
├── MarkBeyondEnd           a mark lies where the file has ended
├── SeveralFrames           a picture of several frames
├── LeftElsewhere           what was taken out at one place stands at another
├── CopyNotClean            the copy does not hold what was promised of it
└── WordsNotFound           the words to be taken out are nowhere in the text
"""

from dokaz.disclosure.errors import DisclosureError
from dokaz.kernel.languages import _


class RedactionError(DisclosureError):
    code = "redaction"
    says = _("The redacted copy was not made. The item is held as it was received.")


class NotForRedaction(RedactionError):
    code = "not-for-redaction"
    says = _(
        "Files of this type ({mime}) are not redacted here: too much in them is not seen. Print it to a PDF outside, "
        "or use the text that was extracted from it; then redact that."
    )


class MarkUnfit(RedactionError):
    code = "mark-unfit"
    says = _("This mark cannot be used. {why}")


class PlanTooLong(RedactionError):
    code = "redaction-too-long"
    says = _("There are too many marks for one copy: at most {most}, and fewer where they have long reasons.")


class PlanUnreadable(RedactionError):
    code = "redaction-unreadable"
    says = _("These marks cannot be read: they were not written here, or were changed. Mark the item anew.")


class PlanOfOther(RedactionError):
    code = "redaction-of-other"
    says = _("These marks were made for another file than {ref}. Nothing was made. Mark this one.")


class PlanMissing(RedactionError):
    code = "redaction-missing"
    says = _("Nobody has marked anything in {ref} yet.")


class MarkBeyondEnd(RedactionError):
    code = "mark-beyond-end"
    says = _("A mark lies where the file has ended: there is no such page, time or letter. Nothing was made.")


class SeveralFrames(RedactionError):
    code = "several-frames"
    says = _(
        "The picture moves or has several pages, and a mark would cover one of them only. Nothing was made. Save it "
        "outside as a film or a PDF, add that as a derivative, and redact it."
    )


class LeftElsewhere(RedactionError):
    code = "left-elsewhere"
    says = _(
        "What is taken out at one place still stands at another place of the text. Nothing was made. Take out every "
        "occurrence of it."
    )


class CopyNotClean(RedactionError):
    code = "copy-not-clean"
    says = _(
        "The copy was made and looked through, and something was left in it that should be gone. It was thrown away, "
        "and nothing was kept. Tell those who look after this office."
    )


class WordsNotFound(RedactionError):
    code = "words-not-found"
    says = _("These words are nowhere in the text as they are written here.")
