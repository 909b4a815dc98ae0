"""Django's settings. No secret is here, and no file name: `dokaz.config.homes` opens a home and points Django at it."""

import secrets

from dokaz.kernel.languages import Language, catalogues

SECRET_KEY = secrets.token_urlsafe(64)  # new in every process: nothing that outlives one is signed with it
DEBUG = False
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "dokaz.design",
    "dokaz.jobs",
    "dokaz.journal",
    "dokaz.access",
    "dokaz.safeguards",
    "dokaz.records",
    "dokaz.custody",
    "dokaz.releases",
    "dokaz.people",
    "dokaz.consent",
    "dokaz.backups",
    "dokaz.disclosure",
    "dokaz.web.office",
]

DATABASES = {"default": {"ENGINE": "dokaz.database.sqlcipher", "NAME": ""}}  # `dokaz.database` says the rest at opening
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
STATIC_URL = "/static/"  # the sites' own files only; nothing comes from elsewhere

LOGGING = {  # what Django writes of requests names their paths, and a path can name a case: our sites say what they say
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"nowhere": {"class": "logging.NullHandler"}},
    "loggers": {"django": {"handlers": ["nowhere"], "propagate": False}},
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [(each.value, each.own_name) for each in Language]
LOCALE_PATHS = catalogues()  # what `said` reads, so that a page and a sentence on it are in one language
