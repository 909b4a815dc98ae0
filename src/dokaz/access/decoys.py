"""Keys of a duress word: they prove the second factor as the real ones do, and open nothing (ADR 0026)."""

import hmac
from datetime import datetime
from uuid import UUID

from dokaz.access import models
from dokaz.access.duress_rows import DuressWord, FactorCopy
from dokaz.access.errors import WrongPassphrase
from dokaz.access.passphrases import Stretched
from dokaz.access.sessions import Session
from dokaz.kernel.errors import SealBroken
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.sealing import KEY_SIZE, BoxPair, SignPair, open_field, open_with, seal_field, seal_to


def word_of(account: UUID, *, salt: bytes) -> DuressWord | None:
    """The word that goes with the keys of this salt; asked alike for whoever signs in."""
    return (
        DuressWord.objects.select_related("keys").filter(keys__account=account, keys__salt=salt, ended_at=None).first()
    )


def fits(word: DuressWord | None, stretched: Stretched) -> bool:
    return hmac.compare_digest(bytes(word.verifier) if word else bytes(KEY_SIZE), stretched.verifier)


def locked(keys: models.AccountKeys, stretched: Stretched, *, codes: bytes, now: datetime) -> DuressWord:
    """The row of a new word with key pairs of its own, and what its paper codes are checked with; not saved."""
    box, row = BoxPair.new(), ordered_id(now)
    sealed = seal_field(stretched.account, box.secret + SignPair.new().secret + codes, aad=_label(row))
    return DuressWord(
        id=row, keys=keys, box_public=box.public, verifier=stretched.verifier, sealed=sealed, set_at=now
    )  # fmt: skip


def opened(word: DuressWord, stretched: Stretched) -> bytes:
    """The secrets of the decoy, one after another. Raises WrongPassphrase."""
    try:
        return open_field(stretched.account, bytes(word.sealed), aad=_label(word.id))
    except SealBroken as why:
        raise WrongPassphrase from why


def strangers() -> bytes:
    """Fresh key pairs that nothing was ever sealed to: what a session of a locked account holds."""
    return BoxPair.new().secret + SignPair.new().secret


def copied(factor: UUID, secret: bytes, *, account: UUID, now: datetime) -> list[FactorCopy]:
    """Let a second factor prove itself under the account's duress words as well; nothing where it has none."""
    words = DuressWord.objects.filter(keys__account=account, ended_at=None)
    return [copy(word, factor, secret, now) for word in words]


def copy(word: DuressWord, factor: UUID, secret: bytes, now: datetime) -> FactorCopy:
    sealed = seal_to(bytes(word.box_public), secret, aad=_copy_label(factor))
    return FactorCopy.objects.create(id=ordered_id(now), word=word, factor_id=factor, sealed=sealed)


def opened_copy(factor: UUID, by: Session) -> bytes:
    """Raises SealBroken where this decoy has none."""
    row = FactorCopy.objects.filter(factor=factor, word__box_public=by.keys.box.public).first()
    if row is None:
        raise SealBroken
    return open_with(by.keys.box.secret, bytes(row.sealed), aad=_copy_label(factor))


def _label(row: UUID) -> bytes:
    return b"duress-word\x00" + row.bytes


def _copy_label(factor: UUID) -> bytes:
    return b"factor-copy\x00" + factor.bytes
