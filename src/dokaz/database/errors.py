"""What can go wrong between us and the database.

DatabaseFault
├── DatabaseNotOpen      no file and key have been given to this process
├── WrongDatabaseKey     the key does not open the file, or its first page is damaged
├── DatabaseDamaged      a page no longer fits its seal
├── DatabaseBusy         another process has been writing for longer than we wait
├── DatabaseAway         the server cannot be reached, or went away in the middle
├── DatabaseFull         there is no room left where it lies
├── DatabaseNotEmpty     rows were to be loaded where there are some
├── DatabaseOutdated     its tables are of another version, and only their owner may change them
├── GuardMissing         a trigger that protects rows is gone, switched off or changed
├── NotAServer           what only a PostgreSQL server needs was asked for the embedded database
├── RoleTooStrong        the role of everyday could undo a guard
├── ServerUnfit          the server does not keep what is committed, or not in our letters
└── UnknownKind          a record kind that no table of this installation has
"""

from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _

__all__ = [
    "DatabaseAway",
    "DatabaseBusy",
    "DatabaseDamaged",
    "DatabaseFault",
    "DatabaseFull",
    "DatabaseNotEmpty",
    "DatabaseNotOpen",
    "DatabaseOutdated",
    "GuardMissing",
    "NotAServer",
    "RoleTooStrong",
    "ServerUnfit",
    "UnknownKind",
    "WrongDatabaseKey",
]


class DatabaseFault(DokazError):
    code = "database-fault"
    says = _("The database could not be used.")


class DatabaseNotOpen(DatabaseFault):
    code = "database-not-open"
    says = _("No database is open in this process. Open a home first.")


class WrongDatabaseKey(DatabaseFault):
    code = "wrong-database-key"
    says = _(
        "The database {path} does not open with this key: the key belongs to another home,"
        " or the first page of the file is damaged. Nothing was changed."
    )


class DatabaseDamaged(DatabaseFault):
    code = "database-damaged"
    says = _(
        "The database {path} is damaged: {damage}. Stop writing to it, keep a copy of the file as it is,"
        " and restore from a backup."
    )


class DatabaseBusy(DatabaseFault):
    code = "database-busy"
    says = _(
        "Another command has been writing to this collection for a long time. What was acknowledged is safe;"
        " wait until that command has ended, then run this one again."
    )


class DatabaseAway(DatabaseFault):
    code = "database-away"
    says = _(
        "The database {place} cannot be reached: {why}. What was acknowledged is safe; when the database is back,"
        " run the same command again and it goes on."
    )


class DatabaseFull(DatabaseFault):
    code = "database-full"
    says = _(
        "There is no room left where the database {place} lies. What was acknowledged is safe, and nothing else was"
        " kept; make room there, then run the same command again and it goes on."
    )


class DatabaseOutdated(DatabaseFault):
    code = "database-outdated"
    says = _(
        "The tables of {place} are not those of this version. Let whoever owns the database run:"
        " dokaz database prepare --for ROLE (docs/operating.md, “On PostgreSQL”)."
    )


class GuardMissing(DatabaseFault):
    code = "guard-missing"
    says = _(
        "These guards of the database are gone, switched off or changed: {guards}. Somebody with the owner's rights did"
        " that. Find out who; then `dokaz database prepare` puts them back."
    )


class NotAServer(DatabaseFault):
    code = "not-a-server"
    says = _(
        "Only a database on a PostgreSQL server is prepared. Set DOKAZ_DATABASE_URL to postgresql://OWNER@HOST/NAME;"
        " the embedded database prepares itself."
    )


class RoleTooStrong(DatabaseFault):
    code = "role-too-strong"
    says = _(
        "The database role {role} {why}. For everyday work use a role that may only read and write rows:"
        " docs/operating.md, “On PostgreSQL”, says how to make it."
    )


class ServerUnfit(DatabaseFault):
    code = "server-unfit"
    says = _("The database server is not fit for evidence: {why}.")


class DatabaseNotEmpty(DatabaseFault):
    code = "database-not-empty"
    says = _("This database already holds records (in {table}). What is to be restored goes into an empty one.")


class UnknownKind(DatabaseFault):
    code = "unknown-kind"
    says = _("No table here holds records of the kind {kind}.")
