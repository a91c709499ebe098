# SPDX-License-Identifier: EUPL-1.2
"""Settings. Everything that differs between places comes from the environment:

TEREZE_HOME           the data folder (default: ~/.local/share/tereze, as root /var/lib/tereze)
TEREZE_SECRET         root secret of at least 32 characters; without it the data folder's is used
TEREZE_DATABASE_URL   a PostgreSQL of yours (15 or newer); without it the embedded one is used
TEREZE_HOSTS          more names under which it answers, besides that in TEREZE_URL, with commas
TEREZE_PLACE          the city or region that is served, as the head of every page names it
TEREZE_URL            the address that QR codes point to, e.g. https://permits.example.kz
TEREZE_REGION         country in which a phone number without + is dialled (default: KZ)
TEREZE_CALL_CENTRE    number of the call centre, as the help page shows it (none by default)
TEREZE_CALLS_SECRET   what the call centre's telephone system signs with (none: no such system)
TEREZE_SMS_URL        address of the gateway that sends messages to phones (none by default)
TEREZE_CARRIERS       accounts with carriers of short messages, with spaces: name=smpp://… (none)
TEREZE_BOTS           accounts with messengers, with spaces: name=telegram://… (none)
TEREZE_EMERGENCY      numbers to call in danger, separated by commas (default: 112,103)
TEREZE_DEMO           1: fictitious residents, sign-ins on the front page, a readable outbox
"""

import os
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from tereze.core import home, sealing

HOME = home.folder()
DEMO = os.environ.get("TEREZE_DEMO") == "1"
REGION = home.region()
URL = home.public_url()
PLACE_NAME = os.environ.get("TEREZE_PLACE", "")
CALL_CENTRE = os.environ.get("TEREZE_CALL_CENTRE", "")
# Several while one takes the place of another.
CALLS_SECRETS = [one for one in os.environ.get("TEREZE_CALLS_SECRET", "").split(",") if one]
SMS_URL = os.environ.get("TEREZE_SMS_URL", "")
CARRIERS = os.environ.get("TEREZE_CARRIERS", "")
BOTS = os.environ.get("TEREZE_BOTS", "")
EMERGENCY_NUMBERS = os.environ.get("TEREZE_EMERGENCY", "112,103").split(",")

home.adopt_secret(HOME)
_SECRET = os.environ.get("TEREZE_SECRET", "").split(",")[0]
# Without a secret Django still serves commands that need none; it refuses sessions by itself.
SECRET_KEY = sealing.derive("django", _SECRET).hex() if _SECRET else ""
DEBUG = False
_HOSTS = os.environ.get("TEREZE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
# Who follows a link of ours is never turned away.
ALLOWED_HOSTS = [*_HOSTS, home.public_host()]

INSTALLED_APPS = [
    "tereze.core",
    "tereze.people",
    "tereze.packs",
    "tereze.messaging",
    "tereze.permits",
    "tereze.permits.checkpoints",
    "tereze.permits.conversation",
    "tereze.permits.paper",
    "tereze.permits.kiosk",
    "tereze.permits.employers",
    "tereze.permits.desk",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "tereze.core.web.security_headers",
    "tereze.core.web.one_for_all_languages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tereze.core.error_pages.AnswerErrors",
]

FORM_RENDERER = "tereze.core.forms.FormRenderer"
CSRF_FAILURE_VIEW = "tereze.core.error_pages.forgery_suspected"

ROOT_URLCONF = "tereze.config.urls"
ASGI_APPLICATION = "tereze.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tereze.core.web.site",
            ],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    """Django's view of a libpq URL or connection string."""
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "tereze.core.patience",
        "NAME": parts.pop("dbname", "tereze"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
        "TEST": {"NAME": "test_tereze"},
    }


DATABASE_URL = home.database_url(HOME)
DATABASES = {"default": _database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Staff"
LOGIN_URL = "staff-sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("az", "Azərbaycanca"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["tereze.config.formats"]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
# A city's own colours and mark: a file here wins over the shipped one of the same name.
STATICFILES_DIRS = [HOME / "brand"] if (HOME / "brand").is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tereze.core.static_files.StaticFiles"},
}

_HTTPS = URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HTTPS
if _HTTPS:
    # Another site of the same domain may set cookies for all of the domain, but none of such a name:
    # it can neither sign people in as somebody else nor know the token of their forms.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
# Nothing larger is taken in (config/pages.py): what is, is a form, or a list of people of up to 16 MB
# with what a browser puts around it. All of it stays in memory, and none unsealed in a temporary file.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 17_000_000
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [URL]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"pages": {"()": "tereze.core.log.PagesNotAddresses"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["pages"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
