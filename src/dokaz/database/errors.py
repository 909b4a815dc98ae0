"""What can go wrong between us and the database.

DatabaseFault
├── DatabaseNotOpen      no file and key have been given to this process
├── WrongDatabaseKey     the key does not open the file, or its first page is damaged
├── DatabaseDamaged      a page no longer fits its seal
├── DatabaseBusy         another process has been writing for longer than we wait
├── DatabaseNotEmpty     rows were to be loaded where there are some
└── UnknownKind          a record kind that no table of this installation has
"""

from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _

__all__ = [
    "DatabaseBusy",
    "DatabaseDamaged",
    "DatabaseFault",
    "DatabaseNotEmpty",
    "DatabaseNotOpen",
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


class DatabaseNotEmpty(DatabaseFault):
    code = "database-not-empty"
    says = _("This database already holds records (in {table}). What is to be restored goes into an empty one.")


class UnknownKind(DatabaseFault):
    code = "unknown-kind"
    says = _("No table here holds records of the kind {kind}.")
