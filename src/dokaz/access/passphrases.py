"""Pass-phrases: proposed, judged, and stretched into keys (SECURITY 1.3)."""

import secrets
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from shamir_mnemonic.wordlist import WORDLIST

from dokaz.access.errors import WeakPassphrase
from dokaz.access.sign_in_errors import TooManySignIns
from dokaz.kernel.sealing import Purpose, derive

WORDS_PROPOSED = 8  # of 1,024 words: 80 bits
FEWEST_LETTERS, FEWEST_DIFFERENT = 20, 10
PLACES = 2  # to wait in, for strangers and for those who are known each; whoever comes then holds no thread


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """How dear one guess is (RFC 9106). Anything but the default is for tests and practice homes only."""

    memory_kib: int = 262_144
    passes: int = 3
    lanes: int = 4


DEFAULT_COST = Argon2Cost()


@dataclass(frozen=True, slots=True)
class Stretched:
    """What one Argon2id run gives: three keys with three labels, of which only the verifier is ever stored."""

    machine: bytes = field(repr=False)
    verifier: bytes = field(repr=False)
    account: bytes = field(repr=False)


def propose_passphrase() -> str:
    """Propose eight words, 80 bits. They come from SLIP-39's list of 1,024 short, distinct English words."""
    return " ".join(secrets.choice(WORDLIST) for _ in range(WORDS_PROPOSED))


def require_strong(passphrase: str, /) -> None:
    """Return only if the pass-phrase is as strong as a proposed one, by a plain rule. Raises WeakPassphrase.

    Eight words of the list, not the same ones again and again, or twenty characters of which ten differ.
    """
    written = _normalised(passphrase)
    words = written.split(" ")
    if all(word in _LISTED for word in words):
        strong = len(words) >= WORDS_PROPOSED and len(set(words)) > WORDS_PROPOSED // 2
    else:
        strong = len(written) >= FEWEST_LETTERS and len(set(written)) >= FEWEST_DIFFERENT
    if not strong:
        raise WeakPassphrase


class Turns:
    """One at a time, so that no flood exhausts memory; and those who are known before strangers."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._taken = False
        self._waiting: Counter[bool] = Counter()

    @contextmanager
    def turn(self, *, known: bool) -> Iterator[None]:
        """Raises TooManySignIns where nobody else of this kind may wait."""
        with self._changed:
            if self._taken and self._waiting[known] >= PLACES:
                raise TooManySignIns
            self._waiting[known] += 1
            self._changed.wait_for(lambda: not self._taken and (known or not self._waiting[True]))
            self._waiting[known] -= 1
            self._taken = True
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()


_turns = Turns()


def stretch(passphrase: str, *, salt: bytes, pepper: bytes, cost: Argon2Cost, known: bool = True) -> Stretched:
    """Run Argon2id once, the pepper mixed in as its secret value (RFC 9106 3.1), and derive the three keys.

    `known` is false for whoever asks without a session and without a device that was here before. Raises
    TooManySignIns where so many wait already that another one would hold a thread for too long.
    """
    with _turns.turn(known=known):
        root = Argon2id(
            salt=salt,
            length=32,
            iterations=cost.passes,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
            secret=pepper,
        ).derive(_normalised(passphrase).encode())
    return Stretched(
        machine=derive(root, Purpose.MACHINE_AT_REST),
        verifier=derive(root, Purpose.PASSPHRASE_VERIFIER),
        account=derive(root, Purpose.PASSPHRASE_WRAP),
    )


def _normalised(passphrase: str) -> str:
    """The same phrase however a keyboard composes its letters and however many spaces are typed."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).split())


_LISTED = frozenset(WORDLIST)
