"""`dokaz serve [witness|office]`: start a site of this machine, or all that it has."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from dokaz.access import api as access
from dokaz.cli import housekeeping, questions, residents, serve, working
from dokaz.cli.commands.witness import witness_folder
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import SWAPS, passphrase_file, started, where
from dokaz.cli.voice import Voice
from dokaz.config import environment, homes, machine, office
from dokaz.cosigning import api as cosigning
from dokaz.database import api as database
from dokaz.demo import api as demo
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.languages import _, said
from dokaz.web.office import made_packages
from dokaz.web.office.site import Office
from dokaz.web.witness.site import Site

DEFAULT_BIND, OFFICE_BIND = "127.0.0.1:8443", "127.0.0.1:8080"
PRACTICE = _("Sign in as {names} with the pass-phrase in {file}. The first time it asks you to add a second factor.")
FIRST = _("The log witness is started first and asks for its pass-phrase, then the office for one of this collection.")
UNATTENDED = _(
    "The pass-phrase lies on a disk of this machine: whoever seizes it can sign in the name of this log witness."
)


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("serve", parents=[shared], help=_("start a site on this machine"))
    command.description = _(
        "Without SITE: the office of the collection, and beside it the log witness that DOKAZ_WITNESS_HOME names."
    )
    command.set_defaults(command=run, bind=OFFICE_BIND, origin=None, log_requests=False, no_work=False)
    sites = command.add_subparsers(metavar="[SITE]", required=False)
    witness = sites.add_parser("witness", parents=[shared], help=_("the log witness, for other houses' logs"))
    witness_folder(witness)
    witness.add_argument(
        "--bind", default=DEFAULT_BIND, metavar="ADDRESS", help=_("loopback address and port (default: %(default)s)")
    )
    witness.set_defaults(command=run_witness)
    office = sites.add_parser("office", parents=[shared], help=_("the site that the people of this house work in"))
    office.add_argument(
        "--bind", default=OFFICE_BIND, metavar="ADDRESS", help=_("loopback address and port (default: %(default)s)")
    )
    office.add_argument(
        "--origin",
        metavar="URL",
        help=_(
            "the address people type, such as https://office.example.org (default: DOKAZ_ORIGIN, or http://localhost:PORT)"
        ),
    )
    office.add_argument(
        "--log-requests", action="store_true", help=_("write a line for each answer: the kind of page, never whose")
    )
    office.add_argument(
        "--no-work", action="store_true", help=_("leave background work to `dokaz work`, on this machine")
    )
    office.set_defaults(command=run_office)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    """What this machine has. The log witness is a process of its own: neither site holds the other's keys."""
    witness = environment.WITNESS.read()
    if witness is None:
        return run_office(arguments, voice)
    home = where(arguments)
    homes.require(home)
    words = ["serve", "witness", "--home-of-witness", str(witness)]
    words += [*_with_file(environment.WITNESS_PASSPHRASE_FILE.read()), *(["--json"] if voice.as_json else [])]
    voice.note(said(FIRST))
    with serve.beside(words, without=[environment.PASSPHRASE_FILE.name]):
        return run_office(arguments, voice)


def _with_file(named: object | None) -> list[str]:
    return [] if named is None else ["--passphrase-file", str(named)]


def run_witness(arguments: argparse.Namespace, voice: Voice) -> int:
    address = serve.loopback(arguments.bind)
    serve.require_free(address)
    told = cosigning.published(arguments.home_of_witness)
    named = questions.named_file(passphrase_file(arguments))
    opened = cosigning.opened(
        arguments.home_of_witness, passphrase=questions.passphrase(given=passphrase_file(arguments))
    )
    if named and not questions.in_memory(named):
        voice.note(said(UNATTENDED))
    if swaps := machine.swaps():
        voice.note(said(SWAPS).format(swaps=", ".join(swaps)))
    count = len(cosigning.served(arguments.home_of_witness))
    words = said(_("Log witness {name} listens on http://{address} for {count} log(s). Ctrl-C ends it.")).format(
        name=told.name, address=address, count=count
    )
    voice.result({"name": told.name, "address": f"http://{address}", "logs": count}, words=words)
    serve.start(Site(opened), bind=address)
    return voice.exit_code()


def run_office(arguments: argparse.Namespace, voice: Voice) -> int:
    address = serve.loopback(arguments.bind)
    serve.require_free(address)
    origin = arguments.origin or str(environment.ORIGIN.read() or f"http://localhost:{address.rpartition(':')[2]}")
    machine_key = started(arguments, voice, partial(homes.serve, granted=not arguments.no_work))
    with _begun(machine_key):
        _serve(arguments, voice, machine_key, origin)
    return voice.exit_code()


@contextmanager
def _begun(machine_key: access.Session) -> Iterator[None]:
    """Until the site ends, in the process that was started: then the end of its worker gets its place in the log."""
    begun_in = os.getpid()
    try:
        with working.announced(machine_key):
            yield
    finally:
        if machine_key.keys.worker and os.getpid() == begun_in:
            with suppress(database.DatabaseFault, journal.JournalError):  # the next command or start does it
                journal.checkpoint(now=clock.now())


def _serve(arguments: argparse.Namespace, voice: Voice, machine_key: access.Session, origin: str) -> None:
    home = where(arguments)
    beside = _beside(machine_key, at_work=not arguments.no_work)
    served = Office(home, machine_key, access.collection(), origin, trouble=lambda: _trouble(beside))
    if machine_key.home_kind == "practice":
        people = demo.residents(home)
        alone = said(PRACTICE).format(names=", ".join(_names(home)), file=home / homes.PASSPHRASE_FILE)
        voice.note("\n".join(residents.lines(home, people)) if people else alone)
    voice.result(
        {"address": origin, "collection": served.collection},
        words=said(_("The office of “{collection}” is at {origin}. Ctrl-C ends it.")).format(
            collection=served.collection, origin=origin
        ),
    )
    database.let_go()
    serve.start(
        office.application(served, log_requests=arguments.log_requests),
        bind=serve.loopback(arguments.bind),
        begun=lambda: [each.begin() for each in beside],
        ended=lambda: [each.end() for each in beside],
    )


def _beside(machine_key: access.Session, *, at_work: bool) -> list[housekeeping.Housekeeper | working.Worker]:
    """What runs beside the pages. The worker ends first, so that its last acts get their place in the log too."""
    keeping = housekeeping.Housekeeper(machine_key.actor, also=lambda now: made_packages.drop_old(now=now))
    return [working.Worker(machine_key), keeping] if at_work else [keeping]


def _trouble(beside: list[housekeeping.Housekeeper | working.Worker]) -> str:
    return next(filter(None, (each.trouble() for each in beside)), "")


def _names(home: Path) -> list[str]:
    return [str(access.name_of(slot.account)) for slot in access.home_file(home).slots]
