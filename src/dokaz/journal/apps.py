from django.apps import AppConfig


class Journal(AppConfig):
    name = "dokaz.journal"
    label = "journal"
