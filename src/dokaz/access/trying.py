"""Whether shares would recover this home, tried beforehand: what recovery opens is opened in memory, and let go.

A recovery nobody has tried is a hope.
"""

from dataclasses import dataclass

from dokaz.access import escrows, keyrings, models
from dokaz.access.errors import NOT_ONE_HOME, HomeUnreadable, SharesOfAnother
from dokaz.access.escrows import Escrow


@dataclass(frozen=True, slots=True)
class Tried:
    """Shares that belong together, to this home and to its newest recovery generation.

    `lacking` names compartments of which recovery does not hold every key.
    """

    shares: tuple[int, ...]
    generation: int
    compartments: tuple[str, ...]
    lacking: tuple[str, ...]
    log_goes_on: bool


def try_shares(escrow: Escrow, /) -> Tried:
    """Open with recovery's key what a recovery would open, and write nothing. The database must be open, pinned.

    Raises SharesOfAnother, HomeUnreadable, StatementError, and SealBroken for a key that is not the one signed.
    """
    home = models.Home.objects.filter(pk=escrow.file.home).first()
    if home is None or home.kind != escrow.file.kind:
        raise HomeUnreadable(home=escrow.home, what=NOT_ONE_HOME)
    generation = keyrings.trusted_recovery()
    if escrow.recovered.box.public != bytes(generation.box_public):
        raise SharesOfAnother
    whole = {row.name: _opens(row, generation, escrow) for row in models.Compartment.objects.order_by("name")}
    return Tried(
        shares=escrow.shares,
        generation=generation.number,
        compartments=tuple(name for name, opened in whole.items() if opened),
        lacking=tuple(name for name, opened in whole.items() if not opened),
        log_goes_on=escrows.escrowed_log_key(escrow) is not None,
    )


def _opens(row: models.Compartment, recovery: models.RecoveryGeneration, escrow: Escrow) -> bool:
    keyrings.trusted_compartment(row.id)
    wraps = models.Wrap.objects.select_related("generation").filter(generation__compartment=row, recovery=recovery)
    opened = keyrings.unwrapped(list(wraps), escrow.recovered.box)
    return len(opened) == models.KeyGeneration.objects.filter(compartment=row).count()
