"""The Celery application. Its broker is Redis or RabbitMQ by URL, or files in a folder for one machine."""

import os
from pathlib import Path

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("manabiya")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.connection_errors = (OSError, *app.connection_for_write().connection_errors)


@setup_logging.connect
def keep_our_logging(**kwargs: object) -> None:
    """Celery would replace the structured logs by its own."""


if settings.CELERY_BROKER_URL.startswith("filesystem"):
    for key in ("data_folder_in", "data_folder_out", "control_folder"):
        Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS[key]).mkdir(parents=True, exist_ok=True)
    app.conf.beat_schedule_filename = str(Path(settings.VAR_DIR) / "beat-schedule")
