"""Course packages brought into the CMS: the zip as it came, kept a while so that it can be checked and imported."""

import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models

from jobs.models import Job


def private_storage() -> Storage:
    return storages["private"]


class PackageUpload(models.Model):
    """One zip. What it holds is read anew each time; the codes say whose it is."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(storage=private_storage, upload_to="packages", max_length=200)
    name = models.CharField(max_length=200)
    course_code = models.CharField(max_length=20, blank=True)
    area_code = models.CharField(max_length=80, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
