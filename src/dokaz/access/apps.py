from django.apps import AppConfig


class Access(AppConfig):
    name = "dokaz.access"
    label = "access"
