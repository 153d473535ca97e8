"""The production set-up on one machine over plain HTTP: `make demo`."""

from config import env
from config.secret_key import audit_key_given_or_made, given_or_made
from config.settings.base import *

SECRET_KEY = given_or_made(DATA_DIR)
AUDIT_KEY = audit_key_given_or_made(DATA_DIR)
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
SHOW_GALLERY = True
# Made-up people on one machine; PLUMBLINE_DEMO=0 asks admins for their second factor here too.
DEMO = env.flag("PLUMBLINE_DEMO", default=True)
SECOND_FACTOR_REQUIRED = not DEMO
