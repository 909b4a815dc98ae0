from django.apps import AppConfig


class Journal(AppConfig):
    name = "dokaz.journal"
    label = "journal"

    def ready(self) -> None:
        """No witness or mirror may stand here without an entry that says who admitted it (SECURITY 5.6, 5.8)."""
        from dokaz.journal import wires  # noqa: PLC0415 - models can be imported from here on

        kinds = ("logwitness", "witnesswithdrawal", "witnessquorum", "mirrorplace", "mirrorremoval")
        wires.cover(tuple(f"journal.{kind}" for kind in kinds))
