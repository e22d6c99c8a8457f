"""All settings, from the environment: each with a default that works with nothing else installed.

`docs/operations.md` tells what a newsroom sets. Code elsewhere reads `settings.X`, never the environment.
"""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from jinja2 import FileSystemLoader, PrefixLoader

from newsroom import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.read("DATA_DIR", BASE_DIR / "var", lambda raw: Path(raw).resolve())
"""Database, media and key: all that a backup must hold."""

# --- Where it runs -------------------------------------------------------------------------------------

PRODUCTION = env.flag("PRODUCTION", default=False)
DEMO = env.flag("DEMO", default=False)
"""A demonstration: the sign-in page offers ready accounts, which production refuses."""

READERS_ONLY = env.flag("READERS_ONLY", default=False)
"""A process for the readers' site alone: no address of the desk; run under the role of `manage.py public_role`."""

PUBLIC_ROLE_PASSWORD = env.text("PUBLIC_ROLE_PASSWORD")
DEBUG = env.flag("DEBUG", default=False)
PORT = env.whole("PORT", 8000)
"""Where `make run` serves, on this machine alone."""

SITE_ADDRESS = env.site("SITE_ADDRESS", f"http://127.0.0.1:{PORT}")
"""Scheme and host of the readers' site: the only source of absolute addresses."""

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
FORCE_SCRIPT_NAME = ""
"""The site begins at the root, whatever a header tells the application server: of what it says pages would be kept."""

CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [])
SECRET_KEY = env.secret("SECRET_KEY", DATA_DIR / "secret.key", production=PRODUCTION)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_TLS_PROXY", default=False) else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION and SITE_ADDRESS.startswith("https:") else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SILENCED_SYSTEM_CHECKS = [
    "security.W008",
    "security.W005",
    "security.W021",  # the proxy's part, these three: docs/operations.md
    "security.W003",  # form tokens are checked by newsroom.desk.FormTokens
]

# --- The newsroom ----------------------------------------------------------------------------------------

OUTLET_NAME = env.text("OUTLET_NAME", "Nusa Harian")
OUTLET_TAGLINE = env.text("OUTLET_TAGLINE", "Kabar Nusantara, terang sumbernya")
OUTLET_LOGO = env.text("OUTLET_LOGO")
"""A picture in place of the name: a file in HOUSE_DIR, as `logo.svg`; shown 32 px high, 52 on wide screens."""

HOUSE_DIR = env.read("HOUSE_DIR", DATA_DIR / "house", lambda raw: Path(raw).resolve())
"""The newsroom's own static files."""

PAPER = ("#FBFAF7", "#121416")
"""The paper by day and by night where the house has none of its own, as in static/css/site.css."""

LOOK_COLOURS = {name: env.colours(f"LOOK_{name.upper()}") for name in ("paper", "ink", "meta", "accent", "link")}
LOOK_FONTS = {name: env.fonts(f"LOOK_{name.upper()}") for name in ("serif", "sans")}
"""What the house puts in place of the default look; static/css/site.css says what each is for."""

DATELINE_HOUSE = env.text("DATELINE_HOUSE", "NUSAHARIAN.ID")
"""The house name that opens a body: `REPUBLIKA.CO.ID` in `REPUBLIKA.CO.ID, SEOUL --`."""

BYLINE_TEMPLATE = {
    "rep": env.byline("BYLINE_REP", "Rep: {names}"),
    "red": env.byline("BYLINE_RED", "Red: {names}"),
    "penulis": env.byline("BYLINE_PENULIS", "Penulis: {names}"),
    "kontributor": env.byline("BYLINE_KONTRIBUTOR", "Kontributor: {names}"),
    "penerjemah": env.byline("BYLINE_PENERJEMAH", "Penerjemah: {names}"),
    "foto": env.byline("BYLINE_FOTO", "Foto: {names}"),
    "video": env.byline("BYLINE_VIDEO", "Video: {names}"),
}
BYLINE_SEPARATOR = env.read("BYLINE_SEPARATOR", "/ ", lambda raw: raw.strip('"'))
SUNDAY = env.one_of("SUNDAY", "Ahad", {"Ahad", "Minggu"})
"""What Sunday is called in mastheads."""

SUNDAY_IN_TEXT = env.one_of("SUNDAY_IN_TEXT", SUNDAY, {"Ahad", "Minggu"})
FEED_TEXT = env.one_of("FEED_TEXT", "summary", {"summary", "full"}) == "full"
"""Whether feeds carry whole texts; they carry the summary otherwise."""

ADVERT_LABEL = env.text("ADVERT_LABEL")
"""What stands over advertising; empty: the language's own word."""

HEADLINE_LIMIT = env.whole("HEADLINE_LIMIT", 80)
"""Characters past which the desk warns; it never blocks."""

OPEN_PLACES_BLOCK = env.flag("OPEN_PLACES_BLOCK", default=True)
"""Whether `[[ … ]]` or `XXX` anywhere in a story stops its publication; it is told of in any case."""

COUNTER_SECONDS = env.whole("COUNTER_SECONDS", 5)
"""How long readings are gathered in memory: a process that is killed loses as much, and ten is the most."""
DEVELOPMENT_MINUTES = env.whole("DEVELOPMENT_MINUTES", 15)
"""How soon after a Kilat its full version is owed."""

CLAIM_MINUTES = env.whole("CLAIM_MINUTES", 30, least=1)
DESK_PATH = env.desk_path("DESK_PATH", "desk")
REDAKSI_COMPANY = env.text("REDAKSI_COMPANY", "PT Nusa Harian Media" if DEMO else "")
REDAKSI_ADDRESS = env.text("REDAKSI_ADDRESS", "Jalan Kenanga Timur 12, Jakarta Selatan 12950" if DEMO else "")
REDAKSI_CONTACT = env.text("REDAKSI_CONTACT", "redaksi@nusaharian.example · 021 555 0112" if DEMO else "")
"""Post and telephone for those who ask for a reply or a correction, in one line."""

REDAKSI_RESPONSIBLE = env.text("REDAKSI_RESPONSIBLE", "Wisnu Hardjono" if DEMO else "")
"""Law 40/1999, art. 12: who answers for the newsroom, printed in every footer; a check warns while empty."""

ADS_TXT = env.file("ADS_TXT")
"""The text of ads.txt, from the file named: who may sell the newsroom's advertising. Empty: there is none."""

SECURITY_CONTACT = env.words("SECURITY_CONTACT", [])
"""Whom to tell of a weakness, as addresses: mailto:, tel: or https://."""

GUIDELINES = env.file("GUIDELINES_FILE")
"""The official text of the Press Council's guidelines, plain, a blank line between paragraphs: the newsroom's own copy,
since many in circulation are corrupted. A check warns while it is empty."""

LANGUAGE_CODE = env.one_of("SITE_LANGUAGE", "id", {"id", "en"})
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.one_of(
    "SITE_ZONE", "Asia/Jakarta", {"Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"}
)
USE_I18N = USE_TZ = True

# --- What is built on ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "newsroom.apps.NewsroomConfig",
    "demo",
    "wire",
    "articles",
    "editions",
    "photos",
    "accounts",
    "almanac",
    "newsroom.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "taggit",
    "js_asset",
    "django_prose_editor",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "editions.cache.middleware.PageCache",
    "newsroom.requests.RequestIdMiddleware",
    "newsroom.csp.ContentSecurityPolicyMiddleware",
    "newsroom.csp.PermissionsPolicyMiddleware",
    "newsroom.csp.HttpsAloneMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.desk.Sessions",
    "django.middleware.common.CommonMiddleware",
    "newsroom.desk.FormTokens",
    "newsroom.desk.SignIn",
    "newsroom.desk.WithoutNulls",
    "accounts.locale.DeskLocaleMiddleware",
    "newsroom.desk.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {  # readers' pages
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "OPTIONS": {
            "environment": "editions.templating.environment",
            "loader": PrefixLoader({"editions": FileSystemLoader(BASE_DIR / "templates" / "editions")}),
            "context_processors": ["newsroom.outlet.outlet"],
        },
    },
    {  # the desk, Django's own admin first of all
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.outlet.outlet",
            ]
        },
    },
]

DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "newsroom.sqlite3")}

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "newsroom_cache"}
    if not (_cache := env.text("CACHE_URL"))
    else {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _cache,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
}
"""Sign-in attempts are counted here, so it is shared by all workers: never memory of one process."""

CACHE_IS_REMOTE = bool(_cache)
PAGE_CACHE = env.flag("PAGE_CACHE", default=True)
"""Readers' pages are kept once they are made. Off for measuring what it costs to make them."""

ROW_CACHE = env.flag("ROW_CACHE", default=True)
"""Rows that many pages show are remembered in each process. Off, with the pages, for what it costs at its start."""

PAGE_CACHE_DIR = DATA_DIR / "pages"
PAGE_CACHE_MB = env.whole("PAGE_CACHE_MB", 512)
"""Room on disk for kept pages; where CACHE_URL names a Redis, they are kept there instead."""

PAGE_MEMORY_MB = env.whole("PAGE_MEMORY_MB", 6)
"""Room for kept pages in each process's own memory."""

PROXIES = env.proxies("PROXIES")
"""Proxies in front that are told what went stale: varnish:http://127.0.0.1:6081, fastly:SERVICE, cloudflare:ZONE."""

FASTLY_TOKEN = env.text("FASTLY_TOKEN")
CLOUDFLARE_TOKEN = env.text("CLOUDFLARE_TOKEN")

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [BASE_DIR / "static"]
if HOUSE_DIR.is_dir():
    STATICFILES_DIRS.append(("house", HOUSE_DIR))
MEDIA_ROOT = DATA_DIR / "media"
"""Originals and unpublished renditions: never under the public root."""

PUBLIC_MEDIA_ROOT = DATA_DIR / "public"
"""What stories show: renditions copied at publication under names that nobody can guess."""

PUBLIC_MEDIA_URL = env.media("PUBLIC_MEDIA_URL", "/media/")
"""Where readers get pictures: here, or a host that asks here and keeps the answers: https://gambar.kabar.id/media/."""

STORAGES = {
    "default": env.storage("MEDIA_BUCKET"),
    "public": env.storage("PUBLIC_MEDIA_BUCKET", location=PUBLIC_MEDIA_ROOT),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

TAGGIT_CASE_INSENSITIVE = True

TRAIL_HEADS = env.path("TRAIL_HEADS")
"""A file out of reach of whoever owns the database: the worker adds the trail's newest seal to it each hour."""

# --- Who comes in ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.BundleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "articles.door.DeskAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"reset_password": "accounts.passwords.AskForm"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES = env.whole("TRUSTED_PROXIES", 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_REQUIRED = env.flag("MFA_REQUIRED", default=PRODUCTION)
"""Whether the desk asks for a second factor. On in production."""

EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.whole("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "redaksi@localhost")
NO_CHANNEL: tuple[str, ...] = ()
NEWSROOM_CHANNEL = env.read("NEWSROOM_CHANNEL", NO_CHANNEL, env.channel, secret=True)
"""Where the newsroom hears of what is submitted, published, urgent or held: `webhook https://…`, `slack https://…`
or `telegram <token>@<chat>`. Empty: nowhere but bell and e-mail."""

# --- Walls -----------------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
PICTURES = ["'self'", *(["/".join(PUBLIC_MEDIA_URL.split("/")[:3])] if "://" in PUBLIC_MEDIA_URL else [])]
WALL: dict[str, list[str] | bool] = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": PICTURES,
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "frame-ancestors": ["'none'"],
    "upgrade-insecure-requests": PRODUCTION and SITE_ADDRESS.startswith("https:"),
}
# Readers' pages turn no text into markup; the desk's editor and select fields live on it.
SECURE_CSP = WALL | {"require-trusted-types-for": ["'script'"], "trusted-types": ["'none'"]}
DESK_CSP = WALL | {
    "script-src": ["'self'", "'nonce-{nonce}'"],
    # Tiptap's one style element, as django-prose-editor 0.28.0 ships it; a browser test watches the hash.
    "style-src": ["'self'", "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
    "img-src": [*PICTURES, "data:", "blob:"],
    "font-src": ["'self'"],
    # The preview beside the text.
    "frame-src": ["'self'"],
}
FEATURES_OFF = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
"""What neither site nor desk asks a browser for."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "newsroom.requests.RequestIdFilter"},
        "refusals": {"()": "newsroom.requests.RefusalFilter"},
    },
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id", "refusals"]},
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}

if PRODUCTION and DEMO:
    raise ImproperlyConfigured("PRODUCTION and DEMO exclude each other: demonstration accounts have public passwords")
