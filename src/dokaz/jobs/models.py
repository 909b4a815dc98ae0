"""The queue: a row a job, and opaque. What a job needs to know in words, its handler reads where it is sealed."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from dokaz.kernel.languages import _


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waits for a worker")
    RUNNING = "running", _("A worker is at it")
    FOR_MEMBER = "waiting-for-member", _("Waits for a member: it needs a key that no worker holds")
    FAILED = "failed", _("Given up after as many attempts as it may have")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


OPEN = (JobState.WAITING, JobState.RUNNING, JobState.FOR_MEMBER, JobState.FAILED)
STOPPED = (JobState.FAILED, JobState.FOR_MEMBER)
OVER = (JobState.DONE, JobState.CANCELLED)  # for ever; a guard says so
_ENDED = (JobState.FAILED, *OVER)


class Job(models.Model):
    """One piece of work. `lease` counts how often it was given out: an earlier worker has an earlier number."""

    id = models.UUIDField(primary_key=True)
    handler = models.CharField(max_length=100)
    arguments = models.TextField()
    queue = models.CharField(max_length=30)
    key = models.CharField(max_length=150, null=True)  # noqa: DJ001 - none is not an empty name, and no two are alike
    priority = models.SmallIntegerField()
    enqueued_at = models.DateTimeField()
    max_attempts = models.PositiveSmallIntegerField()

    state = models.CharField(max_length=20, choices=JobState, default=JobState.WAITING)
    run_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.PositiveIntegerField(default=0)
    lease_owner = models.CharField(max_length=60, null=True)  # noqa: DJ001 - nobody
    leased_until = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    progress = models.PositiveIntegerField(default=0)
    progress_of = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=60, default="")
    trouble = models.CharField(max_length=8, default="")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["key"], condition=Q(state__in=OPEN), name="job_once_a_key"),
            CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            CheckConstraint(
                condition=Q(
                    state="running",
                    lease_owner__isnull=False,
                    leased_until__isnull=False,
                    began_at__isnull=False,
                    attempts__gte=1,
                    lease__gte=1,
                )
                | (~Q(state="running") & Q(lease_owner__isnull=True, leased_until__isnull=True)),
                name="job_running_is_leased",
            ),
            CheckConstraint(
                condition=Q(state__in=_ENDED, ended_at__isnull=False)
                | (~Q(state__in=_ENDED) & Q(ended_at__isnull=True)),
                name="job_ended_says_when",
            ),
            CheckConstraint(
                condition=Q(max_attempts__gte=1, attempts__lte=F("max_attempts")), name="job_attempts_bounded"
            ),
            CheckConstraint(condition=~Q(state__in=STOPPED) | ~Q(outcome=""), name="job_stopped_says_why"),
            CheckConstraint(
                condition=Q(progress_of__isnull=True) | Q(progress__lte=F("progress_of")), name="job_progress_of_whole"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-priority", "run_after", "id"], name="job_by_turn"),
            models.Index(fields=["state", "leased_until"], name="job_by_lease"),
            models.Index(fields=["state", "ended_at"], name="job_by_end"),
            models.Index(fields=["key"], name="job_by_key"),
        ]

    class Sensitivity:
        open: ClassVar = {
            "id", "handler", "queue", "priority", "enqueued_at", "max_attempts", "state", "run_after", "attempts",
            "lease", "lease_owner", "leased_until", "began_at", "ended_at", "progress", "progress_of", "outcome",
            "trouble",
        }  # fmt: skip
        internal: ClassVar = {"arguments", "key"}
