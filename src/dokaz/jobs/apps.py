from django.apps import AppConfig


class Jobs(AppConfig):
    """Rows of work that waits. They are no evidence: no journal entry holds their digest, no back-up has them."""

    name = "dokaz.jobs"
    label = "jobs"
    verbose_name = "Background work"
