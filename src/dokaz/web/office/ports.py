"""What the office needs of whoever holds the home: accounts change in the database and in its files together."""

from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from dokaz.access import api as access


class House(Protocol):
    """The changes of a home's people that touch its files; `config.people` is the one there is."""

    def admit_alone(
        self,
        path: Path,
        *,
        passphrase: str,
        organisation: access.OrganisationId,
        role: str,
        by: access.Session,
        now: datetime,
        cost: access.Argon2Cost,
    ) -> access.AccountId:
        """Let the second person of a home in."""
        ...

    def propose_account(
        self,
        path: Path,
        *,
        passphrase: str,
        organisation: access.OrganisationId,
        role: str,
        by: access.Session,
        now: datetime,
        cost: access.Argon2Cost,
    ) -> access.AdmissionAsked:
        """Ask a second person to let somebody in."""
        ...

    def propose_keys(
        self, path: Path, *, passphrase: str, account: UUID, by: access.Session, now: datetime, cost: access.Argon2Cost
    ) -> access.AdmissionAsked:
        """Ask a second person to give an account new keys."""
        ...

    def admit(self, path: Path, *, approval: UUID, by: access.Session, now: datetime) -> access.Admitted:
        """Do what was approved about an account."""
        ...

    def withdraw(self, path: Path, *, account: UUID, by: access.Session, now: datetime) -> access.Withdrawn:
        """End an account."""
        ...

    def change_passphrase(
        self, path: Path, *, old: str, new: str, by: access.Session, now: datetime, cost: access.Argon2Cost
    ) -> None:
        """Let another pass-phrase open the session's account."""
        ...
