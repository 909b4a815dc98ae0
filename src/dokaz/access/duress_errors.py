"""
What is refused around duress words and bulk acts that wait, drawn as a tree.

AccessError
├── PassphraseError ── DuressWordSame
├── DuressError ────── FactorFirst · NobodyToAlarm · LockUnknown · AccountLocked
├── DelayError ─────── DelayUnknown · LimitsUnfit
└── ApprovalError ──── ActWaits · ActStopped
"""

from dokaz.access.errors import AccessError, ApprovalError, PassphraseError
from dokaz.kernel.errors import NotThere
from dokaz.kernel.languages import _


class DuressWordSame(PassphraseError):
    code = "duress-word-same"
    says = _("This is your pass-phrase. A duress word must be another one.")


class DuressError(AccessError):
    code = "duress"
    says = _("The duress word cannot be used so.")


class FactorFirst(DuressError):
    code = "factor-first"
    says = _("Add a second factor first: sign in to the office once.")


class NobodyToAlarm(DuressError):
    code = "nobody-to-alarm"
    says = _("A duress word tells another custodian, and there is none yet. Let one in first.")


class LockUnknown(DuressError, NotThere):
    guarded = True
    code = "lock-unknown"
    says = _("This account is not locked. Look at the list again.")


class AccountLocked(DuressError):
    code = "account-locked"
    says = _("This account is locked. A colleague who is a custodian can open it again.")


class DelayError(AccessError):
    code = "delay"
    says = _("The act that waits cannot be changed so.")


class DelayUnknown(DelayError, NotThere):
    code = "delay-unknown"
    says = _("There is no such act that waits. Look at the list again.")


class LimitsUnfit(DelayError):
    code = "limits-unfit"
    says = _("At least one item and one account, and {most} hours at most.")


class ActWaits(ApprovalError):
    code = "act-waits"
    says = _(
        "This takes much, by itself or with what else you asked for within a day, so it waits until {until}. "
        "Colleagues see it and can stop it. Do the same again then."
    )


class ActStopped(ApprovalError):
    code = "act-stopped"
    says = _("A colleague stopped this on {at}. Speak to them before you ask for it anew.")
