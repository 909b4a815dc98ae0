"""Recovery: a root secret in k of n SLIP-39 shares, from which the recovery key pairs come (SECURITY 1.12)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics

from dokaz.access.errors import SharesDisagree, SharesRefused, ShareWrong, TooFewShares
from dokaz.kernel.languages import _
from dokaz.kernel.sealing import BoxPair, Purpose, SignPair, derive
from dokaz.verify.age import X25519Identity

MOST_SHARES = 16  # SLIP-39: the member index has four bits


@dataclass(frozen=True, slots=True)
class Shares:
    """How many recovery shares there are (`n`), and how many open (`k`). Raises SharesRefused."""

    k: int
    n: int

    def __post_init__(self) -> None:
        if not 2 <= self.k <= self.n <= MOST_SHARES:
            raise SharesRefused(k=self.k, n=self.n)


@dataclass(frozen=True, slots=True)
class Recovered:
    """The recovery keys, for a machine without network. `identity` is what the stock `age` program takes."""

    box: BoxPair = field(repr=False)
    sign: SignPair = field(repr=False)

    @property
    def identity(self) -> X25519Identity:
        return X25519Identity(self.box.secret)


class ShareRead(NamedTuple):
    """What one share says about itself; nothing of the secret."""

    number: int
    needed: int
    one_of: int


def keys_of(root: bytes) -> Recovered:
    return Recovered(
        box=BoxPair.from_secret(derive(root, Purpose.RECOVERY_BOX)),
        sign=SignPair.from_secret(derive(root, Purpose.RECOVERY_SIGN)),
    )


def split(root: bytes, shares: Shares) -> tuple[str, ...]:
    (slips,) = generate_mnemonics(1, [(shares.k, shares.n)], root)
    return tuple(slips)


def combine(slips: Sequence[str], /) -> Recovered:
    """Open the recovery keys from at least k slips, in any order.

    Raises ShareWrong naming the slip with a wrong word, TooFewShares, SharesDisagree.
    """
    shares = {share.index: share for share in _read(slips)}
    needed = _threshold(list(shares.values()))
    if len(shares) < needed:
        raise TooFewShares(needed=needed, given=len(shares))
    mnemonics = [share.mnemonic() for share in shares.values()]
    roots = {_combined(mnemonics[:needed]), _combined(mnemonics[-needed:])}
    if len(roots) != 1:
        raise SharesDisagree(what=_("different slips give different secrets"))
    return keys_of(roots.pop())


def read_share(slip: str, /, *, place: int = 1) -> ShareRead:
    """Read one slip by itself, as it is typed: which share it is, and how many are needed. Raises ShareWrong."""
    share = _share(place, slip)
    return ShareRead(share.index + 1, share.member_threshold, share.identifier)


def _read(slips: Sequence[str]) -> list[Share]:
    return [_share(number, slip) for number, slip in enumerate(slips, start=1)]


def _share(number: int, slip: str) -> Share:
    try:
        return Share.from_mnemonic(" ".join(slip.lower().split()))
    except MnemonicError as why:
        raise ShareWrong(number=number, what=str(why).rstrip(".")) from why


def _threshold(shares: Sequence[Share]) -> int:
    if len({share.common_parameters() for share in shares}) > 1 or len({s.member_threshold for s in shares}) > 1:
        raise SharesDisagree(what=_("they come from different ceremonies"))
    return int(shares[0].member_threshold) if shares else 2


def _combined(mnemonics: Sequence[str]) -> bytes:
    try:
        return bytes(combine_mnemonics(mnemonics))
    except MnemonicError as why:  # SLIP-39's digest share: one of the values was altered
        raise SharesDisagree(what=why) from why
