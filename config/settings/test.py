"""For the test run: settings of production, an embedded database file, no throttling by TLS."""

import atexit
import os
import shutil
import tempfile

if "MANABIYA_VAR" not in os.environ:
    os.environ["MANABIYA_VAR"] = tempfile.mkdtemp(prefix="manabiya-test-")
    atexit.register(shutil.rmtree, os.environ["MANABIYA_VAR"], ignore_errors=True)
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("BASE_URL", "http://testserver")
os.environ.setdefault("LOG_LEVEL", "WARNING")

from config.settings.production import *

SECURE_HSTS_SECONDS = 0
CSRF_TRUSTED_ORIGINS = []
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
MEDIA_ROOT = VAR_DIR / "media"
