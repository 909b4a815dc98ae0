"""The root of every error in the house, and the errors of the kernel.

DokazError
├── NotWired                 a port has no adapter
├── NotThere                 what is asked for is not there, or not for whoever asks
├── TimestampMalformed       a time that is not RFC 3339, or has no zone
├── CodeError                a reference code cannot be read
│   ├── CodeOfUnknownKind
│   ├── CodeOfOtherKind
│   ├── CodeTooShort / CodeTooLong
│   ├── CodeHasStrangeLetter
│   └── CodeMistyped
├── DateError                an uncertain date cannot be read
│   ├── DateMalformed
│   ├── DateNotInCalendar
│   ├── DateOutOfReach
│   ├── DateHasZone
│   └── EndsBeforeItBegins
├── AnswerUnclear            an answer is both given and withheld, or neither
├── FileError
│   ├── AlreadyThere
│   ├── AlreadySettled
│   └── Busy
└── SealError
    ├── SealBroken
    ├── SignatureForged
    ├── KeyMalformed
    └── ContextRepeated
"""

from typing import ClassVar

from dokaz.kernel.languages import Sentence, _, said


class DokazError(Exception):
    """Something is refused or broken: `code` for machines, `says` for people, `facts` to fill the sentence.

    A fact that is a sentence of ours is said in the reader's language too; a name or word from outside never is.
    """

    code: ClassVar[str] = "error"
    says: ClassVar[str] = _("The act could not be completed.")

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        return said(self.says).format(**{name: _told(fact) for name, fact in self.facts.items()})

    def __reduce__(self) -> tuple[object, ...]:
        return _remade, (type(self), self.facts)


def _told(fact: object) -> object:
    return said(fact) if isinstance(fact, Sentence) else fact


def sentence(code: str) -> str:
    """What the error of this code says, in the language spoken; empty where there is none, or it needs facts."""
    waiting = [DokazError]
    while waiting:
        kind = waiting.pop()
        if kind.code == code and "{" not in kind.says:
            return said(kind.says)
        waiting += kind.__subclasses__()
    return ""


def _remade(kind: type[DokazError], facts: dict[str, object]) -> DokazError:
    return kind(**facts)


class NotWired(DokazError):
    code = "not-wired"
    says = _("This installation has not been told how to do this. Set {setting} and start it again.")

    def __init__(self, setting: str) -> None:
        super().__init__(setting=setting)


class NotThere(DokazError):
    """Raised alike for what does not exist and for what is not for this account to see.

    Whoever answers has the journal told of it once (`access.note_absent`); `untold` says that this is still to be done.
    Where the very kind is read by those only who guard the house (`guarded`), the entry has the code of this class.
    """

    code = "not-there"
    says = _("There is nothing like this here for you.")
    untold: bool = True
    guarded: ClassVar[bool] = False


class TimestampMalformed(DokazError):
    code = "timestamp-malformed"
    says = _("“{text}” is not a time of the form 2020-08-12T10:00:00Z; day, time and zone are needed.")


class CodeError(DokazError):
    code = "code-unreadable"
    says = _("“{text}” is not a reference code.")


class CodeOfUnknownKind(CodeError):
    code = "code-of-unknown-kind"
    says = _("“{text}” does not begin with a letter that stands for a kind of record: {known}.")


class CodeOfOtherKind(CodeError):
    code = "code-of-other-kind"
    says = _("“{text}” begins with {found}; a code that begins with {wanted} is needed here.")


class CodeTooShort(CodeError):
    code = "code-too-short"
    says = _("“{text}” has too few characters: {wanted} are needed after the first letter, and there are {found}.")


class CodeTooLong(CodeError):
    code = "code-too-long"
    says = _("“{text}” has too many characters: {wanted} are needed after the first letter, and there are {found}.")


class CodeHasStrangeLetter(CodeError):
    code = "code-has-strange-letter"
    says = _("“{text}” has the character “{letter}”, which no reference code uses.")


class CodeMistyped(CodeError):
    code = "code-mistyped"
    says = _("“{text}” has a typing error: its last character does not fit the others. Compare it with the original.")


class DateError(DokazError):
    code = "date-unreadable"
    says = _("“{text}” is not a date.")


class DateMalformed(DateError):
    code = "date-malformed"
    says = _("“{text}” is not a date this system reads. Examples: 2020-08-12, 2020-08, 202X, 2020-08-10~/2020-08-12.")


class DateNotInCalendar(DateError):
    code = "date-not-in-calendar"
    says = _("“{text}” is not in the calendar: check day, month and time.")


class DateOutOfReach(DateError):
    code = "date-out-of-reach"
    says = _("“{text}” is outside the years 0001 to 9999, which are the ones this system keeps.")


class DateHasZone(DateError):
    code = "date-has-zone"
    says = _("“{text}” names a time zone. Write the local time at the place; the place tells the zone.")


class EndsBeforeItBegins(DateError):
    code = "ends-before-it-begins"
    says = _("“{text}” ends before it begins.")


class AnswerUnclear(DokazError):
    code = "answer-unclear"
    says = _("Give either an answer or the reason why there is none, not both and not neither.")


class FileError(DokazError):
    code = "file-error"
    says = _("The file {path} could not be written.")


class AlreadyThere(FileError):
    code = "already-there"
    says = _("{path} is there already; a new file never takes the place of another.")


class AlreadySettled(FileError):
    code = "already-settled"
    says = _("{path} has already been kept or discarded and takes no more bytes.")


class Busy(FileError):
    code = "busy"
    says = _("{path} is in use by another process. Wait until it has finished, or end it first.")


class SealError(DokazError):
    code = "seal-error"
    says = _("Sealing or opening failed.")


class SealBroken(SealError):
    code = "seal-broken"
    says = _("The seal does not open: the key is another one, it was sealed for another place, or it was altered.")


class SignatureForged(SealError):
    code = "signature-forged"
    says = _("The signature was not made with this key over these bytes.")


class KeyMalformed(SealError):
    code = "key-malformed"
    says = _("A key of {wanted} bytes is needed; this one has {found} or is a value no honest key has.")


class ContextRepeated(SealError):
    code = "context-repeated"
    says = _("Two record keys of one batch were given the same context; each needs its own.")
