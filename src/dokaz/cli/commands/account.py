"""`dokaz account …`: who may work here, letting in and taking away, pass-phrases, roles and journeys."""

import argparse
from pathlib import Path

from dokaz.access import api as access
from dokaz.cli import people, questions, shares
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened, passphrase_file, where
from dokaz.cli.voice import Voice
from dokaz.config import people as house
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, counted, said

HAND_OVER = _("The new person sits down here now. What follows is theirs alone: look away.")
HAND_BACK = _("The person whose keys these are sits down here now. What follows is theirs alone: look away.")


class WordsOnDisk(DokazError):
    """Raised when the new pass-phrase of a real collection lies where a seized disk would keep it."""

    code = "words-on-disk"
    says = _(
        "{path} lies on a disk, and a pass-phrase of a real collection may not. Let its owner type it, or put the file "
        "on a memory file system such as /dev/shm."
    )


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser(
        "account", parents=[shared], help=_("people: let in, withdraw, pass-phrase, roles, travel")
    )
    acts = command.add_subparsers(title=_("acts"), metavar="ACT", required=True)
    acts.add_parser("list", parents=[shared], help=_("accounts with organisation, role and line")).set_defaults(
        command=run_list
    )
    acts.add_parser("roles", parents=[shared], help=_("what each role allows")).set_defaults(command=run_roles)
    _add_admit(acts, shared)
    _add_finish(acts, shared)
    _add_renew(acts, shared)
    _add_passphrase(acts, shared)
    _add_withdraw(acts, shared)
    _add_travel(acts, shared)
    _add_role(acts, shared)
    _add_duress(acts, shared)


def _add_admit(acts: Verbs, shared: Shared) -> None:
    act = acts.add_parser(
        "admit", parents=[shared], help=_("ask to let a person in, who types a pass-phrase of their own")
    )
    act.description = _(
        "You sign in first; then the new person agrees on a pass-phrase that you do not see, and notes the fingerprint "
        "of their keys. A second person approves (dokaz approval give), and you finish (dokaz account finish). Only "
        "the first person of a home lets the second one in alone."
    )
    act.add_argument("--organisation", required=True, metavar="NAME", help=_("the organisation; new where unknown"))
    act.add_argument("--role", required=True, choices=access.RoleName.values, help=_("what the account may do"))
    _add_new_passphrase(act)
    act.set_defaults(command=run_admit)


def _add_finish(acts: Verbs, shared: Shared) -> None:
    act = acts.add_parser("finish", parents=[shared], help=_("do what you asked for, once a second person approved it"))
    act.add_argument("approval", type=people.approval_id, metavar="ID", help=_("the approval"))
    act.set_defaults(command=run_finish)


def _add_renew(acts: Verbs, shared: Shared) -> None:
    act = acts.add_parser("renew", parents=[shared], help=_("ask for new keys for one who forgot the pass-phrase"))
    act.description = _(
        "As admit, for an account that there is. Afterwards the old keys open nothing, and members grant each "
        "compartment anew. Where it is not forgotten but stolen, withdraw the account first and admit the person anew."
    )
    people.add_account(act)
    _add_new_passphrase(act)
    act.set_defaults(command=run_renew)


def _add_passphrase(acts: Verbs, shared: Shared) -> None:
    act = acts.add_parser("passphrase", parents=[shared], help=_("another pass-phrase for your own account"))
    act.description = _(
        "It does not help against a copy of the home that somebody took: there the old one still opens."
    )
    _add_new_passphrase(act)
    act.set_defaults(command=run_passphrase)


def _add_withdraw(acts: Verbs, shared: Shared) -> None:
    act = acts.add_parser("withdraw", parents=[shared], help=_("end a colleague's account at once, in one action"))
    people.add_account(act)
    act.set_defaults(command=run_withdraw)


def _add_travel(acts: Verbs, shared: Shared) -> None:
    act = acts.add_parser("travel", parents=[shared], help=_("leave your keys behind until members grant them again"))
    act.add_argument(
        "--for", dest="account", type=people.account_id, metavar="ACCOUNT", help=_("a colleague's (yours)")
    )
    act.add_argument(
        "--even-alone",
        action="store_true",
        help=_("also where only the holders of recovery shares could give keys back"),
    )
    act.set_defaults(command=run_travel)


def _add_duress(acts: Verbs, shared: Shared) -> None:
    act = acts.add_parser("duress", parents=[shared], help=_("a word to sign in with when somebody forces you"))
    act.description = _("It works at the office only. Who knows of it may ask for the other word: it is no promise.")
    _add_new_passphrase(act)
    act.add_argument("--off", action="store_true", help=_("have none any more"))
    act.set_defaults(command=run_duress)
    act = acts.add_parser("unlock", parents=[shared], help=_("let a colleague in again whose duress word was used"))
    people.add_account(act)
    act.set_defaults(command=run_unlock)


def _add_role(acts: Verbs, shared: Shared) -> None:
    act = acts.add_parser("role", parents=[shared], help=_("ask to give a role, or end one"))
    changes = act.add_subparsers(metavar="CHANGE", required=True)
    grant = changes.add_parser("grant", parents=[shared], help=_("ask a second person for another role of an account"))
    people.add_account(grant)
    grant.add_argument("--role", required=True, choices=access.RoleName.values, help=_("the role; one at a time"))
    grant.set_defaults(command=run_grant)
    end = changes.add_parser("end", parents=[shared], help=_("end the role of an account: it signs in no more"))
    people.add_account(end)
    end.set_defaults(command=run_end)


def _add_new_passphrase(act: argparse.ArgumentParser) -> None:
    act.add_argument(
        "--new-passphrase-file",
        metavar="FILE",
        help=_("read the new pass-phrase from FILE (default: its owner types it)"),
    )


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        found = access.colleagues(by=session, now=clock.now())
        for each in found:
            voice.result(people.facts(each), words=people.words(each, mine=each.account == session.actor.account))
        voice.say(counted("{count} account.", "{count} accounts.", len(found)))
    return voice.exit_code()


def run_roles(_arguments: argparse.Namespace, voice: Voice) -> int:
    for role, allowed in access.ALLOWED.items():
        sentences = [said(each.sentence) for each in access.Permission if each in allowed]
        facts = {"role": role.value, "may": [each.value for each in access.Permission if each in allowed]}
        voice.result(facts, words="\n  ".join([f"{role.value} ({said(str(role.label))})", *sentences]))
    return voice.exit_code()


def run_admit(arguments: argparse.Namespace, voice: Voice) -> int:
    home = where(arguments)
    with opened(arguments, voice) as session:
        alone = access.may_admit_alone(by=session)
        if alone:
            access.require_approver(arguments.role)
        words = _words(arguments.new_passphrase_file, session, voice, HAND_OVER)
        named = arguments.organisation
        house_of = access.organisation(named, by=session, now=clock.now()) or access.add_organisation(
            name=named, by=session, now=clock.now()
        )
        asked_for = {"passphrase": words, "organisation": access.OrganisationId(house_of), "role": arguments.role}
        if alone:
            account = house.admit_alone(home, **asked_for, by=session, now=clock.now())
            people.tell_alone(account, arguments.role, named, voice)
        else:
            people.tell_asked(house.propose_account(home, **asked_for, by=session, now=clock.now()), voice)
    return voice.exit_code()


def run_renew(arguments: argparse.Namespace, voice: Voice) -> int:
    home = where(arguments)
    with opened(arguments, voice) as session:
        words = _words(arguments.new_passphrase_file, session, voice, HAND_BACK)
        asked = house.propose_keys(home, passphrase=words, account=arguments.account, by=session, now=clock.now())
        people.tell_asked(asked, voice)
    return voice.exit_code()


def run_grant(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        asked = access.propose_role(arguments.role, account=arguments.account, by=session, now=clock.now())
        people.tell_asked(asked, voice, keys=False)
    return voice.exit_code()


def run_finish(arguments: argparse.Namespace, voice: Voice) -> int:
    home = where(arguments)
    with opened(arguments, voice) as session:
        people.tell_done(house.admit(home, approval=arguments.approval, by=session, now=clock.now()), voice)
    return voice.exit_code()


def run_passphrase(arguments: argparse.Namespace, voice: Voice) -> int:
    home = where(arguments)
    with opened(arguments, voice) as session:
        voice.say(said(people.OLD_FIRST))
        old = questions.passphrase(given=passphrase_file(arguments), home=home)
        new = _words(arguments.new_passphrase_file, session, voice, None)
        house.change_passphrase(home, old=old, new=new, by=session, now=clock.now())
        voice.result({"account": str(session.actor.account), "changed": True}, words=said(people.CHANGED))
    return voice.exit_code()


def run_withdraw(arguments: argparse.Namespace, voice: Voice) -> int:
    home = where(arguments)
    with opened(arguments, voice) as session:
        people.tell_withdrawn(house.withdraw(home, account=arguments.account, by=session, now=clock.now()), voice)
    return voice.exit_code()


def run_travel(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        account = arguments.account or session.actor.account
        left = access.travel(account=account, by=session, now=clock.now(), even_alone=arguments.even_alone)
        people.tell_left(account, left, voice)
    return voice.exit_code()


def run_duress(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        if arguments.off:
            access.end_duress_word(by=session, now=clock.now())
        else:
            word = _words(arguments.new_passphrase_file, session, voice, None)
            access.set_duress_word(where(arguments), word=word, by=session, now=clock.now())
        told = people.DURESS_ENDED if arguments.off else people.DURESS_SET
        voice.result({"duress_word": not arguments.off}, words=said(told))
    return voice.exit_code()


def run_unlock(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.lift_lock(arguments.account, by=session, now=clock.now())
        words = said(people.UNLOCKED).format(account=arguments.account)
        voice.result({"account": str(arguments.account), "locked": False}, words=words)
    return voice.exit_code()


def run_end(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.end_role(account=arguments.account, by=session, now=clock.now())
        voice.result(
            {"account": str(arguments.account), "role": None},
            words=said(people.ROLE_ENDED).format(account=arguments.account),
        )
    return voice.exit_code()


def _words(file: str | None, session: access.Session, voice: Voice, hand_over: str | None) -> str:
    if file is None:
        if hand_over:
            voice.say(said(hand_over))
        return shares.agree_passphrase(voice)
    if session.home_kind == "real" and not questions.in_memory(Path(file)):
        raise WordsOnDisk(path=file)
    words = questions.passphrase(given=file)
    access.require_strong(words)  # before an organisation is written for nobody
    return words
