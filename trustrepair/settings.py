"""Every setting of the house, read once from the environment; what is missing or wrong is said in a sentence."""

import os
from pathlib import Path
from urllib.parse import quote

from ground.outbox.relayaddress import relay_address

from . import catalogues
from .environment import Environment
from .log import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

# -- Which house: a demo, one by itself on SQLite, or production ------------------------------------------------------
DEBUG = False
DEMO = env.flag("DEMO")
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var" / ("demo" if DEMO else "house"))
_own = "demo" if DEMO else "house"
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{quote(str(VAR_DIR / _own))}.sqlite3")}
_database = DATABASES["default"]
SQLITE = _database["ENGINE"] == "django.db.backends.sqlite3"
PRODUCTION = not SQLITE
if DEMO and not Path(str(_database["NAME"])).stem.endswith("demo"):
    env.problems.append("DEMO=1 needs a database of its own, with a name that ends in “demo”. Set DEMO=0 for this one.")

# -- Secrets: production is given them; a house by itself makes them once ---------------------------------------------
_given = all(env.values.get(name) or env.values.get(f"{name}_FILE") for name in ("SECRET_KEY", "LINK_KEY"))
_made = {} if PRODUCTION or _given else env.made_secrets(VAR_DIR / "secrets.json")
SECRET_KEY = env.secret_key(_made)
LINK_KEYS = env.link_keys(_made, SECRET_KEY)

# -- Where it stands: letters take their links from SITE_URL, never from a request ------------------------------------
PORT = env.port("PORT", 8000)
_site = env.site("SITE_URL", "" if PRODUCTION else f"http://127.0.0.1:{PORT}")
SITE_URL = f"{_site.scheme}://{_site.netloc}"
HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = [_site.hostname or "", *([] if PRODUCTION else ["127.0.0.1", "localhost"])]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if _site.scheme else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_HOST = _site.netloc
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, at_most=9)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
# The other hosts of the domain are not ours to decide about (HSTS); a person's email is unique without regard to case.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "auth.W004"]

# -- The database remembers -------------------------------------------------------------------------------------------
if SQLITE:
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    # One connection a process, made after the fork; a pool must not be shared over it.
    _database |= {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            "keepalives_idle": 30,
            "tcp_user_timeout": 20_000,
            # jit: compiling a statement would take longer than any of ours takes to run.
            "options": "-c lock_timeout=20s -c idle_in_transaction_session_timeout=60s -c jit=off",
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Where the ends of all histories are published, day by day, out of the database's reach ---------------------------
HISTORY_HEADS_DIR = env.folder("HISTORY_HEADS_DIR", VAR_DIR / "history-heads")

# -- What is attached to a case: never below an address, read only through the door of the case -----------------------
FILES_DIR = env.folder("FILES_DIR", VAR_DIR / "files")

# -- The broker wakes; without Redis, files wake (slower, and no truth is lost) ---------------------------------------
_broker = "" if PRODUCTION else "filesystem://"
env.address("REDIS_URL", {"redis", "rediss", "redis+socket", "filesystem"}, _broker, "redis://:password@host:6379/0")
REDIS_URL = env.text("REDIS_URL", _broker)

# -- Letters: EMAIL_HOST and its kin when there is a relay, LETTERS_DIR when letters go to a folder -------------------
_relay, LETTERS_DIR = env.mail("EMAIL_URL", "" if PRODUCTION else f"file://{quote(str(VAR_DIR / 'letters'))}")
globals().update(_relay)
EMAIL_TIMEOUT = 20
MAIL = relay_address(
    _relay,
    LETTERS_DIR,
    site=_site.hostname or "",
    deadline=env.number("OUTBOX_DEADLINE", 60, at_most=3600),
    lease=env.number("OUTBOX_LEASE", 120, at_most=86_400),
)

# -- Replies: the address they come to, and the name our mail server signs with; none of it is needed to send ---------
MAIL_IN = env.mail_in()

env.stop_if_wrong()
if SQLITE:
    VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_structlog",
    "csp",
    "trustrepair.apps.RoofConfig",
    "ground.accounts",
    "ground.worktime",
    "ground.money",
    "ground.history",
    "ground.outbox",
    "ground.decisions",
    "ground.files",
    "ground.mailbox",
    "ground.jobs",
    "customers",
    "refunds",
    "trust",
    "incidents",
    "updates",
    "recovery",
    "desk",
    "board",
    "statuspage",
]

MIDDLEWARE = [
    "django_structlog.middlewares.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "trustrepair.headers.StrictHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "trustrepair.language.language_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "trustrepair.urls"
WSGI_APPLICATION = "trustrepair.wsgi.application"

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
                "desk.context.shell",
                "desk.demo.sign_ins.for_the_sign_in_page",
                "trustrepair.banner.house_banner",
            ],
            "builtins": ["ground.language_filters"],
        },
    },
]

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

# -- Words: customers are written to in all of these, our own people in English and German ---------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("nl", "Nederlands"),
    ("ja", "日本語"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
PAGE_LANGUAGES = {"en", *catalogues.compiled(LOCALE_PATHS[0])}
STAFF_LANGUAGES = catalogues.STAFF
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "trustrepair.stylesheet.OneStylesheet",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# What a browser may load and do: ours only, nothing inline. `data:` is Bootstrap's tick in a checkbox.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# -- Signing in: by email; people are invited, and tries are counted in the database (ground/accounts/limits.py) -------
ACCOUNT_ADAPTER = "ground.accounts.adapter.HouseAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "ground.accounts.links.LinkTokens"  # noqa: S105
ACCOUNT_FORMS = {
    "login": "ground.accounts.forms.SignInForm",
    "reset_password": "ground.accounts.forms.AskForLinkForm",
    "reset_password_from_key": "ground.accounts.forms.ByLinkForm",
    "change_password": "ground.accounts.forms.ChangeForm",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
SESSION_ENGINE = "ground.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGGING = logging_settings(as_json=PRODUCTION)
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10
