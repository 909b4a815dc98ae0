from django.apps import AppConfig


class Consent(AppConfig):
    name = "dokaz.consent"
    label = "consent"

    def ready(self) -> None:
        """No row of ours may be without an entry (SECURITY 5.6)."""
        from dokaz.journal import api as journal  # noqa: PLC0415 - models can be imported from here on

        journal.covers(*(model._meta.label_lower for model in self.get_models()))  # noqa: SLF001 - Django's public name
