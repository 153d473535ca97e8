"""A developer's machine: plain HTTP, error pages, files as they are."""

from config import env
from config.logs import logging_settings
from config.secret_key import audit_key_given_or_made, given_or_made
from config.settings.base import *

SECRET_KEY = given_or_made(DATA_DIR)
AUDIT_KEY = audit_key_given_or_made(DATA_DIR)
DEBUG = env.flag("PLUMBLINE_DEBUG", default=True)
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
LOGGING = logging_settings(form="console", level=LOG_LEVEL)
SHOW_GALLERY = True
