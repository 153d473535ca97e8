"""Settings every installation shares. What differs comes from the environment through config.env."""

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy

from config import env
from config.engines import addresses
from config.logs import logging_settings
from config.settings.access import *
from config.settings.api import *

BASE_DIR = env.BASE_DIR
DATA_DIR = env.data_dir()
env.gather_metrics_in(DATA_DIR / "metrics")

SECRET_KEY = env.text("PLUMBLINE_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.words("PLUMBLINE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("PLUMBLINE_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_filters",
    "django_tables2",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "kernel",
    "audit",
    "accounts",
    "workbench",
    "approvals",
    "exceptions",
    "inventory.catalog",
    "inventory.ledger",
    "inventory.replenishment",
    "inventory.transfers",
    "inventory.receiving",
    "inventory.adjustments",
    "inventory.counts",
    "inventory.intake",
    "insights",
    "demo",
]

MIDDLEWARE = [
    "config.middleware.RequestContext",
    "config.middleware.AnswerHeaders",
    "accounts.middleware.ApiCalls",
    "accounts.api.problems.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.chunks.ChunkedBody",
    "config.api_direct.ApiDirect",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "workbench.middleware.PersonTimeZone",
    "workbench.middleware.NothingUnseen",
    "workbench.middleware.CountAnew",
    "workbench.middleware.OnlySent",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.session_rules.SessionRules",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.NoNullBytes",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]
# As the chip of a filter without a value.
FILTERS_EMPTY_CHOICE_LABEL = gettext_lazy("any")

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# One machine behind no proxy unless told so; the number says how many proxies of ours add a hop.
TRUSTED_PROXIES = env.number("PLUMBLINE_TRUSTED_PROXIES", 0)

DATABASES = addresses.databases(DATA_DIR)
DATABASES["default"].update(
    # Threads of the web server keep their connection; a restarted server costs no request.
    CONN_MAX_AGE=600,
    CONN_HEALTH_CHECKS=True,
    ATOMIC_REQUESTS=False,
)
DATABASE_POOL = env.number("PLUMBLINE_DATABASE_POOL", 0)
if DATABASE_POOL:
    # Many threads, few connections: then the pool keeps them, not the thread.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": DATABASE_POOL,
        "timeout": 10,
    }

REDIS_URL = addresses.redis_url(DATA_DIR)
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "plumbline",
        "TIMEOUT": 300,
        "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 3, "SOCKET_TIMEOUT": 5},
    }
}

# The law of background work; a system check refuses to start when it is broken (config.checks).
CELERY_BROKER_URL = addresses.broker_url(DATA_DIR)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Longer than the longest work of all (config.celery.LONG_WORK): rows are claimed again long before.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_connect_timeout": 3}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# A lost nudge costs seconds, a waiting request costs a person.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# Imports, exports and other long work of people: so many run at once, on all machines together.
JOBS_AT_ONCE = env.number("PLUMBLINE_JOBS", 2)

# Uploads and exports; served by views that ask again, never by address.
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_HANDLERS = [
    "workbench.uploads.CappedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static_storage.HashedAndCompressed"},
}
WHITENOISE_MAX_AGE = 60
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    *("map", "jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "br", "woff", "woff2", "xz"),
)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
# The component gallery is for those who build the product.
SHOW_GALLERY = False

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "workbench.views.errors.csrf_failure"

# The event door takes 5 MB, files come through their own door with their own limits.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
# A thousand chosen rows with the version of each, or a delivery of some thousand lines by number.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Where people reach the product: the first part of links in letters.
PUBLIC_URL = (
    env.text("PLUMBLINE_URL") or f"http://localhost:{env.text('PLUMBLINE_PORT', '8000')}"
).rstrip("/")

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("PLUMBLINE_EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("PLUMBLINE_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("PLUMBLINE_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("PLUMBLINE_EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("PLUMBLINE_EMAIL_TLS")
DEFAULT_FROM_EMAIL = env.text("PLUMBLINE_EMAIL_FROM", "plumbline@localhost")

# Calls of other systems' addresses: the key their secrets are made from, and what a machine in a
# closed network may allow itself.
WEBHOOK_KEY = env.text("PLUMBLINE_WEBHOOK_KEY")
WEBHOOK_ALLOW_HTTP = env.flag("PLUMBLINE_WEBHOOK_ALLOW_HTTP")
WEBHOOK_ALLOW_PRIVATE = env.flag("PLUMBLINE_WEBHOOK_ALLOW_PRIVATE")

# Seals of the trail: the key that signs, keys whose older signatures still count, and the file
# outside the database that names every block.
AUDIT_KEY = env.text("PLUMBLINE_AUDIT_KEY")
AUDIT_TRUSTED_KEYS = env.words("PLUMBLINE_AUDIT_TRUSTED_KEYS")
AUDIT_ANCHOR = env.text("PLUMBLINE_AUDIT_ANCHOR") or DATA_DIR / "audit" / "anchor.jsonl"

LOG_LEVEL = env.text("PLUMBLINE_LOG_LEVEL", "INFO")
LOGGING = logging_settings(form="json", level=LOG_LEVEL)
