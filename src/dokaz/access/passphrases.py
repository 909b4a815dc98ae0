"""Pass-phrases: proposed, judged, and stretched into keys (SECURITY 1.3)."""

import secrets
import threading
import unicodedata
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from shamir_mnemonic.wordlist import WORDLIST

from dokaz.access.errors import WeakPassphrase
from dokaz.kernel.sealing import Purpose, derive

WORDS_PROPOSED = 8  # of 1,024 words: 80 bits
FEWEST_LETTERS, FEWEST_DIFFERENT = 20, 10

_one_at_a_time = threading.Lock()  # a flood of sign-ins queues here instead of exhausting memory


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


def stretch(passphrase: str, *, salt: bytes, pepper: bytes, cost: Argon2Cost) -> Stretched:
    """Run Argon2id once, the pepper mixed in as its secret value (RFC 9106 3.1), and derive the three keys."""
    with _one_at_a_time:
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
