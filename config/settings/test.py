"""Tests: engines in a folder of their own, files as they are, quick password hashes."""

import sys

from config import env

if "pytest" in sys.modules:
    env.use_data_dir_of_this_test_run()

from config.engines import addresses
from config.logs import logging_settings
from config.settings.base import *

# Tests build and empty the tables, so they are their owner; the application's role has its own test.
DATABASES["default"].update(addresses.owner(DATA_DIR))
SECRET_KEY = "only-for-tests-" + "0" * 50
AUDIT_KEY = "cGx1bWJsaW5lLXNpZ25pbmcta2V5LWZvci10ZXN0cy4="
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
CACHES["default"]["KEY_FUNCTION"] = "tests.cache_keys.of_this_test"
# Whether Redis answers at once on a busy machine is nothing a test is about.
CACHES["default"]["OPTIONS"] = {"SOCKET_CONNECT_TIMEOUT": 120, "SOCKET_TIMEOUT": 120}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = False
LOGGING = logging_settings(form="console", level="WARNING")
# Most tests are about something else; those of the second factor switch it on.
SECOND_FACTOR_REQUIRED = False
SHOW_GALLERY = True
