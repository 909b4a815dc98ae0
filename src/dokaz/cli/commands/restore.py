"""`dokaz restore`: a back-up comes into an empty home, and opens once it is the newest state that anybody knows of."""

import argparse
import json
from pathlib import Path

from dokaz.access import api as access
from dokaz.backups import api as backups
from dokaz.cli import gathering, keyfiles, questions
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import introduce, passphrase_file, terminal, where
from dokaz.cli.voice import Voice, reason
from dokaz.config import homes, restores
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, said
from dokaz.verify.showing import shown

COMPARE = _(
    "Key ceremony of this collection: {fingerprint}\n"
    "Compare it with the one on your papers before you type a pass-phrase."
)
MISSING = _("The shelf has not got {name}: this file is lost unless another copy of the shelf has it.")
BROUGHT = _("Rows, {payloads} stored files and {headers} headers are in {home}. It is opened to nobody yet.")
SERVER = _(
    "Now let the owner run `dokaz database prepare --for ROLE`, set DOKAZ_DATABASE_URL to that role, and run "
    "`dokaz restore` again, with --mirror."
)

LISTED = _("{name}  {payloads} files, {size} entries; opens files until {keys_until:%Y-%m-%d}")
NEW_LOG = _("A new journal began: {origin}. Give its checkpoint to everyone.")
SAME_LOG = _("The same journal goes on; of {lost} entries only the hash is left, and they are marked as lost.")
TAKEN_AWAY = _("Taken away again, as the register says: {gone}. Approvals void: {void}.")
OPEN = _("The collection is open. Next: dokaz verify --all, and receive again what came after the back-up.")


class OutsideFileUnreadable(DokazError):
    """Raised when a file named with --checkpoint or --register cannot be read."""

    code = "outside-file-unreadable"
    says = _("The file {path} cannot be read: {why}. Check the name after {flag}.")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("restore", parents=[shared], help=_("bring a back-up into an empty home, and open it"))
    command.description = _(
        "Run it again with the same words after any interruption. Once the back-up is there, --from is not needed."
    )
    keyfiles.add_shelf(command, "--from")
    keyfiles.add_keys(command)
    command.add_argument("--list", action="store_true", help=_("only list what lies on the shelf and opens"))
    add_outside(command)
    command.add_argument(
        "--begin-anew", action="store_true", help=_("nobody holds the hashes: go on as a new journal under a new name")
    )
    command.set_defaults(command=run)


def add_outside(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--mirror", action="append", default=[], metavar="PLACE",
        help=_("a mirror: a folder, s3://…, or the address of a log witness; may be repeated"),
    )  # fmt: skip
    command.add_argument(
        "--checkpoint", action="append", type=Path, default=[], metavar="FILE",
        help=_("a checkpoint that somebody outside kept; may be repeated"),
    )  # fmt: skip
    command.add_argument(
        "--skip-mirror", action="append", default=[], metavar="PLACE",
        help=_("leave out a mirror of the collection that is gone for good"),
    )  # fmt: skip
    command.add_argument(
        "--register", action="append", type=Path, default=[], metavar="FILE", help=_("the register of the lost home")
    )
    command.add_argument(
        "--no-register", action="store_true", help=_("nobody has the register: what was destroyed since may open again")
    )


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    if arguments.list:
        return _list(arguments, voice)
    home = where(arguments)
    if not homes.restoring(home) or restores.state(home).stage != restores.CLOSED:
        _bring(home, arguments, voice)
    if homes.on_server(home) and homes.owned(home):
        voice.note(said(SERVER))
        return voice.exit_code()
    voice.say(said(COMPARE).format(fingerprint=access.home_file(home).fingerprint))
    words = questions.passphrase(given=passphrase_file(arguments), home=home)
    done = restores.finish(
        home, passphrase=words, outside=outside(arguments), now=clock.now(), terminal=terminal(arguments)
    )
    introduce(done.session, voice)
    voice.result(_facts(done, home), words=_words(done))
    return voice.exit_code()


def _list(arguments: argparse.Namespace, voice: Voice) -> int:
    shelf = keyfiles.shelf(arguments.shelf, "--from")
    for each in backups.backups(shelf, identities=keyfiles.identities(arguments, voice), told=voice.refuse):
        name = each.name.rpartition("/")[2]
        voice.result(
            {"backup": name, "made_at": each.made_at, "rows": each.rows, "files": each.payloads,
             "entries": each.size, "keys_until": each.keys_until},
            words=said(LISTED).format(
                name=name, payloads=each.payloads, size=each.size, keys_until=each.keys_until),
        )  # fmt: skip
    return voice.exit_code()


def _bring(home: Path, arguments: argparse.Namespace, voice: Voice) -> None:
    shelf = keyfiles.shelf(arguments.shelf, "--from")
    opening = keyfiles.identities(arguments, voice)
    backup = backups.find(shelf, identities=opening, name=arguments.backup)
    if arguments.share_file and json.loads(backup.files[access.HOME_FILE])["kind"] == "real":
        raise gathering.SharesInFiles
    brought = restores.bring(home, backup=backup, shelf=shelf, identities=opening)
    if brought is None:
        return
    for name in brought.missing:
        voice.refuse_sentence(said(MISSING).format(name=name))
    voice.say(said(BROUGHT).format(payloads=brought.payloads, headers=brought.headers, home=home))


def outside(arguments: argparse.Namespace) -> restores.Outside:
    """What the options say of those outside. Raises OutsideFileUnreadable."""
    return restores.Outside(
        mirrors=tuple(arguments.mirror),
        skipped=tuple(arguments.skip_mirror),
        checkpoints={str(path): read(path, "--checkpoint") for path in arguments.checkpoint},
        registers=[read(path, "--register") for path in arguments.register],
        begin_anew=getattr(arguments, "begin_anew", False),
        no_register=arguments.no_register,
    )


def read(path: Path, flag: str) -> bytes:
    """Raises OutsideFileUnreadable."""
    try:
        return path.read_bytes()
    except OSError as why:
        raise OutsideFileUnreadable(path=shown(str(path)), why=reason(why), flag=flag) from why


def _facts(done: restores.Opened, home: Path) -> dict[str, object]:
    return {
        "restored": str(home),
        "backup": done.backup.rpartition("/")[2],
        "lost_entries": done.lost,
        "taken_away_again": done.gone,
        "void_approvals": done.void,
        "missing_files": done.missing,
        "origin": done.origin,
        "new_log": done.new_log,
    }


def _words(done: restores.Opened) -> str:
    went_on = said(NEW_LOG if done.new_log else SAME_LOG).format(origin=done.origin, lost=done.lost)
    gone = said(TAKEN_AWAY).format(gone=done.gone, void=done.void)
    return "\n".join([went_on, gone, said(OPEN)])
