"""The words for destroying: what will go, how a second person says yes, and what is told of what went."""

from datetime import datetime
from pathlib import Path

from dokaz.cli.voice import reason
from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import Language, _, counted, said

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
        raise ReceiptFileUnreadable(path=path, why=reason(why)) from why


def state(gone: custody.Destroyed, language: Language | None = None) -> str:
    """What a list says of an item that was destroyed (SECURITY 3.1)."""
    if gone.finished_at is None:
        return said(BEING, language)
    if gone.kept_until and gone.kept_until > clock.now():
        return said(IN_BACKUPS, language).format(day=day(gone.kept_until))
    return said(STATE, language)


def told(gone: custody.Destroyed) -> list[str]:
    lines = [
        said(_("  {state}. Begun {begun_at:%Y-%m-%d %H:%M:%S} UTC.")).format(
            state=state(gone).capitalize(), begun_at=gone.begun_at
        )
    ]
    lines.append(said(_("  Why: {ground}.")).format(ground=said(gone.ground.words) if gone.ground else said(AGAIN)))
    if gone.second:
        lines.append(
            said(_("  By {begun_by}, approved by {second}. Receipt: {receipt}")).format(
                begun_by=gone.begun_by, second=gone.second, receipt=gone.receipt
            )
        )
    if gone.locked_until:
        lines.append(
            said(_("  The store keeps the sealed bytes until {locked_until}; nothing opens them.")).format(
                locked_until=day(gone.locked_until)
            )
        )
    return lines


def lines(receipt: custody.DestructionReceipt) -> list[str]:
    """What will go and what will remain, for whoever decides."""
    found = [
        said(_("{items} will be destroyed. Why: {ground}.")).format(
            items=counted("{count} item", "{count} items", len(receipt.items)), ground=said(receipt.ground.words)
        )
    ]
    for item in receipt.items:
        found += _item(item)
    found += [
        "",
        said(_("Remains of each: its reference, kind, size and times, who held it, and that it was destroyed.")),
    ]
    if receipt.kept_until:
        found.append(
            said(_("Back-ups made so far hold the keys until {kept_until}.")).format(kept_until=day(receipt.kept_until))
        )
    return [
        *found,
        said(_("Copies that were extracted or read before cannot be recalled.")),
        f"SHA-256: {receipt.sha256}",
    ]


def facts(gone: custody.Destroyed) -> dict[str, object]:
    return {
        "ref": gone.ref,
        "state": state(gone, Language.ENGLISH),
        "finished": gone.finished_at is not None,
        "kept_until": gone.kept_until and day(gone.kept_until),
        "locked_until": gone.locked_until and day(gone.locked_until),
    }


def day(moment: datetime) -> str:
    return moment.date().isoformat()


def _item(item: custody.Going) -> list[str]:
    size = f", {counted('{count} byte', '{count} bytes', item.size)}" if item.size is not None else ""
    found = [
        said(_("{ref}  {kind}{size}, received {received_at}")).format(
            ref=item.ref, kind=said(item.kind.words), size=size, received_at=day(item.received_at)
        )
    ]
    found.append(said(_("  goes: names, path, source, descriptions, metadata and other sealed words, hashes")))
    if item.shreds:
        found.append(
            said(_("  goes: the keys of its file, in the database and in the header store; the file where it can"))
        )
    if item.entries:
        found.append(
            said(_("  goes: salt and words of the journal's entry {entries}")).format(
                entries=", ".join(map(str, item.entries))
            )
        )
    if item.held_by:
        found.append(
            said(_("  remains: its bytes, as {held_by}. Name these too, or they stay readable")).format(
                held_by=", ".join(item.held_by)
            )
        )
    if item.derivatives:
        found.append(
            said(_("  remains: what was made of it, {derivatives}. Name these too, or they stay")).format(
                derivatives=", ".join(item.derivatives)
            )
        )
    if item.packages:
        found.append(
            said(_("  cannot be recalled: copies and proofs given out in {packages}")).format(
                packages=", ".join(item.packages)
            )
        )
    if item.locked_until and item.shreds:
        found.append(
            said(_("  remains until {locked_until}: the sealed bytes, locked by the store, unreadable")).format(
                locked_until=day(item.locked_until)
            )
        )
    return found
