"""For `make demo` and everyday work on one machine: embedded database, embedded worker, no TLS."""

import os
import secrets
from pathlib import Path

_var = Path(os.environ.get("MANABIYA_VAR", Path(__file__).resolve().parents[2] / "var"))
_secret = _var / "secret-key"
if not _secret.exists():
    _var.mkdir(parents=True, exist_ok=True)
    _secret.write_text(secrets.token_urlsafe(50))
    _secret.chmod(0o600)
os.environ.setdefault("SECRET_KEY", _secret.read_text())
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
os.environ.setdefault("BASE_URL", f"http://localhost:{os.environ.get('PORT', '8000')}")
os.environ.setdefault("MANABIYA_DEMO", "1")
os.environ.setdefault("LOG_LEVEL", "WARNING")

from config.settings.production import *  # noqa: E402

SECURE_HSTS_SECONDS = 0
CSRF_TRUSTED_ORIGINS = [BASE_URL, BASE_URL.replace("localhost", "127.0.0.1")]
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
# In production the proxy in front compresses pages (docs/operate.md); here nothing stands in front.
MIDDLEWARE.insert(
    MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware") + 1,
    "django.middleware.gzip.GZipMiddleware",
)
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
if IS_DEMONSTRATION:
    # Every mail lands on a page that staff can read.
    EMAIL_BACKEND = "people.mailbox.DatabaseBackend"
