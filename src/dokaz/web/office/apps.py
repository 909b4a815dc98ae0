from django.apps import AppConfig


class OfficeApp(AppConfig):
    name = "dokaz.web.office"
    label = "office"
