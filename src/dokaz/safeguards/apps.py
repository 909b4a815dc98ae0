from django.apps import AppConfig


class Safeguards(AppConfig):
    name = "dokaz.safeguards"
    label = "safeguards"

    def ready(self) -> None:
        """No row of ours may be without an entry (SECURITY 5.6), but for counts that pass."""
        from dokaz.journal import api as journal  # noqa: PLC0415 - models can be imported from here on
        from dokaz.safeguards.models import PASSING  # noqa: PLC0415

        lasting = [model for model in self.get_models() if model not in PASSING]
        journal.covers(*(model._meta.label_lower for model in lasting))  # noqa: SLF001 - Django's public name
