"""What the journal refuses, and what it finds wrong.

JournalError
├── OutsideTransaction     an entry is part of the verb's own transaction, and there is none
├── InsideTransaction      a head is signed only when it is durable, and this one might still be rolled back
├── EventRefused           the event is not of the form an entry may have
│   └── FreeTextRefused    a fact that is not a number, code, digest or time
├── SealNeedsCompartment   a sealed entry belongs to a compartment
├── LogNotBegun            no origin and key yet
├── LogAlreadyBegun        a log has one origin for ever
├── HeadMoved              another process has sequenced in between, again and again
├── NoSuchEntry            no entry has this number
├── NotPlaced              the entry has no index yet
├── NotErasable            the entry tells what staff did, or is erased already
├── SecondPersonNeeded     two persons erase, never one
├── BodySealed             the event opens only for members of its compartment
├── BodyErased             salt and event were erased by two persons
├── StrangeCheckpoint      a checkpoint that this log has not signed
├── LogDeparted            the database is not the one whose head was signed last; nothing is signed
│   ├── LogBehind          it holds fewer entries: an older state was put back
│   ├── LogForked          it holds other entries: it went on from an older state
│   ├── MemoryGone         nothing lies beside the database, though more than one head was signed
│   ├── MemoryStrange      what lies beside the database is no checkpoint of this log
│   ├── RegisterAhead      more is known to be gone than it says: an older state was put back
│   └── RegisterStrange    the register beside the database is not of this log
├── RecordUnvouched        a row that decides something is not as its entry left it
├── WitnessKnown           the key of this log witness was admitted before
├── WitnessUnknown         no log witness with this key is admitted
├── WitnessAddressUnfit    an address of a log witness that is neither https nor on this machine
├── WitnessAway            a log witness does not answer
├── QuorumTooLarge         more operators are asked for than there are
├── AuthorityNameUnfit     a name for a time-stamp authority that cannot be a file's name
├── AuthorityAddressUnfit  an address that is neither https nor on this machine
├── AuthorityRootUnfit     no certificate in the file is a root
├── AuthorityKnown         an authority of this name is or was admitted
├── AuthorityUnknown       no authority of this name is admitted
├── AuthorityAway          a time-stamp authority does not answer
├── AuthorityStrange       it answers, and not as an authority answers
├── MirrorKnown            this place is a mirror already
├── MirrorUnknown          this place is no mirror
├── MirrorUnfit            this place cannot be a mirror: it lies where the collection lies
├── NothingOutside         no place outside the house has the newest leaf hashes, so no checkpoint leaves
├── MirrorAway             a place outside the house does not answer
├── MirrorRefused          a place outside the house will not hold what it was given, or does not hold what was asked
├── MirrorBehind           a place outside the house holds less of the log than was shown elsewhere
├── NothingLost            the log holds everything that was shown outside: nothing has to be recovered
└── QuotedStrange          what should be quoted as the last checkpoint of a log is none of its checkpoints
"""

from dokaz.kernel.errors import DokazError, NotThere
from dokaz.kernel.languages import _

__all__ = [
    "AuthorityAddressUnfit",
    "AuthorityAway",
    "AuthorityKnown",
    "AuthorityNameUnfit",
    "AuthorityRootUnfit",
    "AuthorityStrange",
    "AuthorityUnknown",
    "BodyErased",
    "BodySealed",
    "EventRefused",
    "FreeTextRefused",
    "HeadMoved",
    "InsideTransaction",
    "JournalError",
    "LogAlreadyBegun",
    "LogBehind",
    "LogDeparted",
    "LogForked",
    "LogNotBegun",
    "MemoryGone",
    "MemoryStrange",
    "MirrorAway",
    "MirrorBehind",
    "MirrorKnown",
    "MirrorRefused",
    "MirrorUnfit",
    "MirrorUnknown",
    "NoSuchEntry",
    "NotErasable",
    "NotPlaced",
    "NothingLost",
    "NothingOutside",
    "OutsideTransaction",
    "QuorumTooLarge",
    "QuotedStrange",
    "RecordUnvouched",
    "RegisterAhead",
    "RegisterStrange",
    "SealNeedsCompartment",
    "SecondPersonNeeded",
    "StrangeCheckpoint",
    "WitnessAddressUnfit",
    "WitnessAway",
    "WitnessKnown",
    "WitnessUnknown",
]


class JournalError(DokazError):
    code = "journal-error"
    says = _("The journal could not do this.")


class OutsideTransaction(JournalError):
    code = "outside-transaction"
    says = _("The entry {verb} was to be written outside a transaction; act and entry are one.")


class InsideTransaction(JournalError):
    code = "inside-transaction"
    says = _("A checkpoint is signed only after the entries are durable; finish the transaction first.")


class EventRefused(JournalError):
    code = "event-refused"
    says = _("The journal takes no entry with {what} of this form.")


class FreeTextRefused(EventRefused):
    code = "free-text-refused"
    says = _("The fact “{what}” is not a number, code, digest or time. Words belong in a sealed field of the record.")


class SealNeedsCompartment(JournalError):
    code = "seal-needs-compartment"
    says = _("The entry {verb} was to be sealed, and names no compartment to seal it to.")


class LogNotBegun(JournalError):
    code = "log-not-begun"
    says = _("The journal has no name and key yet; they are given when the home is made.")


class LogAlreadyBegun(JournalError):
    code = "log-already-begun"
    says = _("The journal of this home is {origin} and cannot be begun again.")


class HeadMoved(JournalError):
    code = "head-moved"
    says = _("Other processes kept adding entries at the same moment. Nothing is lost; try again.")


class NoSuchEntry(JournalError, NotThere):
    code = "no-such-entry"
    says = _("The journal has no entry {entry}.")


class NotPlaced(JournalError):
    code = "not-placed"
    says = _("The entry {entry} is not in the log of {size} entries yet.")


class NotErasable(JournalError):
    code = "not-erasable"
    says = _("The entry at index {index} cannot be erased: it says what staff did, or it is erased already.")


class SecondPersonNeeded(JournalError):
    code = "second-person-needed"
    says = _("An entry is erased by two different persons.")


class BodySealed(JournalError):
    code = "body-sealed"
    says = _("The entry {entry} is sealed to its compartment; a member must open it.")


class BodyErased(JournalError):
    code = "body-erased"
    says = _("Salt and event of the entry {entry} were erased; only its place in the log remains.")


class StrangeCheckpoint(JournalError):
    code = "strange-checkpoint"
    says = _("This checkpoint is not one of this log: {why}")


class LogDeparted(JournalError):
    code = "log-departed"
    says = _("The database is not the one whose journal was signed last, so nothing is signed.")


class LogBehind(LogDeparted):
    code = "log-behind"
    says = _(
        "The database holds {size} entries of the journal, and {remembered} were signed before: an older state of it "
        "was put back. Nothing is signed, so that the journal does not split in two. What is held can be read. Put the "
        "newer database back; going on without it: `dokaz journal recover`, docs/operating.md."
    )


class LogForked(LogDeparted):
    code = "log-forked"
    says = _(
        "The first {remembered} entries of the journal are not those that were signed before: the database went on "
        "from an older state, or was changed. Nothing is signed. What is held can be read. Run `dokaz verify --all`, "
        "and put the newer database back; going on without it: `dokaz journal recover`, docs/operating.md."
    )


class MemoryStrange(LogDeparted):
    code = "memory-strange"
    says = _(
        "The checkpoint kept beside the database is not one of this journal: {why}. Nothing is signed. Put back the "
        "newest checkpoint that a partner holds in its place, and run `dokaz verify --all`."
    )


class MemoryGone(LogDeparted):
    code = "memory-gone"
    says = _(
        "The checkpoint that is kept beside the database, in the file “checkpoint” of the home, is gone, so nobody can "
        "tell whether an older database was put back. Nothing is signed. Put the newest checkpoint that a partner or a "
        "package holds in its place, under that name, and run `dokaz verify --all`."
    )


class RegisterAhead(LogDeparted):
    code = "register-ahead"
    says = _(
        "The register has {count} number(s) for what was destroyed, erased or revoked and still stands in this "
        "database: an older state of it was put back. It is opened to nobody until these are gone here as well. "
        "Put the newer database back, or have it restored with `dokaz restore`, which takes them away again."
    )


class RegisterStrange(LogDeparted):
    code = "register-strange"
    says = _(
        "The register of what was destroyed, in the file “register” of the home, is not one of this journal: {why}. "
        "Nothing is signed. Put back the register that a mirror holds in its place, and run `dokaz verify --all`."
    )


class RecordUnvouched(JournalError):
    code = "record-unvouched"
    says = _(
        "The record {kind} {row} is not as its entry in the journal left it, so nothing is decided by it. "
        "Somebody changed the database by another way: run `dokaz verify --all` and call a colleague."
    )


class WitnessKnown(JournalError):
    code = "witness-known"
    says = _("The key of the log witness {name} is admitted, or was taken back; a key is admitted once.")


class WitnessUnknown(JournalError):
    code = "witness-unknown"
    says = _("No log witness {name} is admitted. `dokaz log-witness list` shows those that are.")


class WitnessAddressUnfit(JournalError):
    code = "witness-address-unfit"
    says = _("{url} is no address for a log witness: it must begin with https://, or lie on this machine.")


class WitnessAway(JournalError):
    code = "witness-away"
    says = _("{url} does not answer: {why}. The next round asks again.")


class QuorumTooLarge(JournalError):
    code = "quorum-too-large"
    says = _("{needed} operators cannot be asked for: log witnesses of {operators} are admitted.")


class MirrorKnown(JournalError):
    code = "mirror-known"
    says = _("{place} is a mirror of this journal already.")


class MirrorUnknown(JournalError):
    code = "mirror-unknown"
    says = _("{place} is no mirror of this journal. `dokaz mirror list` shows those that are.")


class MirrorUnfit(JournalError):
    code = "mirror-unfit"
    says = _("{place} cannot be a mirror: {why}.")


class NothingOutside(JournalError):
    code = "nothing-outside"
    says = _(
        "No mirror of the journal could be reached, so its checkpoint does not leave the house: after a loss nobody "
        "could continue the journal that you had shown. {why} Try again when one can be reached, or add a stick or a "
        "share as a mirror: dokaz mirror add FOLDER"
    )


class MirrorAway(JournalError):
    code = "mirror-away"
    says = _("{mirror} does not answer: {why}. What it should hold waits here; try again when it can be reached.")


class MirrorRefused(JournalError):
    code = "mirror-refused"
    says = _("{mirror} refused: {why}. Find out who else writes to this log there before you go on.")


class MirrorBehind(JournalError):
    code = "mirror-behind"
    says = _(
        "{mirror} holds {size} entries of the journal, and {remembered} were shown outside. Nothing was changed. Name "
        "another mirror, or ask your log witnesses which of them has the rest."
    )


class NothingLost(JournalError):
    code = "nothing-lost"
    says = _(
        "The journal has {size} entries and nothing longer than {remembered} was shown outside: nothing is lost, and "
        "nothing was changed."
    )


class QuotedStrange(JournalError):
    code = "quoted-strange"
    says = _("This is no checkpoint of the log that ends here: {why} Name the newest that a partner holds.")


class AuthorityNameUnfit(JournalError):
    code = "authority-name-unfit"
    says = _("“{name}” cannot name a time-stamp authority: use small letters, digits and hyphens, 40 at most.")


class AuthorityAddressUnfit(JournalError):
    code = "authority-address-unfit"
    says = _("{url} is no address for a time-stamp authority: it must begin with https://, or lie on this machine.")


class AuthorityRootUnfit(JournalError):
    code = "authority-root-unfit"
    says = _("No root certificate could be read for {name}: {why} Ask the authority for its root in PEM form.")


class AuthorityKnown(JournalError):
    code = "authority-known"
    says = _("A time-stamp authority {name} is admitted, or was. A name is used once: choose another.")


class AuthorityUnknown(JournalError):
    code = "authority-unknown"
    says = _("No time-stamp authority {name} is admitted. `dokaz authority list` names those that are.")


class AuthorityAway(JournalError):
    code = "authority-away"
    says = _("{url} does not answer: {why}. The newest checkpoint waits for its time stamp; the next round asks again.")


class AuthorityStrange(JournalError):
    code = "authority-strange"
    says = _("{url} does not answer as a time-stamp authority: {why}. Compare the address with the authority's own.")
