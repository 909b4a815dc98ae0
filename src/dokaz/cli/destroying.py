"""The words for destroying: what will go, how a second person says yes, and what is told of what went."""

from datetime import datetime
from pathlib import Path

from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, said

from .voice import counted

STATE = _("destroyed")
IN_BACKUPS = _("destroyed, in back-ups until {day}")
BEING = _("being destroyed: run the same command again")
AGAIN = _("it went again after a restore, because the register names it")


class ReceiptFileUnreadable(DokazError):
    """Raised when the file of a receipt cannot be read."""

    code = "receipt-file-unreadable"
    says = _("The receipt {path} cannot be read: {why}. Name the file that `dokaz destroy` wrote.")


def read(path: Path) -> custody.DestructionReceipt:
    """The receipt in a file. Raises ReceiptFileUnreadable, DestructionReceiptUnreadable of `custody`."""
    try:
        return custody.DestructionReceipt.read(path.read_bytes())
    except OSError as why:
        raise ReceiptFileUnreadable(path=path, why=why.strerror) from why


def state(gone: custody.Destroyed) -> str:
    """What a list says of an item that was destroyed (SECURITY 3.1)."""
    if gone.finished_at is None:
        return said(BEING)
    if gone.kept_until and gone.kept_until > clock.now():
        return said(IN_BACKUPS).format(day=day(gone.kept_until))
    return said(STATE)


def told(gone: custody.Destroyed) -> list[str]:
    lines = [f"  {state(gone).capitalize()}. Begun {gone.begun_at:%Y-%m-%d %H:%M:%S} UTC."]
    lines.append(f"  Why: {said(gone.ground.words) if gone.ground else said(AGAIN)}.")
    if gone.second:
        lines.append(f"  By {gone.begun_by}, approved by {gone.second}. Receipt: {gone.receipt}")
    if gone.locked_until:
        lines.append(f"  The store keeps the sealed bytes until {day(gone.locked_until)}; nothing opens them.")
    return lines


def lines(receipt: custody.DestructionReceipt) -> list[str]:
    """What will go and what will remain, for whoever decides."""
    found = [f"{counted(len(receipt.items), 'item')} will be destroyed. Why: {said(receipt.ground.words)}."]
    for item in receipt.items:
        found += _item(item)
    found += ["", "Remains of each: its reference, kind, size and times, who held it, and that it was destroyed."]
    if receipt.kept_until:
        found.append(f"Back-ups made so far hold the keys until {day(receipt.kept_until)}.")
    return [*found, "Copies that were extracted or read before cannot be recalled.", f"SHA-256: {receipt.sha256}"]


def facts(gone: custody.Destroyed) -> dict[str, object]:
    return {
        "ref": gone.ref,
        "state": state(gone),
        "finished": gone.finished_at is not None,
        "kept_until": gone.kept_until and day(gone.kept_until),
        "locked_until": gone.locked_until and day(gone.locked_until),
    }


def day(moment: datetime) -> str:
    return moment.date().isoformat()


def _item(item: custody.Going) -> list[str]:
    size = f", {item.size} bytes" if item.size is not None else ""
    found = [f"{item.ref}  {said(item.kind.words)}{size}, received {day(item.received_at)}"]
    found.append("  goes: names, path, source, descriptions, metadata and other sealed words, hashes")
    if item.shreds:
        found.append("  goes: the keys of its file, in the database and in the header store; the file where it can")
    if item.entries:
        found.append(f"  goes: salt and words of the journal's entry {', '.join(map(str, item.entries))}")
    if item.held_by:
        found.append(f"  remains: its bytes, as {', '.join(item.held_by)}. Name these too, or they stay readable")
    if item.derivatives:
        found.append(f"  remains: what was made of it, {', '.join(item.derivatives)}. Name these too, or they stay")
    if item.packages:
        found.append(f"  cannot be recalled: copies and proofs given out in {', '.join(item.packages)}")
    if item.locked_until and item.shreds:
        found.append(f"  remains until {day(item.locked_until)}: the sealed bytes, locked by the store, unreadable")
    return found
