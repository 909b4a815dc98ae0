"""
What access refuses, drawn as a tree.

AccessError
├── PassphraseError ── WrongPassphrase · WeakPassphrase
├── StartKeyError ──── StartKeyDamaged · WrongStartKey · StartKeyOpensNobody · NoStartKey
├── CeremonyError ──── AlreadyBegun · SharesRefused · HomeUnreadable
├── RecoveryError ──── TooFewShares · ShareWrong · SharesDisagree · SharesOfAnother · RecoveryWrapMissing
│                      DrillUnfit
├── StatementError ─── StatementMissing · StatementWithdrawn · StatementForged · StatementByStranger · PublicKeySwapped
│                      ProtectionChanged · CeremonyUnknown · NotPinned
├── KeyNotHeld
├── GrantMissing ───── GrantExpired
├── NoWorker
├── NotPermitted · RefusalUnrecorded · RequiredTooLate
├── Unscoped
├── CompartmentError ─ CompartmentUnknown · CompartmentUnnamed · CompartmentExists · ProtectedInTrial
│                      MachineRefused · MachineUnknown · HalvesMeet · NotHalves · HalfNotHeld
│                      NamesBegun · NamesNotBegun · NamesNotHeld · NamesNotForThem
├── BackupKeyError ─── BackupKeyMalformed · BackupKeyKnown · BackupKeyUnknown
├── WitnessKeyUnfit
├── AccountError ───── AccountUnknown · OrganisationUnknown · SecondPersonNeeded · CompanionCannotApprove · RoleUnknown
│                      RoleHeld · RoleNotHeld · AdmissionOutdated · LastCustodian · ColleagueNeeded · OnlyMember
└── ApprovalError ──── ApprovalMissing · ApprovalExpired · ApprovedByAsker · ApproverDependent · ApproverOfSameHouse
                       ApprovedBySubject · ApproverGone · FingerprintDiffers · ApprovalNotYours · ApprovalUnknown
"""

from dokaz.kernel.errors import DokazError, NotThere
from dokaz.kernel.languages import _


class AccessError(DokazError):
    code = "access"
    says = _("Access was refused.")


class PassphraseError(AccessError):
    code = "passphrase"
    says = _("The pass-phrase was refused.")


class WrongPassphrase(PassphraseError):
    code = "wrong-passphrase"
    says = _("This pass-phrase does not open this home. Check the spelling and the keyboard layout.")


class WeakPassphrase(PassphraseError):
    code = "weak-passphrase"
    says = _(
        "This pass-phrase can be guessed. Use the eight words proposed,"
        " or at least twenty characters, ten of them different."
    )


class StartKeyError(AccessError):
    code = "start-key"
    says = _("The start key was refused.")


class StartKeyDamaged(StartKeyError):
    code = "start-key-damaged"
    says = _("This start key was changed or cut short on its way. Take it from where it is kept once more.")


class WrongStartKey(StartKeyError):
    code = "wrong-start-key"
    says = _(
        "This start key does not open this machine: it is of another one, or was ended or replaced. Start with a "
        "pass-phrase, and make another: dokaz home start-key --to FILE"
    )


class StartKeyOpensNobody(StartKeyError):
    code = "start-key-opens-nobody"
    says = _("This is the start key of a machine. It starts sites and background work, and opens no account.")


class NoStartKey(StartKeyError):
    code = "no-start-key"
    says = _("This machine has no start key: it starts with pass-phrases alone. Nothing was changed.")


class CeremonyError(AccessError):
    code = "ceremony"
    says = _("The key ceremony cannot go on.")


class AlreadyBegun(CeremonyError):
    code = "already-begun"
    says = _("There is already a home in {home}. The key ceremony is held once; choose an empty folder.")


class SharesRefused(CeremonyError):
    code = "shares-refused"
    says = _(
        "{k} of {n} recovery shares cannot be used: at least two must be needed to open, "
        "no more than there are, and there can be 16 at most."
    )


class HomeUnreadable(CeremonyError):
    code = "home-unreadable"
    says = _("{home} is not a home, or its home.json is damaged: {what}.")


NOT_ONE_HOME = _("its home.json and its database are not of one home")
OTHER_SLIP = _("it is not the slip that was shown")


class RecoveryError(AccessError):
    code = "recovery"
    says = _("The recovery shares do not open anything.")


class TooFewShares(RecoveryError):
    code = "too-few-shares"
    says = _("These shares are not enough: {needed} are needed, {given} were given.")


class ShareWrong(RecoveryError):
    code = "share-wrong"
    says = _("Share {number} has a wrong or misspelt word: {what}.")


class DrillUnfit(RecoveryError):
    code = "drill-unfit"
    says = _("A drill is noted with 1 to {shares} shares, and a day between the making of these shares and today.")


class SharesDisagree(RecoveryError):
    code = "shares-disagree"
    says = _("These shares do not belong together, or one was altered: {what}.")


class SharesOfAnother(RecoveryError):
    code = "shares-of-another"
    says = _(
        "These shares belong together, and do not open this home: they are of another home, or of a set that was "
        "replaced. Nothing was changed."
    )


class RecoveryWrapMissing(RecoveryError):
    code = "recovery-wrap-missing"
    says = _(
        "Recovery does not hold every key of the compartment {name}, which it was given once: rows of the database "
        "are missing. Nothing was changed. Take an earlier copy of the database."
    )


class StatementError(AccessError):
    code = "statement"
    says = _("A public key cannot be trusted: {subject}.")


class StatementMissing(StatementError):
    code = "statement-missing"
    says = _("There is no signed statement for {subject}. Nothing is sealed to a key without one.")


class StatementWithdrawn(StatementError):
    code = "statement-withdrawn"
    says = _("The key of {subject} was withdrawn. Nothing more is sealed to it.")


class StatementForged(StatementError):
    code = "statement-forged"
    says = _("The signed statement for {subject} was altered or forged: its signature does not hold.")


class StatementByStranger(StatementError):
    code = "statement-by-stranger"
    says = _("The statement for {subject} was signed by a key that has no right to sign it.")


class PublicKeySwapped(StatementError):
    code = "public-key-swapped"
    says = _("The public key stored for {subject} is not the one that was signed.")


class ProtectionChanged(StatementError):
    code = "protection-changed"
    says = _("Whether {subject} is protected was changed behind the signed statement.")


class CeremonyUnknown(StatementError):
    code = "ceremony-unknown"
    says = _("The database names another key ceremony than the one this machine is pinned to ({pinned}).")


class NotPinned(StatementError):
    code = "not-pinned"
    says = _("This process was not told which key ceremony to trust.")


class KeyNotHeld(AccessError):
    code = "key-not-held"
    says = _("Your account holds no key for this. A member of the compartment can grant it.")


class GrantMissing(AccessError):
    code = "grant-missing"
    says = _(
        "This job waits for a member: it was granted to a worker that has ended, or to none. Ask for it again while "
        "`dokaz work` runs."
    )


class GrantExpired(GrantMissing):
    code = "grant-expired"
    says = _("This job waits for a member: its grant is over. Ask for it again while `dokaz work` runs.")


class NoWorker(AccessError):
    code = "no-worker"
    says = _("No worker is there to whom this could be granted. Start `dokaz work`, and ask again while it runs.")


class NotPermitted(AccessError):
    code = "not-permitted"
    says = _("Your role does not allow this: {sentence}")


WITHOUT_ROLE = _("sign in; the account holds no role now.")


class RefusalUnrecorded(AccessError):
    code = "refusal-unrecorded"
    says = _("A refusal could not be written to the journal, so nothing is shown.")


class RequiredTooLate(AccessError):
    code = "required-too-late"
    says = _("A permission was asked inside a transaction that could not record its refusal.")


class Unscoped(AccessError):
    code = "unscoped"
    says = _("{model} belongs to compartments and was asked for without saying on whose behalf.")


class CompartmentError(AccessError):
    code = "compartment"
    says = _("The compartment cannot be used so.")


class CompartmentUnnamed(CompartmentError):
    code = "compartment-unnamed"
    says = _("A compartment needs a name that tells its members what it is for.")


class CompartmentUnknown(CompartmentError, NotThere):
    code = "compartment-unknown"
    says = _("There is no compartment {name}.")


class CompartmentExists(CompartmentError):
    code = "compartment-exists"
    says = _("There is already a compartment {name}.")


class ProtectedInTrial(CompartmentError):
    code = "protected-in-trial"
    says = _("A trial home cannot have protected compartments: its recovery shares lay together on one disk.")


class NotHalves(CompartmentError):
    code = "not-halves"
    says = _("These two compartments are not two protected halves of identities. Pair them first.")


class HalfNotHeld(CompartmentError):
    code = "half-not-held"
    says = _("Only a member of one of the two halves of identities can do this. Ask a member to let you into one half.")


class NamesBegun(CompartmentError):
    code = "names-begun"
    says = _("This compartment has its key of names already. Somebody who holds it can give it to you.")


class NamesNotBegun(CompartmentError):
    code = "names-not-begun"
    says = _("This compartment has no key of names yet. Let somebody who manages compartments make it first.")


class NamesNotHeld(CompartmentError):
    code = "names-not-held"
    says = _("You do not hold this compartment's key of names. Ask a member who holds it to give it to you.")


class NamesNotForThem(CompartmentError):
    code = "names-not-for-them"
    says = _("Only a member of the compartment whose role may look up names can be given its key of names.")


class MachineRefused(CompartmentError):
    code = "machine-refused"
    says = _("{name} is protected: no machine may ever hold its key.")


class MachineUnknown(CompartmentError, NotThere):
    code = "machine-unknown"
    says = _("There is no machine {machine} that holds keys here. Look at the machines of the compartment again.")


class HalvesMeet(CompartmentError):
    code = "halves-meet"
    says = _("This account already holds the other half. Nobody may hold both halves of an identity.")


class BackupKeyError(AccessError):
    code = "backup-key"
    says = _("Back-ups cannot be sealed to this key.")


class BackupKeyMalformed(BackupKeyError):
    code = "backup-key-malformed"
    says = _("This is no key to seal back-ups to: {what} Make one with `age-keygen`, offline, and give the age1… line.")


class BackupKeyKnown(BackupKeyError):
    code = "backup-key-known"
    says = _("Back-ups are sealed to {key} already.")


class BackupKeyUnknown(BackupKeyError):
    code = "backup-key-unknown"
    says = _("Back-ups are not sealed to {key}.")


class WitnessKeyUnfit(AccessError):
    code = "witness-key-unfit"
    says = _("This cannot be admitted as a log witness: {what}")


class AccountError(AccessError):
    code = "account"
    says = _("The account cannot be used so.")


class AccountUnknown(AccountError, NotThere):
    code = "account-unknown"
    says = _("There is no account {account} at work here. dokaz account list shows those there are.")


class OrganisationUnknown(AccountError, NotThere):
    code = "organisation-unknown"
    says = _("There is no organisation {organisation}.")


class SecondPersonNeeded(AccountError):
    code = "second-person-needed"
    says = _(
        "This takes two people. Alone you could let in one person, while nobody else was there; from now on ask, and "
        "let a person of another line approve."
    )


class CompanionCannotApprove(AccountError):
    code = "companion-cannot-approve"
    says = _(
        "The first person you let in must be able to approve, or nobody could be let in after them: let in a custodian "
        "or a member of the steering committee first."
    )


class RoleUnknown(AccountError):
    code = "role-unknown"
    says = _("There is no role {role}. dokaz account roles shows those there are.")


class RoleHeld(AccountError):
    code = "role-held"
    says = _("The account holds the role {role} already.")


class RoleNotHeld(AccountError):
    code = "role-not-held"
    says = _("The account holds no role that could end.")


class AdmissionOutdated(AccountError):
    code = "admission-outdated"
    says = _("The account has changed since this was asked for: its keys are others now. Ask anew.")


class LastCustodian(AccountError):
    code = "last-custodian"
    says = _(
        "This is the last custodian. Without one nobody could be let in any more, and only recovery would go on. Make "
        "another custodian first."
    )


class ColleagueNeeded(AccountError):
    code = "colleague-needed"
    says = _(
        "Nobody withdraws their own account, or changes their own role or keys. A colleague who is a custodian does."
    )


class OnlyMember(AccountError):
    code = "only-member"
    says = _(
        "Nobody else could give the keys of {names} back: only the holders of recovery shares could. Let another "
        "custodian in there first (dokaz compartment grant), or say --even-alone."
    )


class ApprovalError(AccessError):
    code = "approval"
    says = _("The approval cannot be used.")


class ApprovalMissing(ApprovalError):
    code = "approval-missing"
    says = _("A second person has not approved exactly this. The list of approvals says what it waits for.")


class ApprovalUnknown(ApprovalError, NotThere):
    """Raised alike for what is not there, is closed, and is not for one to see."""

    code = "approval-unknown"
    says = _("There is no such request here that you may see and that is still open. Look at the list of approvals.")


class ApprovalExpired(ApprovalError):
    code = "approval-expired"
    says = _("The approval has expired. Ask again.")


class ApprovedByAsker(ApprovalError):
    code = "approved-by-asker"
    says = _("The person who asks cannot also approve.")


class ApprovedBySubject(ApprovalError):
    code = "approved-by-subject"
    says = _("Nobody approves what is done to their own account. Ask another person.")


class ApproverDependent(ApprovalError):
    code = "approver-dependent"
    says = _(
        "The second person stands in the same line as the person who asks: both go back to one person who let them in "
        "or gave them keys or a role. Ask somebody of another line; dokaz account list shows the lines."
    )


class ApproverGone(ApprovalError):
    code = "approver-gone"
    says = _("The person who approved this may no longer approve anything. Ask again, and let another person approve.")


class ApprovalNotYours(ApprovalError):
    code = "approval-not-yours"
    says = _(
        "Whoever asked takes a request back, and whoever approved takes the approval back. Talk with the person whose "
        "it is."
    )


class FingerprintDiffers(ApprovalError):
    code = "fingerprint-differs"
    says = _(
        "This is not the fingerprint of the keys that wait. Let the person read it to you, from their own paper, in a "
        "call or face to face. If it stays different, approve nothing: these are not their keys."
    )


class ApproverOfSameHouse(ApprovalError):
    code = "approver-of-same-house"
    says = _("In a protected compartment the second person must belong to another organisation.")
