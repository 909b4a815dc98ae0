"""
The files of a home that recovery opens: the keys of its database, its pepper and its journal (SECURITY 1.12).

Each is a plain age file, so that enough shares and the stock `age` program open it without us.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dokaz.access import keyrings, recovery, signing, slots
from dokaz.access.errors import HomeUnreadable, SharesOfAnother
from dokaz.access.recovery import Recovered
from dokaz.access.sessions import Session
from dokaz.kernel.sealing import SignPair
from dokaz.verify import age


@dataclass(frozen=True, slots=True)
class Escrow:
    """What enough shares open of a home's files; in memory only."""

    home: Path
    file: slots.HomeFile
    shares: tuple[int, ...]
    recovered: Recovered = field(repr=False)
    pepper: bytes = field(repr=False)
    database_key: bytes = field(repr=False)


def open_escrow(home: Path, /, *, slips: Sequence[str]) -> Escrow:
    """Combine the shares and open with them what the home's files hold for recovery; the database is not touched.

    Raises HomeUnreadable, ShareWrong, TooFewShares, SharesDisagree, SharesOfAnother.
    """
    file, recovered = slots.read(home), recovery.combine(slips)
    return Escrow(
        home=home,
        file=file,
        shares=tuple(sorted({recovery.read_share(slip).number for slip in slips})),
        recovered=recovered,
        pepper=for_recovery(home, slots.PEPPER_ESCROW_FILE, recovered),
        database_key=for_recovery(home, slots.DATABASE_KEY_FILE, recovered),
    )


def escrowed_log_key(escrow: Escrow, /) -> SignPair | None:
    """The key that signs the journal, where the home's files hold it for recovery; the database must be open.

    Homes of the first release hold it from the first time that a later one opened them.
    """
    row = signing.newest()
    # the newest number first; where a recovery was cut off before its file was written, the same key has a lower one
    for number in range(row.number, 0, -1):
        name = slots.LOG_ESCROW_FILE.format(number=number)
        if (escrow.home / name).is_file():
            pair = SignPair.from_secret(for_recovery(escrow.home, name, escrow.recovered))
            if pair.public == bytes(row.public_key):
                return pair
    return None


def missing_log_escrow(home: Path, /, *, by: Session) -> dict[str, bytes]:
    """The file that lets recovery go on with the journal, by its name, where the home has none for the newest key."""
    row = signing.newest()
    name = slots.LOG_ESCROW_FILE.format(number=row.number)
    return {} if (home / name).exists() else {name: log_escrow(signing.secret_of(row, by))}


def log_escrow(pair: SignPair) -> bytes:
    return sealed(pair.secret, [age.X25519Recipient(bytes(keyrings.trusted_recovery().box_public))])


def sealed(secret: bytes, recipients: Sequence[age.X25519Recipient]) -> bytes:
    written = io.BytesIO()
    age.encrypt(io.BytesIO(secret), written, recipients)
    return written.getvalue()


def opened(home: Path, name: str, identity: age.X25519Identity) -> bytes:
    """Raises HomeUnreadable where the file is not there, and what age refuses."""
    secret = io.BytesIO()
    age.decrypt(io.BytesIO(slots.read_bytes(home, name)), secret, [identity])
    return secret.getvalue()


def for_recovery(home: Path, name: str, recovered: Recovered) -> bytes:
    """Raises SharesOfAnother, HomeUnreadable."""
    try:
        return opened(home, name, recovered.identity)
    except age.NoMatch as why:
        raise SharesOfAnother from why
    except age.AgeError as why:
        raise HomeUnreadable(home=home, what=why) from why
