"""`dokaz organisation list|refuse-apps|ask-apps|accept-apps`: whether the people of one may use codes from an app."""

import argparse
from uuid import UUID

from dokaz.access import api as access
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.kernel import clock
from dokaz.kernel.languages import _, said

ACCEPTED = _("{name}: codes from apps are accepted.")
NOT_ACCEPTED = _("{name}: codes from apps are not accepted since {when:%Y-%m-%d}, decided by {who}.")
WITHOUT = _("  Without a passkey: {names}")
ASKED = _(
    "Asked for. Another person approves it (dokaz approval give {approval}), and you put it in force: dokaz "
    "organisation accept-apps {name}"
)


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser(
        "organisation", parents=[shared], help=_("say whether the people of an organisation may use codes from an app")
    )
    acts = command.add_subparsers(metavar="ACT", required=True)
    acts.add_parser("list", parents=[shared], help=_("organisations, and whether each accepts them")).set_defaults(
        command=run_list
    )
    for name, does, run in (
        ("refuse-apps", _("accept no codes from apps, once everybody there has a passkey"), run_refuse),
        ("ask-apps", _("ask a second person to accept them again"), run_ask),
        ("accept-apps", _("accept them again, once a second person approved it"), run_accept),
    ):
        act = acts.add_parser(name, parents=[shared], help=does)
        act.add_argument("organisation", metavar="NAME", help=_("as `dokaz organisation list` shows it"))
        act.set_defaults(command=run)


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        for rule in access.list_app_rules(by=session, now=clock.now()):
            voice.result(_facts(rule), words=_words(rule))
    return voice.exit_code()


def run_refuse(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.refuse_apps(_named(arguments, session), by=session, now=clock.now())
        _tell(arguments, session, voice)
    return voice.exit_code()


def run_ask(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        approval = access.ask_to_accept_apps(_named(arguments, session), by=session, now=clock.now())
        words = said(ASKED).format(approval=approval, name=arguments.organisation)
        voice.result({"approval": str(approval), "organisation": arguments.organisation}, words=words)
    return voice.exit_code()


def run_accept(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.accept_apps(_named(arguments, session), by=session, now=clock.now())
        _tell(arguments, session, voice)
    return voice.exit_code()


def _named(arguments: argparse.Namespace, session: access.Session) -> UUID:
    found = access.organisation(arguments.organisation, by=session, now=clock.now())
    if found is None:
        raise access.OrganisationUnknown(organisation=arguments.organisation)
    return found


def _tell(arguments: argparse.Namespace, session: access.Session, voice: Voice) -> None:
    for rule in access.list_app_rules(by=session, now=clock.now()):
        if rule.name == arguments.organisation:
            voice.result(_facts(rule), words=_words(rule))


def _facts(rule: access.AppRule) -> dict[str, object]:
    return {
        "organisation": rule.name,
        "apps": rule.accepted,
        "without_passkey": [str(access.name_of(each)) for each in rule.without_passkey],
        "asked": rule.asked and str(rule.asked),
    }


def _words(rule: access.AppRule) -> str:
    if rule.accepted or rule.decided_at is None or rule.decided_by is None:
        names = ", ".join(str(access.name_of(each)) for each in rule.without_passkey)
        told = [said(ACCEPTED).format(name=rule.name), *([said(WITHOUT).format(names=names)] if names else [])]
        return "\n".join(told)
    return said(NOT_ACCEPTED).format(name=rule.name, when=rule.decided_at, who=access.name_of(rule.decided_by))
