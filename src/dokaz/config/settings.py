"""Django's settings. No secret is here, and no file name: `dokaz.config.homes` opens a home and points Django at it."""

import secrets

SECRET_KEY = secrets.token_urlsafe(64)  # new in every process: nothing that outlives one is signed with it
DEBUG = False
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    "dokaz.journal",
    "dokaz.access",
    "dokaz.custody",
    "dokaz.backups",
]

DATABASES = {"default": {"ENGINE": "dokaz.database.sqlcipher", "NAME": ""}}  # `dokaz.database` says the rest at opening
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("be", "Беларуская"), ("en", "English"), ("ru", "Русский")]
