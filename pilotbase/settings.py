"""One settings module. What differs between places comes from ``env``."""

from pathlib import Path

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

from pilotbase import env as surroundings

env = surroundings.read()
BASE = Path(__file__).resolve().parent
DATA = env.data.resolve()
DEMO = env.demo
SECRET_KEY = env.key()
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "PILOTBASE_SECRET_KEY is not set: give it at least 50 random characters."
    )
DEBUG = False
ALLOWED_HOSTS = env.hosts()
PUBLIC_URL = env.address()
BIND_HOST = env.host
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in env.hosts()]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
# Before those of the libraries, which have a word of their own for some of ours.
LOCALE_PATHS = [*sorted(BASE.glob("*/locale")), *sorted(BASE.parent.glob("*/locale"))]
ROOT_URLCONF = "pilotbase.urls"
ASGI_APPLICATION = "pilotbase.asgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "axes",
    "pilotbase.web",  # its pages stand before those of allauth
    "allauth",
    "allauth.account",
    "django_tasks",
    "django_tasks_db",
    "pilotbase.records",
    "pilotbase.audit",
    "pilotbase.accounts",
    "pilotbase.notifications",
    "pilotbase.live",
    "pilotbase.pdf",
    "pilotbase.labels",
    "equipment",
    "bookings",
    "samples",
    "pilotbase.intake",
    "pilotbase.pages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "pilotbase.core.statics.StaticFiles",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "pilotbase.core.middleware.speak_problems",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pilotbase.accounts.http.name_the_actor",
    "pilotbase.accounts.http.speak_to_the_reader",
    "pilotbase.accounts.setup.send_to_setup",
    "pilotbase.core.middleware.answer_refusals",
    "axes.middleware.AxesMiddleware",
]
FORM_RENDERER = "pilotbase.web.forms.PageRenderer"
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
                "pilotbase.web.context.shell",
            ],
        },
    }
]
DATABASES = {"default": env.database()}
CHANNEL_LAYERS = {"default": env.layer()}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# Who gets in: an e-mail and a password, slowed down and locked out by axes.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "pilotbase.accounts.adapter.ClosedDoor"
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/5m/ip,10/5m/key"}
ACCOUNT_PREVENT_ENUMERATION = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "web/locked.html"
AXES_VERBOSE = False

# What leaves: nothing inline, no frames, no referrer beyond our own pages.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "style-src-attr": [UNSAFE_INLINE],  # positions on the timeline, in percent
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "pilotbase_session"
CSRF_COOKIE_NAME = "pilotbase_csrf"
LANGUAGE_COOKIE_NAME = "pilotbase_language"
if env.https:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = DATA / "files"
_mail = env.mail()
SENDS_EMAIL = bool(env.email_url)
DEFAULT_FROM_EMAIL = _mail.sender
EMAIL_BACKEND = f"django.core.mail.backends.{_mail.backend}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starttls, _mail.ssl
EMAIL_FILE_PATH = _mail.folder
EMAIL_TIMEOUT = 20  # seconds
WECOM_URL = "https://qyapi.weixin.qq.com"
DINGTALK_URL = "https://oapi.dingtalk.com"
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A refusal was said to whoever asked; the log is for what went wrong here.
    "loggers": {"django.request": {"level": "ERROR"}},
}
