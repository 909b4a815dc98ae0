"""Who may do what, and whose key opens it."""

from typing import NewType
from uuid import UUID

from dokaz.access.accounts import NewPassphrase, add_organisation, keep_passphrase, new_passphrase
from dokaz.access.admissions import (
    Admitted,
    Admitting,
    admit,
    admit_alone,
    admitting,
    may_admit_alone,
    require_approver,
)
from dokaz.access.app_decisions import (
    AppRule,
    accept_apps,
    apps_asked,
    ask_to_accept_apps,
    list_app_rules,
    refuse_apps,
)
from dokaz.access.approvals import (
    Approval,
    approval,
    approvals,
    approve,
    approver,
    ask,
    consume,
    own_requests,
    past_approvals,
    propose_limits,
    set_limits,
    standing_of,
)
from dokaz.access.background import cancel_job, find_job, listed_jobs, retry_job
from dokaz.access.backup_keys import (
    admit_backup_recipient,
    backup_recipients,
    recovery_recipient,
    withdraw_backup_recipient,
)
from dokaz.access.browser_keys import Tokens
from dokaz.access.browser_sessions import (
    Resumed,
    SeenBrowser,
    SignedIn,
    Waiting,
    add_passkey,
    ask_another_passkey,
    ask_new_passkey,
    ask_passkey,
    ask_passkey_again,
    browsers,
    enrol_app,
    enrol_passkey,
    prove_again,
    prove_code,
    prove_passkey,
    prove_passkey_again,
    require_fresh,
    resume,
    revoke,
)
from dokaz.access.browser_sessions import begin as begin_sign_in
from dokaz.access.browser_sessions import end as sign_out
from dokaz.access.browser_sessions import new_app_secret as first_app_secret
from dokaz.access.browser_sessions import stay as stay_signed_in
from dokaz.access.browser_sessions import waiting as waiting_sign_in
from dokaz.access.ceremonies import Ceremony, Prepared, ceremony, confirm_share, prepare
from dokaz.access.circles import Circle, Member, circle, circles
from dokaz.access.compartments import (
    Compartment,
    add_compartment,
    admit_machine,
    compartment,
    compartments,
    grant_membership,
    newest_generations,
    pair_halves,
    protected_compartments,
    rekey,
    remove_member,
    withdraw_machine,
)
from dokaz.access.delays import (
    LONGEST_WAIT,
    SET_LIMITS,
    Limits,
    WaitingAct,
    limits,
    limits_asked,
    stop_act,
    waiting_acts,
)
from dokaz.access.devices import SeenDevice, devices, disown_device, disown_devices, know_device
from dokaz.access.doors import note_absent, note_forged, note_stranger
from dokaz.access.drafts import KeptDraft, drafts, drop_draft, form_token, keep_draft
from dokaz.access.duress import (
    end_duress_word,
    has_duress_word,
    lift_lock,
    lock_account,
    lock_those_under_duress,
    locked_accounts,
    locked_since,
    set_duress_word,
)
from dokaz.access.duress_errors import (
    AccountLocked,
    ActStopped,
    ActWaits,
    DelayUnknown,
    DuressWordSame,
    FactorFirst,
    LockUnknown,
    NobodyToAlarm,
)
from dokaz.access.errors import (
    AccessError,
    AccountError,
    AccountUnknown,
    AdmissionOutdated,
    AlreadyBegun,
    ApprovalError,
    ApprovalExpired,
    ApprovalMissing,
    ApprovalNotYours,
    ApprovalUnknown,
    ApprovedByAsker,
    ApprovedBySubject,
    ApproverDependent,
    ApproverGone,
    ApproverOfSameHouse,
    BackupKeyError,
    BackupKeyKnown,
    BackupKeyMalformed,
    BackupKeyUnknown,
    CeremonyError,
    CeremonyUnknown,
    ColleagueNeeded,
    CompanionCannotApprove,
    CompartmentError,
    CompartmentExists,
    CompartmentUnknown,
    CompartmentUnnamed,
    DrillUnfit,
    FingerprintDiffers,
    GrantExpired,
    GrantMissing,
    HalfNotHeld,
    HalvesMeet,
    HomeUnreadable,
    KeyNotHeld,
    LastCustodian,
    MachineRefused,
    MachineUnknown,
    NamesBegun,
    NamesNotBegun,
    NamesNotForThem,
    NamesNotHeld,
    NoStartKey,
    NotHalves,
    NotPermitted,
    NotPinned,
    NoWorker,
    OnlyMember,
    OrganisationUnknown,
    PassphraseError,
    ProtectedInTrial,
    ProtectionChanged,
    PublicKeySwapped,
    RecoveryError,
    RecoveryWrapMissing,
    RefusalUnrecorded,
    RequiredTooLate,
    RoleHeld,
    RoleNotHeld,
    RoleUnknown,
    SecondPersonNeeded,
    SharesDisagree,
    SharesOfAnother,
    SharesRefused,
    ShareWrong,
    StartKeyDamaged,
    StartKeyError,
    StartKeyOpensNobody,
    StatementByStranger,
    StatementError,
    StatementForged,
    StatementMissing,
    StatementWithdrawn,
    TooFewShares,
    Unscoped,
    WeakPassphrase,
    WitnessKeyUnfit,
    WrongPassphrase,
    WrongStartKey,
)
from dokaz.access.escrows import Escrow, missing_log_escrow, open_escrow
from dokaz.access.factors import (
    AppSecret,
    Factor,
    PasskeySite,
    add_app,
    apps_accepted,
    codes_left,
    factors,
    new_app_secret,
    new_codes,
    refuse_locked,
)
from dokaz.access.factors import remove as remove_factor
from dokaz.access.following import wire_followers
from dokaz.access.giving_back import give_back
from dokaz.access.granting import LONGEST_GRANT, Granted, begin_worker, end_worker, grant_job, redeem_grant
from dokaz.access.halves import (
    HalvedText,
    Halves,
    all_halves,
    halves,
    open_half,
    open_in_halves,
    own_half,
    pass_half,
    seal_in_halves,
    take_half_passed,
)
from dokaz.access.inspecting import KeyFault, verify_statements
from dokaz.access.journal_reading import (
    CheckpointSeen,
    account_named,
    covering,
    hush,
    is_guarded,
    prove_entry,
    read_entry,
    read_journal,
    unsealer,
)
from dokaz.access.keyrings import Sealing, equality_key, holds, identities, open_sealed, sealing
from dokaz.access.leaving import LeftBehind, Withdrawn, end_role, travel, withdraw
from dokaz.access.lines import independent
from dokaz.access.listing import Colleague, colleague, colleagues, collection, organisation, organisations
from dokaz.access.looks import once, one_look
from dokaz.access.memberships import Membership, members_of, memberships
from dokaz.access.name_keys import begin_names, grant_names, name_key, name_keys, withdraw_names
from dokaz.access.names import name_of
from dokaz.access.passphrases import DEFAULT_COST, Argon2Cost, propose_passphrase, require_strong
from dokaz.access.permissions import ALLOWED, Permission, acting, allowed, may, require
from dokaz.access.proposals import AdmissionAsked, propose_account, propose_keys, propose_role
from dokaz.access.recovering import Recovery, recover
from dokaz.access.recovery import Recovered, Shares, combine, read_share
from dokaz.access.recovery_state import DUE as RECOVERY_DRILL_DUE
from dokaz.access.recovery_state import (
    RecoveryDrill,
    RecoveryState,
    note_recovery_drill,
    recovery_state,
)
from dokaz.access.refusing import declare_ending, decline, take_back
from dokaz.access.renewing import NewShares, check_share, generation_of, new_shares, outdated, renew, sealed_files
from dokaz.access.restoring import replay_gone, void_open_acts
from dokaz.access.roles import NO_ROLE, RoleName, role_title
from dokaz.access.scoping import scope, whole_house
from dokaz.access.sealed_fields import (
    RecordKey,
    RecordOpener,
    RecordSealer,
    open_field,
    open_record,
    open_records,
    open_text,
    seal_records,
)
from dokaz.access.sealed_words import SealedWords, open_words, seal_words
from dokaz.access.sessions import Session
from dokaz.access.showing_outside import LogState, checkpoints, log_state, publish_later, sign_checkpoint
from dokaz.access.sign_in_errors import (
    AppNotAccepted,
    AppRuleError,
    AppsAlreadySo,
    BrowserUnknown,
    DeviceUnknown,
    DraftUnknown,
    FactorAlready,
    FactorNeeded,
    FactorNotTypable,
    FactorRefused,
    FactorsSpent,
    FactorUnknown,
    FormForged,
    LastFactor,
    PasskeysMissing,
    ProofTooOld,
    SessionOver,
    SignInError,
    SignInRefused,
    SignInSlowed,
    TooManySignIns,
)
from dokaz.access.signing import compartment_sealer, log_signer, next_log_key
from dokaz.access.slots import HOME_FILE, PEPPER_FILE, HomeFile, Slot, without_start
from dokaz.access.slots import read as home_file
from dokaz.access.standing import is_renewed_since, settled
from dokaz.access.start_keys import end_start_key, is_start_key, make_start_key
from dokaz.access.statements import pin
from dokaz.access.terminals import Terminal
from dokaz.access.trying import Tried, try_shares
from dokaz.access.turned import Stranger
from dokaz.access.turned import tell as tell_turned_away
from dokaz.access.unlocking import (
    Unlocked,
    UnlockedMachine,
    begin_work,
    database_key,
    serve,
    sign_in,
    unlock,
    unlock_machine,
)
from dokaz.access.witness_keys import admit_witness, trusted_witnesses, withdraw_witness

AccountId = NewType("AccountId", UUID)
OrganisationId = NewType("OrganisationId", UUID)

__all__ = [
    "ALLOWED", "DEFAULT_COST", "HOME_FILE", "LONGEST_GRANT", "LONGEST_WAIT", "NO_ROLE", "PEPPER_FILE",
    "RECOVERY_DRILL_DUE", "SET_LIMITS", "AccessError", "AccountError", "AccountId", "AccountLocked", "AccountUnknown",
    "ActStopped", "ActWaits", "AdmissionAsked", "AdmissionOutdated", "Admitted", "Admitting", "AlreadyBegun",
    "AppNotAccepted", "AppRule", "AppRuleError", "AppSecret", "Approval", "ApprovalError", "ApprovalExpired",
    "ApprovalMissing", "ApprovalNotYours", "ApprovalUnknown", "ApprovedByAsker", "ApprovedBySubject",
    "ApproverDependent", "ApproverGone", "ApproverOfSameHouse", "AppsAlreadySo", "Argon2Cost", "BackupKeyError",
    "BackupKeyKnown", "BackupKeyMalformed", "BackupKeyUnknown", "BrowserUnknown", "Ceremony", "CeremonyError",
    "CeremonyUnknown", "CheckpointSeen", "Circle", "Colleague", "ColleagueNeeded", "CompanionCannotApprove",
    "Compartment", "CompartmentError", "CompartmentExists", "CompartmentUnknown", "CompartmentUnnamed", "DelayUnknown",
    "DeviceUnknown", "DraftUnknown", "DrillUnfit", "DuressWordSame", "Escrow", "Factor", "FactorAlready", "FactorFirst",
    "FactorNeeded", "FactorNotTypable", "FactorRefused", "FactorUnknown", "FactorsSpent", "FingerprintDiffers",
    "FormForged", "GrantExpired", "GrantMissing", "Granted", "HalfNotHeld", "HalvedText", "Halves", "HalvesMeet",
    "HomeFile", "HomeUnreadable", "KeptDraft", "KeyFault", "KeyNotHeld", "LastCustodian", "LastFactor", "LeftBehind",
    "Limits", "LockUnknown", "LogState", "MachineRefused", "MachineUnknown", "Member", "Membership", "NamesBegun",
    "NamesNotBegun", "NamesNotForThem", "NamesNotHeld", "NewPassphrase", "NewShares", "NoStartKey", "NoWorker",
    "NobodyToAlarm", "NotHalves", "NotPermitted", "NotPinned", "OnlyMember", "OrganisationId", "OrganisationUnknown",
    "PasskeySite", "PasskeysMissing", "PassphraseError", "Permission", "Prepared", "ProofTooOld", "ProtectedInTrial",
    "ProtectionChanged", "PublicKeySwapped", "RecordKey", "RecordOpener", "RecordSealer", "Recovered", "Recovery",
    "RecoveryDrill", "RecoveryError", "RecoveryState", "RecoveryWrapMissing", "RefusalUnrecorded", "RequiredTooLate",
    "Resumed", "RoleHeld", "RoleName", "RoleNotHeld", "RoleUnknown", "SealedWords", "Sealing", "SecondPersonNeeded",
    "SeenBrowser", "SeenDevice", "Session", "SessionOver", "ShareWrong", "Shares", "SharesDisagree", "SharesOfAnother",
    "SharesRefused", "SignInError", "SignInRefused", "SignInSlowed", "SignedIn", "Slot", "StartKeyDamaged",
    "StartKeyError", "StartKeyOpensNobody", "StatementByStranger", "StatementError", "StatementForged",
    "StatementMissing", "StatementWithdrawn", "Stranger", "Terminal", "Tokens", "TooFewShares", "TooManySignIns",
    "Tried", "Unlocked", "UnlockedMachine", "Unscoped", "Waiting", "WaitingAct", "WeakPassphrase", "Withdrawn",
    "WitnessKeyUnfit", "WrongPassphrase", "WrongStartKey", "accept_apps", "account_named", "acting", "add_app",
    "add_compartment", "add_organisation", "add_passkey", "admit", "admit_alone", "admit_backup_recipient",
    "admit_machine", "admit_witness", "admitting", "all_halves", "allowed", "approval", "approvals", "approve",
    "approver", "apps_accepted", "apps_asked", "ask", "ask_another_passkey", "ask_new_passkey", "ask_passkey",
    "ask_passkey_again", "ask_to_accept_apps", "backup_recipients", "begin_names", "begin_sign_in", "begin_work",
    "begin_worker", "browsers", "cancel_job", "ceremony", "check_share", "checkpoints", "circle", "circles",
    "codes_left", "colleague", "colleagues", "collection", "combine", "compartment", "compartment_sealer",
    "compartments", "confirm_share", "consume", "covering", "database_key", "declare_ending", "decline", "devices",
    "disown_device", "disown_devices", "drafts", "drop_draft", "end_duress_word", "end_role", "end_start_key",
    "end_worker", "enrol_app", "enrol_passkey", "equality_key", "factors", "find_job", "first_app_secret", "form_token",
    "generation_of", "give_back", "grant_job", "grant_membership", "grant_names", "halves", "has_duress_word", "holds",
    "home_file", "hush", "identities", "independent", "is_guarded", "is_renewed_since", "is_start_key", "keep_draft",
    "keep_passphrase", "know_device", "lift_lock", "limits", "limits_asked", "list_app_rules", "listed_jobs",
    "lock_account", "lock_those_under_duress", "locked_accounts", "locked_since", "log_signer", "log_state",
    "make_start_key", "may", "may_admit_alone", "members_of", "memberships", "missing_log_escrow", "name_key",
    "name_keys", "name_of", "new_app_secret", "new_codes", "new_passphrase", "new_shares", "newest_generations",
    "next_log_key", "note_absent", "note_forged", "note_recovery_drill", "note_stranger", "once", "one_look",
    "open_escrow", "open_field", "open_half", "open_in_halves", "open_record", "open_records", "open_sealed",
    "open_text", "open_words", "organisation", "organisations", "outdated", "own_half", "own_requests", "pair_halves",
    "pass_half", "past_approvals", "pin", "prepare", "propose_account", "propose_keys", "propose_limits",
    "propose_passphrase", "propose_role", "protected_compartments", "prove_again", "prove_code", "prove_entry",
    "prove_passkey", "prove_passkey_again", "publish_later", "read_entry", "read_journal", "read_share", "recover",
    "recovery_recipient", "recovery_state", "redeem_grant", "refuse_apps", "refuse_locked", "rekey", "remove_factor",
    "remove_member", "renew", "replay_gone", "require", "require_approver", "require_fresh", "require_strong", "resume",
    "retry_job", "revoke", "role_title", "scope", "seal_in_halves", "seal_records", "seal_words", "sealed_files",
    "sealing", "serve", "set_duress_word", "set_limits", "settled", "sign_checkpoint", "sign_in", "sign_out",
    "standing_of", "stay_signed_in", "stop_act", "take_back", "take_half_passed", "tell_turned_away", "travel",
    "trusted_witnesses", "try_shares", "unlock", "unlock_machine", "unsealer", "verify_statements", "void_open_acts",
    "waiting_acts", "waiting_sign_in", "whole_house", "wire_followers", "withdraw", "withdraw_backup_recipient",
    "withdraw_machine", "withdraw_names", "withdraw_witness", "without_start",
]  # fmt: skip
