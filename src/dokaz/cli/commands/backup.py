"""`dokaz backup`: to which keys back-ups are sealed, making them, trying them, and letting old keys fall away."""

import argparse
from pathlib import Path

from dokaz.access import api as access
from dokaz.backups import api as backups
from dokaz.cli import keyfiles, questions
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened, outside, passphrase_file, terminal, where
from dokaz.cli.voice import Voice
from dokaz.config import drills, homes
from dokaz.database import api as database
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, said

LOST = _("The vault itself has lost {name}. All else is in the back-up; see `dokaz verify --all`.")
NOT_ONE = _("No back-up key is admitted. Make one elsewhere (age-keygen): dokaz backup key add age1…")
NONE = _("No back-up was made yet.")
MADE = _("""\
Back-up {name}: {rows} rows, {payloads} stored files. New on {shelf}: {new_payloads} files, {new_bytes} bytes.
It opens files until {until:%Y-%m-%d}; then its keys fall away. The register of what is gone is in no back-up:
keep a mirror.""")


class NotAFolder(DokazError):
    """Raised when keys are to fall away from a shelf that is no folder."""

    code = "not-a-folder"
    says = _("Only from a folder keys are removed here. In a bucket, a rule of its owner does it: docs/operating.md.")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("backup", parents=[shared], help=_("make sealed back-ups, and try them"))
    acts = command.add_subparsers(title=_("acts"), metavar="ACT", required=True)
    _add_key(acts, shared)
    making = acts.add_parser("make", parents=[shared], help=_("make a back-up; only what is new goes to the shelf"))
    keyfiles.add_shelf(making, "--to")
    making.set_defaults(command=run_make)
    listing = acts.add_parser("list", parents=[shared], help=_("list the back-ups this collection made"))
    listing.set_defaults(command=run_list)
    drilling = acts.add_parser("drill", parents=[shared], help=_("prove a back-up: restore, compare, remove again"))
    keyfiles.add_shelf(drilling, "--from")
    keyfiles.add_keys(drilling)
    drilling.add_argument("--within", type=Path, metavar="FOLDER", help=_("where there is room (default: TMPDIR)"))
    drilling.set_defaults(command=run_drill)
    forgetting = acts.add_parser(
        "forget", parents=[shared], help=_("remove keys whose 35 days passed, as the shelf's owner")
    )
    keyfiles.add_shelf(forgetting, "--from")
    forgetting.set_defaults(command=run_forget)


def _add_key(acts: Verbs, shared: Shared) -> None:
    keys = acts.add_parser("key", parents=[shared], help=_("say to which keys back-ups are sealed"))
    what = keys.add_subparsers(title=_("acts"), metavar="ACT", required=True)
    adding = what.add_parser("add", parents=[shared], help=_("seal back-ups to this key from now on"))
    adding.add_argument("key", metavar="AGE1", help=_("the public half; its secret is kept off this machine"))
    adding.set_defaults(command=run_key_add)
    listing = what.add_parser("list", parents=[shared], help=_("list the keys"))
    listing.set_defaults(command=run_key_list)
    ending = what.add_parser(
        "withdraw", parents=[shared], help=_("seal nothing more to it; old back-ups stay open to it")
    )
    ending.add_argument("key", metavar="AGE1")
    ending.set_defaults(command=run_key_withdraw)


def run_key_add(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        key = access.admit_backup_recipient(arguments.key, by=session, now=clock.now())
        voice.result(
            {"key": str(key), "admitted": True},
            words=said(
                _("Back-ups are sealed to {key} from now on, and to recovery.\nTry it: dokaz backup drill")
            ).format(key=key),
        )
    return voice.exit_code()


def run_key_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice):
        keys = access.backup_recipients()
        for key in keys:
            voice.result({"key": str(key)}, words=str(key))
        if not keys:
            voice.say(said(NOT_ONE))
    return voice.exit_code()


def run_key_withdraw(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.withdraw_backup_recipient(arguments.key, by=session, now=clock.now())
        voice.result(
            {"key": arguments.key, "withdrawn": True},
            words=said(
                _("Nothing more is sealed to it. What was sealed to it stays open to whoever has its secret half.")
            ),
        )
    return voice.exit_code()


def run_make(arguments: argparse.Namespace, voice: Voice) -> int:
    place = keyfiles.place(arguments.shelf, "--to")
    home = where(arguments)
    if isinstance(place, Path):
        outside(place, home)
    with opened(arguments, voice) as session:
        shelf = keyfiles.shelf(arguments.shelf, "--to")
        made = backups.make(
            shelf, home=homes.back_up(home, by=session), recipients=backups.recipients(), by=session, now=clock.now()
        )
        for name in made.missing:
            voice.refuse_sentence(said(LOST).format(name=name))
        voice.result(_facts(made, shelf), words=_words(made, shelf))
    return voice.exit_code()


def _facts(made: backups.Made, shelf: backups.Shelf) -> dict[str, object]:
    return {
        "backup": made.name,
        "shelf": shelf.name,
        "rows": made.rows,
        "files": made.payloads,
        "new_files": made.new_payloads,
        "new_parts": made.new_parts,
        "new_bytes": made.new_bytes,
        "keys_until": clock.timestamp(made.keys_until),
        "missing": list(made.missing),
    }


def _words(made: backups.Made, shelf: backups.Shelf) -> str:
    return said(MADE).format(
        name=made.name, rows=made.rows, payloads=made.payloads, shelf=shelf.name, new_payloads=made.new_payloads,
        new_bytes=made.new_bytes, until=made.keys_until,
    )  # fmt: skip


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        made = backups.made(by=session, now=clock.now())
        for each in made:
            _tell(each, voice)
        for state in backups.earlier_states(by=session, now=clock.now()):
            _tell_earlier(state, voice)
        if not made:
            voice.say(said(NONE))
    return voice.exit_code()


def _tell(one: backups.Begun, voice: Voice) -> None:
    ended = said(_("cut off")) if one.ended_at is None else said(_("whole"))
    voice.result(
        {"id": str(one.id), "begun_at": one.begun_at, "ended_at": one.ended_at, "keys_until": one.keys_until},
        words=said(_("{begun_at:%Y-%m-%d %H:%M} UTC  {ended}; opens files until {keys_until:%Y-%m-%d}")).format(
            begun_at=one.begun_at, ended=ended, keys_until=one.keys_until
        ),
    )


def _tell_earlier(one: backups.EarlierState, voice: Voice) -> None:
    voice.result(
        {"put_back_at": one.put_back_at, "keys_until": one.keys_until},
        words=said(
            _(
                "{put_back_at:%Y-%m-%d %H:%M} UTC  an earlier state was put back; back-ups made after it are "
                "not listed, and may open files until {keys_until:%Y-%m-%d}"
            )
        ).format(put_back_at=one.put_back_at, keys_until=one.keys_until),
    )


def run_drill(arguments: argparse.Namespace, voice: Voice) -> int:
    home = where(arguments)
    shelf = keyfiles.shelf(arguments.shelf, "--from")
    opening = keyfiles.identities(arguments, voice)
    words = questions.passphrase(given=passphrase_file(arguments), home=home)
    found = drills.drill(
        shelf, identities=opening, name=arguments.backup, passphrase=words, within=arguments.within, now=clock.now(),
        terminal=terminal(arguments),
    )  # fmt: skip
    database.close()
    with opened(arguments, voice) as session:
        drills.enter(found, by=session, now=clock.now())
        for fault in found.faults:
            voice.refuse_sentence(fault)
        voice.result(_drilled(found), words=_drill_words(found))
    return voice.exit_code()


def _drilled(found: drills.Drill) -> dict[str, object]:
    files = {str(finding): count for finding, count in found.fixity.counts.items()} if found.fixity else None
    return {
        "backup": found.backup.name.rpartition("/")[2],
        "sound": found.sound,
        "rows": found.rows,
        "entries": found.entries,
        "files": files,
        "faults": list(found.faults),
    }


def _drill_words(found: drills.Drill) -> str:
    name, files = found.backup.name.rpartition("/")[2], sum(found.fixity.counts.values()) if found.fixity else 0
    if not found.sound:
        return said(
            _("The back-up {name} does NOT hold: {count} thing(s) named above. Make another, and drill it.")
        ).format(name=name, count=len(found.faults))
    return said(
        _(
            "The back-up {name} was restored, compared and removed: {rows} rows, {entries} entries "
            "of the journal, {files} files. All of it holds."
        )
    ).format(name=name, rows=found.rows, entries=found.entries, files=files)


def run_forget(arguments: argparse.Namespace, voice: Voice) -> int:
    shelf = keyfiles.shelf(arguments.shelf, "--from")
    if not isinstance(shelf, backups.FolderShelf):
        raise NotAFolder
    gone = backups.forget(shelf, now=clock.now())
    voice.result({"shelf": shelf.name, "weeks": list(gone)}, words=_forgotten(gone))
    return voice.exit_code()


def _forgotten(gone: tuple[str, ...]) -> str:
    if not gone:
        return said(_("No keys are older than their 35 days."))
    return said(_("Gone: the keys of the week(s) from {gone}. Back-ups of those weeks open no file any more.")).format(
        gone=", ".join(gone)
    )
