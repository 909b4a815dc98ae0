"""The words for people: who is there, what waits for a second person, and what was done about an account."""

import argparse
from collections.abc import Sequence
from uuid import UUID

from dokaz.access import api as access
from dokaz.kernel import clock
from dokaz.kernel.languages import _, said
from dokaz.safeguards import api as safeguards

from .voice import Voice

ACTS = {
    "admit": _("let a person in"),
    "renew": _("give a person new keys"),
    "role": _("give a person a role"),
}
ALONE = _(
    "Let in alone: {account}, {role} of {organisation}. This could be done once, because nobody else was there; the "
    "journal says so. From now on letting a person in takes two, and this person is the second one for you. Grant them "
    "their compartments next: dokaz compartment grant NAME --to {account}"
)
FINGERPRINT = _(
    "The fingerprint of the new keys. Their owner notes it on their own paper and reads it to the second person:"
)
NEXT = _(
    "Nothing has changed yet. Another person, whose line is not yours, signs in here:\n  {give}\nand then you:\n"
    "  dokaz account finish {approval}"
)
ADMITTED = _(
    "Admitted: {account}, {role}. It belongs to no compartment yet: dokaz compartment grant NAME --to {account}"
)
RENEWED = _("{account} has new keys, and the old ones open nothing. To be granted again by members: {names}.")
GIVEN = _("{account} is now {role}.")
ROLE_ENDED = _(
    "{account} holds no role now and signs in no more. It still holds the keys of its compartments: dokaz account "
    "withdraw takes these away as well."
)
FAULT = _("  Nothing that stands here about this account is to be believed: {why}")
OLD_FIRST = _("First the pass-phrase as it is now, once more.")
CHANGED = _(
    "The new pass-phrase opens your account, and the old one opens nothing here. In copies of the home and in back-ups "
    "that were made before, the old one still opens. If it was stolen, let a colleague withdraw this account."
)
WITHDRAWN = _("{account} is withdrawn: its keys hold no longer, and it holds no role.")
REKEYED = _("New keys for those who remain: {names}.")
LEFT_TO_RECOVERY = _("No member is left, and only recovery opens: {names}.")
NOT_TAKEN_BACK = _(
    "This cannot take back what the person read, copied or extracted, nor what opens in a copy of the home or in a "
    "back-up made before. Who was signed in this moment stays so until their command ends: see to the machine."
)
LEFT = _("{account} left the keys of {count} compartments behind. Nothing it knows opens them now.")
AGAIN = _("  {name}: can be granted again by {who}")
BY_RECOVERY = _("  {name}: only the holders of recovery shares can give its keys back")
NOTHING = _("none")
ONE = _("{account}  {roles}, {organisation}, line {line}; signs in to the office as {name}")
YOU = _("(you)")
NO_ROLE = _("no role")
IS_WITHDRAWN = _("withdrawn")
ASKED_FOR = _("Asked for: {what}.")
ACCOUNT = _("  account: {account}")
ORGANISATION = _("  organisation: {organisation}")
ROLE = _("  role: {role}")

LIMITS = _(
    "More than {items} items or {accounts} decisions about accounts, asked for by one person within a day, "
    "wait {hours} hours, and any custodian can stop them. A package leaves only with a second "
    "person's approval, whatever its size."
)
DURESS_SET = _(
    "This is your duress word now. Typed at the office in the place of the pass-phrase, it opens an empty office, ends "
    "your sessions, takes your keys away and alarms custodians. It ends with a new pass-phrase: agree on it anew then."
)
DURESS_ENDED = _("You have no duress word any more.")
UNLOCKED = _(
    "{account} is let in again, and its duress word has ended. Members grant its compartments again: dokaz compartment "
    "grant NAME --to {account}"
)


def account_id(text: str) -> UUID:
    return _uuid(text, said(_("“{text}” is not the id of an account")))


def approval_id(text: str) -> UUID:
    return _uuid(text, said(_("“{text}” is not the id of an approval")))


def any_id(text: str) -> UUID:
    return _uuid(text, said(_("“{text}” is not an id as a list shows it")))


def add_account(act: argparse.ArgumentParser) -> None:
    act.add_argument("account", type=account_id, metavar="ACCOUNT", help=_("as `dokaz account list` shows it"))


def facts(each: access.Colleague) -> dict[str, object]:
    return {
        "account": str(each.account),
        "name": str(access.name_of(each.account)),
        "organisation": each.organisation,
        "roles": list(each.roles),
        "admitted_at": clock.timestamp(each.admitted_at),
        "admitted_by": each.admitted_by and str(each.admitted_by),
        "lines": [str(head) for head in each.lines],
        "withdrawn": each.withdrawn,
        "fault": each.fault,
    }


def words(each: access.Colleague, *, mine: bool) -> str:
    roles = ", ".join(each.roles) or said(IS_WITHDRAWN if each.withdrawn else NO_ROLE)
    line = " + ".join(str(head)[:8] for head in each.lines)
    name = access.name_of(each.account)
    told = said(ONE).format(account=each.account, roles=roles, organisation=each.organisation, line=line, name=name)
    told = f"{told} {said(YOU)}" if mine else told
    return f"{told}\n{said(FAULT).format(why=each.fault)}" if each.fault else told


def lines(waiting: access.Admitting) -> list[str]:
    """What will be done, for whoever decides."""
    told = [said(ASKED_FOR).format(what=said(ACTS[waiting.act])), said(ACCOUNT).format(account=waiting.account)]
    if waiting.organisation:
        told.append(said(ORGANISATION).format(organisation=waiting.organisation))
    if waiting.role:
        told.append(said(ROLE).format(role=waiting.role))
    return told


def tell_alone(account: UUID, role: str, organisation: str, voice: Voice) -> None:
    voice.result(
        {"account": str(account), "organisation": organisation, "role": role, "alone": True},
        words=said(ALONE).format(account=account, role=role, organisation=organisation),
    )


def tell_asked(asked: access.AdmissionAsked, voice: Voice, *, keys: bool = True) -> None:
    give = f"dokaz approval give {asked.approval}" + (" --fingerprint '…'" if keys else "")
    shown = [said(FINGERPRINT), f"\n    {asked.fingerprint}\n"] if keys else []
    told = {"approval": str(asked.approval), "account": str(asked.account)}
    voice.result(
        {**told, "fingerprint": asked.fingerprint} if keys else told,
        words="\n".join([*shown, said(NEXT).format(give=give, approval=asked.approval)]),
    )


def tell_done(done: access.Admitted, voice: Voice) -> None:
    sentence = {"admit": ADMITTED, "renew": RENEWED, "role": GIVEN}[done.act]
    names = ", ".join(done.lost) or said(NOTHING)
    told = [said(sentence).format(account=done.account, role=done.role, names=names)]
    if done.left_to_recovery:
        told.append(said(LEFT_TO_RECOVERY).format(names=", ".join(done.left_to_recovery)))
    voice.result(
        {
            "account": str(done.account),
            "act": done.act,
            "role": done.role,
            "to_grant": list(done.lost),
            "left_to_recovery": list(done.left_to_recovery),
        },
        words="\n".join(told),
    )


def tell_withdrawn(done: access.Withdrawn, voice: Voice) -> None:
    told = [said(WITHDRAWN).format(account=done.account)]
    if done.renewed:
        told.append(said(REKEYED).format(names=", ".join(done.renewed)))
    if done.left_to_recovery:
        told.append(said(LEFT_TO_RECOVERY).format(names=", ".join(done.left_to_recovery)))
    voice.result(
        {
            "account": str(done.account),
            "renewed": list(done.renewed),
            "left_to_recovery": list(done.left_to_recovery),
        },
        words="\n".join([*told, said(NOT_TAKEN_BACK)]),
    )


def tell_left(account: UUID, left: Sequence[access.LeftBehind], voice: Voice) -> None:
    told = [said(LEFT).format(account=account, count=len(left))]
    for each in left:
        who = ", ".join(str(one) for one in each.can_grant)
        told.append(said(AGAIN if who else BY_RECOVERY).format(name=each.compartment, who=who))
    voice.result(
        {
            "account": str(account),
            "left": [{"name": each.compartment, "can_grant": [str(one) for one in each.can_grant]} for each in left],
        },
        words="\n".join(told),
    )


def limits(standing: access.Limits) -> str:
    """The limits of bulk acts in a sentence."""
    return said(LIMITS).format(items=standing.items, accounts=standing.accounts, hours=standing.hours)


def steps(found: Sequence[safeguards.Step]) -> list[str]:
    """Each step of a list on a line, with what `step` takes to do it."""
    return [f"  [{'x' if each.done else ' '}] {each.code}  {each.words}" for each in found]


def step_facts(found: Sequence[safeguards.Step]) -> list[dict[str, object]]:
    return [{"step": each.code, "done": each.done} for each in found]


def _uuid(text: str, refusal: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(refusal.format(text=text)) from None
