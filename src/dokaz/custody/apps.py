from django.apps import AppConfig


class Custody(AppConfig):
    name = "dokaz.custody"
    label = "custody"
    verbose_name = "Custody"
