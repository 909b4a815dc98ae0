"""Roles, and in sentences what each lets a person do."""

from collections.abc import Iterable
from uuid import UUID

from dokaz.access import api as access
from dokaz.kernel.actors import ActorKind
from dokaz.kernel.languages import said


def title(role: str) -> str:
    """What a role is called in the language of the page."""
    return access.role_title(role)


def hand(account: UUID, role: str) -> str:
    """Who acted, and in which role; a machine is not called as a colleague is."""
    return title(role) if role == ActorKind.MACHINE else f"{access.name_of(account)}, {title(role)}"


def held(roles: Iterable[str]) -> str:
    """Those an account holds, in one line."""
    return ", ".join(map(title, roles)) or title(access.NO_ROLE)


def choices() -> list[tuple[str, str]]:
    """For a form, which asks anew for each page: a role is called so in the language of the page."""
    return [(role.value, title(role.value)) for role in access.RoleName]


def sentences(role: access.RoleName) -> tuple[str, ...]:
    """What the role lets a person do, in the order of the permissions."""
    allowed = access.ALLOWED[role]
    return tuple(said(permission.sentence) for permission in access.Permission if permission in allowed)


def every() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((title(role.value), sentences(role)) for role in access.RoleName)
