"""Every way in which evidence can fail a check, named by the attack or the defect.

VerifyError
├── NotCanonical            bytes that RFC 8785 would have written differently
│   └── NumberRefused       a number that an event may not hold
├── ProofMismatch           a Merkle proof does not lead where it says
│   ├── InclusionBroken     the entry is not in the tree at that place
│   └── LogForked           the newer tree does not contain the older one
├── TreeIncomplete          a hash was asked for that the tree does not hold yet
├── TileMalformed           a stored tile has the wrong size or name
├── ProofMalformed          a tlog-proof file that cannot be read
├── KeyMalformed            a verifier key that cannot be read, or is ambiguous
├── NoteMalformed           a signed note that cannot be read
├── NoteUnsigned            no signature by a key we trust
├── NoteForged              a signature by a trusted key does not fit the text
├── CheckpointMalformed     a tree head that cannot be read
│   └── EmptyRootFalse      a log without entries, with a root that only entries could give
├── UnknownLogKey           the checkpoint is not signed by a log we trust
├── PolicyMalformed         a trust file that cannot be read
├── QuorumMissing           too few witnesses have seen the checkpoint
├── StampFault
│   ├── StampMalformed      an answer or token that cannot be read
│   ├── StampRefused        the authority answered that it will not stamp
│   ├── StampOfOther        the stamp is over another digest
│   ├── StampNonceWrong     the answer is not one to our request
│   ├── StampPolicyWrong    the stamp was given under another policy than was agreed
│   ├── StampRootUnknown    the chain ends in a root that is not trusted
│   ├── StampChainMissing   a certificate between signer and root is missing
│   ├── StampExpired        a certificate had ended at the time of the stamp
│   ├── StampNotYetValid    a certificate was not valid yet at the time of the stamp
│   ├── StampSignerUnfit    whoever signed may not make time stamps, or is not the one named
│   ├── StampWeak           SHA-1, or another hash that holds nothing
│   └── StampForged         the signature does not fit
├── RequestMalformed        what was sent to a log witness cannot be read
├── AnswerMalformed         what a log witness answered cannot be read
├── RegisterMalformed       a register of what is gone that cannot be read
├── BagFault
│   ├── BagMalformed        a tag file breaks RFC 8493
│   ├── BagIncomplete       a file is missing, or is listed nowhere
│   ├── BagAltered          a file is not the one that was listed
│   ├── BagEscapes          a path leads out of the bag
│   ├── BagUnreadable       a file could not be read, so nothing is known about it
│   └── BagUnsound          all faults of one bag together
├── Unusable                a file named beside the package, of keys or a secret key, cannot be used
├── NotAPackage             what was named is no package at all, so nothing was checked
└── PackageFault
    ├── PackageMalformed    a file of the package cannot be read as what it should be
    ├── FileStrange         a file that no list of the package names
    ├── IndexFalse          package.json says otherwise than the log or the file
    ├── ExhibitMissing      the index names an exhibit that is not there
    ├── ExhibitStrange      a file among the exhibits that the index does not name
    ├── PaperMissing        the index names a paper that is not there
    ├── PaperStrange        a file that the index of a package with papers does not name
    ├── ExhibitAltered      the bytes are not those whose receipt is in the log
    ├── EvidenceMissing     an exhibit without its event, salt or proof
    ├── EvidenceStrange     an event, salt or proof that belongs to no exhibit
    ├── EventForeign        the event is about another item, or is of another kind
    ├── EventUnproven       event, salt and proof do not lead to the root of the log
    ├── CheckpointDiffers   a proof carries another checkpoint than the package
    ├── CheckpointRefused   a head of the log is not signed, followed or stamped as the trusted keys ask
    ├── StampFalse          a time stamp of the package does not hold
    └── LogKeyDiffers       the package names another log key than the one that signed
"""

from typing import ClassVar


class VerifyError(Exception):
    """A check failed. The text of the error is a sentence that a person can act on."""

    code: ClassVar[str] = "verify"


class NotCanonical(VerifyError):
    code = "not-canonical"


class NumberRefused(NotCanonical):
    code = "number-refused"


class ProofMismatch(VerifyError):
    code = "proof-mismatch"


class InclusionBroken(ProofMismatch):
    code = "inclusion-broken"


class LogForked(ProofMismatch):
    code = "log-forked"


class TreeIncomplete(VerifyError):
    code = "tree-incomplete"


class TileMalformed(VerifyError):
    code = "tile-malformed"


class ProofMalformed(VerifyError):
    code = "proof-malformed"


class KeyMalformed(VerifyError):
    code = "key-malformed"


class NoteMalformed(VerifyError):
    code = "note-malformed"


class NoteUnsigned(VerifyError):
    code = "note-unsigned"


class NoteForged(VerifyError):
    code = "note-forged"


class CheckpointMalformed(VerifyError):
    code = "checkpoint-malformed"


class EmptyRootFalse(CheckpointMalformed):
    code = "empty-root-false"


class UnknownLogKey(VerifyError):
    code = "unknown-log-key"


class PolicyMalformed(VerifyError):
    code = "policy-malformed"


class QuorumMissing(VerifyError):
    code = "quorum-missing"


class StampFault(VerifyError):
    code = "stamp-fault"


class StampMalformed(StampFault):
    code = "stamp-malformed"


class StampRefused(StampFault):
    code = "stamp-refused"


class StampOfOther(StampFault):
    code = "stamp-of-other"


class StampNonceWrong(StampFault):
    code = "stamp-nonce-wrong"


class StampPolicyWrong(StampFault):
    code = "stamp-policy-wrong"


class StampRootUnknown(StampFault):
    code = "stamp-root-unknown"


class StampChainMissing(StampFault):
    code = "stamp-chain-missing"


class StampExpired(StampFault):
    code = "stamp-expired"


class StampNotYetValid(StampFault):
    code = "stamp-not-yet-valid"


class StampSignerUnfit(StampFault):
    code = "stamp-signer-unfit"


class StampWeak(StampFault):
    code = "stamp-weak"


class StampForged(StampFault):
    code = "stamp-forged"


class RequestMalformed(VerifyError):
    code = "request-malformed"


class AnswerMalformed(VerifyError):
    code = "answer-malformed"


class RegisterMalformed(VerifyError):
    code = "register-malformed"


class BagFault(VerifyError):
    """One thing wrong with a bag; `path` says where, relative to the bag."""

    code = "bag-fault"

    def __init__(self, path: str, says: str) -> None:
        super().__init__(f"{path!r}: {says}" if path else says)
        self.path = path
        self.says = says


class BagMalformed(BagFault):
    code = "bag-malformed"


class BagIncomplete(BagFault):
    code = "bag-incomplete"


class BagAltered(BagFault):
    code = "bag-altered"


class BagEscapes(BagFault):
    code = "bag-escapes"


class BagUnreadable(BagFault):
    code = "bag-unreadable"


class BagUnsound(BagFault):
    """Raised when a whole bag is asked to be sound and is not; `faults` holds every one."""

    code = "bag-unsound"

    def __init__(self, faults: tuple[BagFault, ...]) -> None:
        super().__init__("", f"The bag has {len(faults)} fault(s): " + " ".join(str(fault) for fault in faults))
        self.faults = faults


class Unusable(VerifyError):
    code = "unusable"


class NotAPackage(VerifyError):
    code = "not-a-package"


class PackageFault(VerifyError):
    """One thing wrong with a package; `path` says where, relative to the package."""

    code = "package-fault"

    def __init__(self, path: str, says: str) -> None:
        super().__init__(f"{path!r}: {says}")
        self.path = path
        self.says = says


class PackageMalformed(PackageFault):
    code = "package-malformed"


class FileStrange(PackageFault):
    code = "file-strange"


class IndexFalse(PackageFault):
    code = "index-false"


class ExhibitMissing(PackageFault):
    code = "exhibit-missing"


class ExhibitStrange(PackageFault):
    code = "exhibit-strange"


class PaperMissing(PackageFault):
    code = "paper-missing"


class PaperStrange(PackageFault):
    code = "paper-strange"


class ExhibitAltered(PackageFault):
    code = "exhibit-altered"


class EvidenceMissing(PackageFault):
    code = "evidence-missing"


class EvidenceStrange(PackageFault):
    code = "evidence-strange"


class EventForeign(PackageFault):
    code = "event-foreign"


class EventUnproven(PackageFault):
    code = "event-unproven"


class CheckpointDiffers(PackageFault):
    code = "checkpoint-differs"


class LogKeyDiffers(PackageFault):
    code = "log-key-differs"


class StampFalse(PackageFault):
    code = "stamp-false"


class CheckpointRefused(PackageFault):
    """`because` is the error that a note, a checkpoint, a policy or a stamp was refused with; its code is given on."""

    code = "checkpoint-refused"

    def __init__(self, path: str, because: VerifyError) -> None:
        super().__init__(path, str(because))
        self.because = because
