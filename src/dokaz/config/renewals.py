"""New recovery shares for a home: rows, then the files that recovery opens, then the headers, each resumable."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dokaz.access import api as access
from dokaz.config import memory
from dokaz.custody import api as custody
from dokaz.kernel import files
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _


class RenewalBegun(DokazError):
    """Raised when new shares are asked for with those that were replaced."""

    code = "renewal-begun"
    says = _(
        "These shares were replaced already. To finish what was begun, run the command without --shares; for another "
        "set, use the shares in force."
    )


class SharesStillInForce(DokazError):
    """Raised when a renewal is to be finished with shares that no others have replaced."""

    code = "shares-still-in-force"
    says = _(
        "These shares are in force, so nothing was begun. Say with --shares K/N how many new ones there are to be."
    )


@dataclass(frozen=True, slots=True)
class Renewal:
    """Which recovery keys are in use now, and what was moved to them."""

    generation: int
    begun: bool
    files: tuple[str, ...]
    headers: custody.Resealed


def renew(
    path: Path,
    *,
    slips: Sequence[str],
    shares: access.Shares | None,
    by: access.Session,
    now: datetime,
    hand_out: Callable[[access.NewShares], None],
) -> Renewal:
    """Replace the recovery keys, or with shares that were replaced, and `shares` None, finish moving to the new ones.

    `hand_out` returns when every new share was confirmed; nothing is written before. From then on the home's files
    open with old and new shares until the rows are in place, so that a crash leaves no moment when none opens.
    Raises what `access.combine`, `access.new_shares`, `access.renew` and `custody.reseal_headers` raise, RenewalBegun,
    SharesStillInForce.
    """
    old = access.combine(slips)
    row = access.generation_of(old)
    replaced = old.box.public != access.recovery_recipient().public
    if replaced and shares is not None:
        raise RenewalBegun
    if not replaced and shares is None:
        raise SharesStillInForce
    if shares is not None:
        _begin(path, slips, shares, by=by, now=now, hand_out=hand_out)
    moved = _put(path, access.sealed_files(path, old=old, by=by))
    headers = custody.reseal_headers(old.identity, by=by, now=now)
    return Renewal(row.number if shares is None else row.number + 1, shares is not None, moved, headers)


def _begin(
    path: Path,
    slips: Sequence[str],
    shares: access.Shares,
    *,
    by: access.Session,
    now: datetime,
    hand_out: Callable[[access.NewShares], None],
) -> None:
    escrow = access.open_escrow(path, slips=slips)
    made = access.new_shares(escrow, shares=shares, by=by, now=now)
    hand_out(made)
    _put(path, access.sealed_files(path, old=escrow.recovered, also=made.recovered, by=by))
    try:
        access.renew(escrow, made=made, by=by, now=now)
    except Exception:  # refused: the new shares must open nothing; a crash leaves them with their holders
        _put(path, access.sealed_files(path, old=escrow.recovered, by=by))
        raise


def _put(path: Path, sealed: Mapping[str, bytes]) -> tuple[str, ...]:
    with files.exclusive(path / memory.LOCK_FILE):
        for name, content in sealed.items():
            files.replace(path / name, content)
    return tuple(sealed)
