from django.apps import AppConfig


class Journal(AppConfig):
    name = "dokaz.journal"
    label = "journal"

    def ready(self) -> None:
        """No witness, authority or mirror stands here without an entry that says who admitted it (SECURITY 5.6)."""
        from dokaz.journal import wires  # noqa: PLC0415 - models can be imported from here on

        kinds: tuple[str, ...] = ("logwitness", "witnesswithdrawal", "witnessquorum", "mirrorplace", "mirrorremoval")
        kinds += ("timeauthority", "timeauthoritywithdrawal", "timestamp")
        wires.cover(tuple(f"journal.{kind}" for kind in kinds))
