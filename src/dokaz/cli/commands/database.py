"""`dokaz database prepare|scrub`: what only the owner of a PostgreSQL database can do."""

import argparse

from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.voice import Voice
from dokaz.config import environment
from dokaz.database import api as database
from dokaz.kernel.languages import _, said

OWNED = _("""\
{place} is prepared: tables and guards are of this version, and the role {role} may work with the rows.
From now on set DOKAZ_DATABASE_URL to that role; the owner's is needed again only for a new version.
Next, for a new collection: dokaz init""")

NO_KEY = bytes(32)  # nothing is sealed by a key of ours on a server


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("database", parents=[shared], help=_("prepare a PostgreSQL database, as its owner"))
    acts = command.add_subparsers(title=_("acts"), metavar="ACT", required=True)
    prepare = acts.add_parser("prepare", parents=[shared], help=_("make or renew tables, guards and rights"))
    prepare.description = _(
        "Set DOKAZ_DATABASE_URL to the role that owns the database. Opens no collection and needs no pass-phrase."
    )
    prepare.add_argument("--for", dest="role", metavar="ROLE", required=True, help=_("the role of everyday work"))
    prepare.set_defaults(command=run_prepare)
    scrub = acts.add_parser("scrub", parents=[shared], help=_("write the tables anew, without what was destroyed"))
    scrub.description = _(
        "Set DOKAZ_DATABASE_URL to the role that owns the database. Every other command waits meanwhile."
    )
    scrub.set_defaults(command=run_scrub)


def run_prepare(arguments: argparse.Namespace, voice: Voice) -> int:
    place = _server()
    database.prepare(place, role=arguments.role)
    voice.result(
        {"database": str(place), "role": arguments.role},
        words=said(OWNED).format(place=said(_("The database {place}")).format(place=place), role=arguments.role),
    )
    return voice.exit_code()


def run_scrub(_arguments: argparse.Namespace, voice: Voice) -> int:
    place = _server()
    database.open(place, key=NO_KEY, owner=True)
    try:
        left = database.scrub()
    finally:
        database.close()
    voice.result(
        {"database": str(place), "left": list(left)},
        words="\n".join([said(_("The tables of the database {place} were written anew.")).format(place=place), *left]),
    )
    return voice.exit_code()


def _server() -> database.Server:
    place = environment.DATABASE.read()
    if not isinstance(place, database.Server):
        raise database.NotAServer
    return place
