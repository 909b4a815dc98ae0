"""What the queue refuses.

JobError
├── NotInTransaction    work is asked for in the transaction of the act that needs it
├── NameRefused         a handler, queue or key that is not of the form of a name
├── ArgumentRefused     an argument that may hold words
├── JobUnknown          no job has this id
├── JobNotStopped       only what failed, or waits for a member, is tried again
├── JobEnded            it is done or cancelled already
└── LeaseLost           somebody else was given this job meanwhile
"""

from dokaz.kernel.errors import DokazError, NotThere
from dokaz.kernel.languages import _

__all__ = [
    "ArgumentRefused",
    "JobEnded",
    "JobError",
    "JobNotStopped",
    "JobUnknown",
    "LeaseLost",
    "NameRefused",
    "NotInTransaction",
]


class JobError(DokazError):
    code = "job"
    says = _("Background work was refused.")


class NotInTransaction(JobError):
    code = "job-outside-transaction"
    says = _(
        "Background work is asked for inside the transaction of the act that needs it: neither is without the other."
    )


class NameRefused(JobError):
    code = "job-name-refused"
    says = _("“{name}” is not the name of a handler, a queue or a piece of work: letters, digits and : . _ - only.")


class ArgumentRefused(JobError):
    code = "job-argument-refused"
    says = _(
        "The argument {name} of a job is not an id, a number, yes or no, or it is too long. Words stay where they are "
        "sealed; a job names the row that holds them."
    )


class JobUnknown(JobError, NotThere):
    code = "job-unknown"
    says = _("There is no job {job}. `dokaz jobs list` shows those there are.")


class JobNotStopped(JobError):
    code = "job-not-stopped"
    says = _("The job {job} is not tried again ({state}): only one that failed, or that waits for a member, is.")


class JobEnded(JobError):
    code = "job-ended"
    says = _("The job {job} has ended already ({state}): nothing was changed.")


class LeaseLost(JobError):
    code = "lease-lost"
    says = _(
        "The job {job} was given to another worker, or cancelled, while this one was at it. Nothing of it was kept."
    )
