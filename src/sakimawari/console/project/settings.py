"""Django's settings, worked out from the office of this process; nothing here reads the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sakimawari.console.project.database import database_of
from sakimawari.console.project.discreet import LOGGING as DISCREET_LOGGING
from sakimawari.console.project.security import HSTS_SECONDS, HTTPS_HEADER, security_of
from sakimawari.console.signin.times import ABSOLUTE_SECONDS
from sakimawari.office import current_office

OFFICE = current_office()
SECURITY = security_of(OFFICE)
_CONSOLE = Path(__file__).resolve().parents[1]

DEBUG = False
SECRET_KEY = SECURITY.secret
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *OFFICE.hosts]
ROOT_URLCONF = "sakimawari.console.project.urls"
WSGI_APPLICATION = "sakimawari.console.project.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "sakimawari.guard.accounts",
    "sakimawari.guard.audit",
    "sakimawari.guard.consents",
    "sakimawari.cases",
    "sakimawari.reach.plans",
    "sakimawari.reach.sending",
    "sakimawari.reach.channels",
    "sakimawari.reach.returned",
    "sakimawari.reach.rounds",
    "sakimawari.console",
    "sakimawari.console.api",
    "sakimawari.console.staff.saved",
    "sakimawari.console.services.changes",
    "sakimawari.console.staff.naming",
    "sakimawari.console.staff.checks",
    "sakimawari.console.residents.requests",
    "sakimawari.console.outreach.plans",
    "sakimawari.console.foresight",
]
MIDDLEWARE = [
    "sakimawari.console.project.forwarded.ForwardedMiddleware",
    "sakimawari.console.project.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sakimawari.console.signin.middleware.ActorMiddleware",
    "sakimawari.console.access.ClearingMiddleware",
    "sakimawari.console.api.middleware.ProblemMiddleware",
    "sakimawari.console.display.DisplayMiddleware",
    "sakimawari.console.project.sizes.SizeMiddleware",
    "sakimawari.console.furigana.middleware.FuriganaMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "sakimawari.console.signin.middleware.PatienceMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_CONSOLE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "sakimawari.console.layout.page",
            ],
        },
    }
]
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["sakimawari.console.signin.entry.Accounts"]
PROXIES = OFFICE.proxies
SESSION_COOKIE_NAME = f"{SECURITY.cookie_prefix}session"
SESSION_COOKIE_AGE = ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURITY.over_https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{SECURITY.cookie_prefix}csrf"
CSRF_COOKIE_AGE = None  # until the browser is closed, as the session
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURITY.over_https
SECURE_HSTS_SECONDS = HSTS_SECONDS if SECURITY.over_https else 0
SECURE_PROXY_SSL_HEADER = HTTPS_HEADER if SECURITY.over_https else None
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGGING = DISCREET_LOGGING
SESSION_ENGINE = "sakimawari.guard.accounts.session_store"
CSRF_FAILURE_VIEW = "sakimawari.console.front.errors.expired"
DATABASES = {"default": database_of(OFFICE.database, OFFICE.home)}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_I18N = False
USE_TZ = True
STATIC_URL = "/static/"
# Served from the installed package itself, read once at the start: there is nothing to collect.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 24 * 3600
