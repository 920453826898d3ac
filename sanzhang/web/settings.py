"""Settings, read from the environment: DATABASE_URL, DATA_DIR, BIND, SZ_*. Nothing personal, no key in here."""

import os
from pathlib import Path
from typing import Any

import dj_database_url

from sanzhang.web.secrets import keep_secret

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = os.environ.get("SZ_DEBUG") == "1"
DEMO = os.environ.get("SZ_DEMO") == "1"  # shows the outbox page and the demo sign-ins; never on in production
BIND = os.environ.get("BIND", "127.0.0.1:8000")
PROXIES = int(os.environ.get("SZ_PROXIES", "0"))  # how many of our own stand in front and add X-Forwarded-For
PUBLIC_URL = os.environ.get("SZ_PUBLIC_URL", f"http://{BIND}").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
SECRET_KEY = keep_secret(DATA_DIR / "secret.key")
KEYRING_FILE = Path(os.environ.get("SZ_KEYRING") or DATA_DIR / "keyring.json")
ALLOWED_HOSTS = [h for h in os.environ.get("SZ_HOSTS", "*" if not HTTPS else "").split(",") if h]

ROOMS = [
    "sanzhang.foundation.records",
    "sanzhang.foundation.people",
    "sanzhang.foundation.permission",
    "sanzhang.foundation.journal",
    "sanzhang.foundation.idempotency",
    "sanzhang.foundation.jobs",
    "sanzhang.foundation.channels",
    "sanzhang.foundation.files",
    "sanzhang.foundation.paper",
    "sanzhang.foundation.calendar",
    "sanzhang.foundation.exchange",
    "sanzhang.foundation.figures",
    "sanzhang.foundation.ballots",
    "sanzhang.organisation.territory",
    "sanzhang.organisation.posts",
    "sanzhang.organisation.selection",
    "sanzhang.organisation.division",
    "sanzhang.duties.residents",
    "sanzhang.duties.catalogue",
    "sanzhang.duties.matters",
    "sanzhang.duties.notices",
    "sanzhang.duties.mediation",
    "sanzhang.duties.supervision",
    "sanzhang.mechanisms.feedback",
    "sanzhang.mechanisms.plaques",
    "sanzhang.mechanisms.rotation",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "js_lib_leaflet",
    *ROOMS,
    "sanzhang.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sanzhang.web.middleware.no_store",
    "sanzhang.web.middleware.Refusals",
    "sanzhang.web.middleware.person_in_use",
    "sanzhang.web.offline.without_a_net",
    "sanzhang.foundation.idempotency.middleware.OnceMiddleware",
]
ROOT_URLCONF = "sanzhang.web.urls"
WSGI_APPLICATION = "sanzhang.web.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "sanzhang" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "sanzhang.web.context.page_frame",
            ],
            "builtins": ["sanzhang.web.templatetags.plain"],
        },
    }
]

_database_url = os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'sanzhang.sqlite3'}"
_database: dict[str, Any] = dict(dj_database_url.parse(_database_url, conn_max_age=None))
if _database["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: an upgrade from a read to a write lock fails at once, whatever the timeout.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        " PRAGMA secure_delete=ON; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY",
    }
    # WAL, as in service: an in-memory test database would hide locking
    _database["TEST"] = {"NAME": os.environ.get("SZ_TEST_DB") or str(DATA_DIR / "test.sqlite3")}
else:
    _database["DISABLE_SERVER_SIDE_CURSORS"] = True  # PgBouncer in transaction mode
DATABASES = {"default": _database}
SNAPSHOT_SECONDS = 1  # how old clocks and calendar may be that a process keeps (records.statements)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["sanzhang.foundation.people.backends.PersonBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"

SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_NAME = "sz_session"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "sanzhang.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if HTTPS else []
# who answers for personal data, with a way to reach
PRIVACY_OFFICER = os.environ.get("SZ_PRIVACY_OFFICER", "")
MAP_TILES = os.environ.get("SZ_MAP_TILES", "")  # URL template; empty: no base map
_tile_host = [MAP_TILES.split("/{")[0].replace("{s}", "*")] if MAP_TILES else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", *_tile_host],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 12
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = str(DATA_DIR / "upload")
Path(FILE_UPLOAD_TEMP_DIR).mkdir(exist_ok=True)

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
(DATA_DIR / "bundle").mkdir(exist_ok=True)
STATICFILES_DIRS = [DATA_DIR / "bundle"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 60 * 60 * 24 * 365
MEDIA_ROOT = DATA_DIR / "media"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
# hosts of the city's own net to which hooks may send; all others must lie in the open net
HOOKS_INSIDE = [h for h in os.environ.get("SZ_HOOKS_INSIDE", "").split(",") if h]
MESSAGE_CHANNEL = os.environ.get("SZ_CHANNEL", "file")  # file | tencent_sms
STRICT_ONCE = os.environ.get("SZ_STRICT_ONCE") == "1"  # tests: a POST outside `once` is an error
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SZ_LOG", "WARNING")},
}
