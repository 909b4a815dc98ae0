"""Handing out recovery shares one at a time, and agreeing on a pass-phrase, at a terminal."""

import os
import sys
from pathlib import Path

from dokaz.access import api as access
from dokaz.cli.voice import reason
from dokaz.kernel import clock, files
from dokaz.kernel.errors import AlreadyThere, DokazError
from dokaz.kernel.languages import _, said

from . import questions
from .voice import Voice


class MediumMissing(DokazError):
    """Raised when the folder named for a share is not there: a stick that is not mounted, or a slip of the fingers."""

    code = "medium-missing"
    says = _("{folder} is not there. Is the stick mounted? Name a folder on it that exists.")


class DiskTaken(DokazError):
    """Raised when a share would lie on one disk with another share or with the home."""

    code = "disk-taken"
    says = _(
        "{folder} lies on the disk of the home or of another share, or no stick is there. Shares never lie together: "
        "use another stick."
    )


class Disks:
    """Where the home and the shares so far lie. A stick put in where another was is told from it by what lies there."""

    def __init__(self, home: Path) -> None:
        self._home = _disk(home)
        self._shares: list[tuple[tuple[int, int], Path]] = []

    def require_free(self, folder: Path) -> None:
        """Raises DiskTaken."""
        disk, root = _disk(folder), _root(folder)
        # a second stick in one socket gets the device number of the first, and of some file systems the id too
        if disk == self._home or any(disk == taken and (root / share).exists() for taken, share in self._shares):
            raise DiskTaken(folder=folder)

    def take(self, share: Path) -> None:
        """Note a share that was written."""
        self._shares.append((_disk(share), share.resolve().relative_to(_root(share))))


def _disk(place: Path) -> tuple[int, int]:
    """Device and file system on which a place lies, or would lie."""
    place = _existing(place)
    return place.stat().st_dev, os.statvfs(place).f_fsid


def _root(place: Path) -> Path:
    """Where the file system of a place is mounted."""
    return next(folder for folder in (place.resolve(), *place.resolve().parents) if folder.is_mount())


def _existing(place: Path) -> Path:
    return next(folder for folder in (place.absolute(), *place.absolute().parents) if folder.exists())


WIPE = "\x1b[2J\x1b[3J\x1b[H"  # clears the screen and what can be scrolled back


def agree_passphrase(voice: Voice) -> str:
    """This will propose a pass-phrase and return it once it was typed back, or one of the person's own as strong."""
    try:
        return _agreed(access.propose_passphrase(), voice)
    finally:  # however it ends: the holders of the shares come to this screen next
        sys.stderr.write(WIPE)
        sys.stderr.flush()


def _agreed(proposed: str, voice: Voice) -> str:
    voice.say(
        said(_("Your pass-phrase. Write it on paper, keep the paper on you, and destroy it when you know the words:"))
    )
    voice.say(f"\n    {proposed}\n")
    while True:
        typed = questions.secret(said(_("Type it, or another of your own (nothing will show):")))
        if typed == proposed:
            return typed
        try:
            access.require_strong(typed)
        except access.WeakPassphrase as weak:
            voice.refuse_softly(weak)
            continue
        if questions.secret(said(_("It is not the one proposed. Type your own once more:"))) == typed:
            return typed
        voice.say(said(_("The two were not the same. Once more.")))


def hand_out_one_by_one(begun: access.Ceremony | access.NewShares, voice: Voice, *, home: Path) -> None:
    """This will show or write each share for its holder alone, and go on only when the holder has confirmed it.

    No two shares are written to one disk, and none to the disk of the home (SECURITY 1.12).
    """
    disks = Disks(home)
    for number in range(1, len(begun.slips) + 1):
        _hand_out(begun, number, voice, disks)


def write_all(begun: access.Ceremony | access.NewShares, folder: Path) -> None:
    """This will write every share into one folder. That is what makes a home a trial."""
    for number in range(1, len(begun.slips) + 1):
        _write(begun, number, folder)
        _confirm(begun, number, begun.slips[number - 1])


def take_one_by_one(voice: Voice) -> tuple[str, ...]:
    """This will let each holder type a share, the screen cleared after each, until there are enough to open."""
    taken: dict[int, str] = {}
    first: tuple[int, int] | None = None
    while first is None or len(taken) < first[0]:
        voice.say(said(_("Share {place}. Only its holder looks at the screen now.")).format(place=len(taken) + 1))
        try:
            slip = questions.ask(said(_("Type the share from the paper, all words in order:")), flag="--share-file")
        finally:  # also where somebody stops in the middle of a share
            sys.stderr.write(WIPE)
            sys.stderr.flush()
        try:
            share = access.read_share(slip, place=len(taken) + 1)
        except access.ShareWrong as wrong:
            voice.refuse_softly(wrong)
            continue
        first = first or (share.needed, share.one_of)
        if (share.needed, share.one_of) != first:
            voice.refuse_softly(access.SharesDisagree(what=said(_("this one is of another set than those before it"))))
        elif share.number in taken:
            voice.say(said(_("This is a share that was typed already. The next holder, please.")))
        else:
            taken[share.number] = slip
            left = share.needed - len(taken)
            voice.say(
                said(_("Taken. {left} to go.")).format(left=left) if left else said(_("Taken. These are enough."))
            )
    return tuple(taken.values())


def _hand_out(begun: access.Ceremony | access.NewShares, number: int, voice: Voice, disks: Disks) -> None:
    voice.say(
        said(_("Share {number} of {total}. Only its holder looks at the screen now.")).format(
            number=number, total=len(begun.slips)
        )
    )
    while medium := questions.ask(
        said(_("Press Enter to show it, or name a folder on the holder's own stick:")), flag="--shares-to"
    ):
        try:
            _write_to_medium(begun, number, Path(medium), disks)
        except (MediumMissing, DiskTaken, AlreadyThere) as refusal:
            voice.refuse_softly(refusal)
            continue
        except OSError as why:  # a stick that is full, locked or gone must not end the ceremony
            voice.note(f"{medium}: {reason(why)}")
            continue
        voice.say(said(_("Written and read back. Take the stick out before the next share.")))
        return
    _show_until_confirmed(begun, number, voice)


def _write_to_medium(begun: access.Ceremony | access.NewShares, number: int, folder: Path, disks: Disks) -> None:
    if not folder.is_dir():
        raise MediumMissing(folder=folder)
    disks.require_free(folder)
    _write(begun, number, folder)
    share = folder / _file_name(number, len(begun.slips))
    slip = share.read_text(encoding="utf-8").splitlines()[0]
    _confirm(begun, number, slip)
    disks.take(share)


def _show_until_confirmed(begun: access.Ceremony | access.NewShares, number: int, voice: Voice) -> None:
    while True:
        voice.say(_in_columns(begun.slips[number - 1]))
        questions.ask(said(_("Write all the words down, then press Enter; the screen is cleared.")), flag="--shares-to")
        sys.stderr.write(WIPE)
        typed = questions.ask(said(_("Now type the share from your paper, all words in order:")), flag="--shares-to")
        sys.stderr.write(WIPE)
        try:
            _confirm(begun, number, typed)
        except access.ShareWrong as wrong:
            voice.refuse_softly(wrong)
            continue
        voice.say(said(_("Share {number} is confirmed.")).format(number=number))
        return


def _confirm(begun: access.Ceremony | access.NewShares, number: int, slip: str) -> None:
    """Of a ceremony the confirmation is an entry; new shares stay in memory until all of them are confirmed."""
    if isinstance(begun, access.NewShares):
        access.check_share(begun, number=number, slip=slip)
    else:
        access.confirm_share(begun, number=number, slip=slip, now=clock.now())


def _write(begun: access.Ceremony | access.NewShares, number: int, folder: Path) -> None:
    words, total = begun.slips[number - 1], len(begun.slips)
    label = said(_("Recovery share {number} of {total} (SLIP-39). Ceremony {fingerprint}.")).format(
        number=number, total=total, fingerprint=begun.fingerprint
    )
    if isinstance(begun, access.NewShares):
        label += " " + said(_("Recovery keys {generation}: shares of the ones before open nothing new.")).format(
            generation=begun.generation
        )
    text = f"{words}\n\n{label}\n{said(_('Keep it apart from the others.'))}\n"
    files.write_new(folder / _file_name(number, total), [text.encode()])


def _file_name(number: int, total: int) -> str:
    return f"recovery-share-{number}-of-{total}.txt"


def _in_columns(slip: str, columns: int = 4) -> str:
    words = [f"{place:>2}. {word:<10}" for place, word in enumerate(slip.split(), 1)]
    rows = ["  ".join(words[start : start + columns]) for start in range(0, len(words), columns)]
    return "\n".join(["", *rows, ""])
