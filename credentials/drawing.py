"""Draw, repair, seal and store the one file of an award; the job that does it in the background.

Safe to kill anywhere and to run twice: what is stored first stands, a second run finds it and leaves.
"""

import hashlib
import json
import logging
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from credentials import certificate, keys, open_badges, signatures
from credentials.errors import DamagedFile
from credentials.models import Credential
from documents import pdf as pdf_files
from documents.errors import DocumentError, MissingGlyph, TextLayerMismatch
from documents.text_layer import repair
from documents.typst_runner import draw as draw_with_typst
from jobs.models import Job
from jobs.queue import handler

# A long name or title makes everything a little smaller until it fits one page.
SCALES: Final = (1.0, 0.93, 0.86, 0.79, 0.72, 0.64)

logger = logging.getLogger(__name__)


@handler("credentials.draw")
def draw_job(job: Job) -> None:
    credential = Credential.objects.get(pk=job.args["credential"])
    job.raise_if_cancelled()
    try:
        draw(credential)
    except MissingGlyph as refusal:
        # Trying again would not help: somebody has to correct the name or the title.
        job.fail_item(credential.shown_number, str(refusal))
        return
    job.advance(done=1)


def draw(credential: Credential) -> Credential:
    """The award with its file, drawn now or long ago."""
    if credential.is_drawn:
        return credential
    return _store(credential, file_of(credential, at=timezone.now()))


def file_of(credential: Credential, *, at: datetime) -> bytes:
    """The finished, sealed PDF. Costs some 40 ms; holds no lock and writes nothing."""
    pdf = page(credential, credential_json=attached(credential, at=at), at=at)
    place = credential.facts.get("place", "")
    return signatures.signer().sign(pdf, reason="Certificate issued", place=place)


def page(credential: Credential, *, credential_json: str | None, at: datetime) -> bytes:
    """The page before its seal, one sheet, with a text layer that extracts. ``at`` fixes every byte of it."""
    for scale in SCALES:
        data = certificate.template_data(
            credential.facts,
            number=credential.number,
            base_url=settings.BASE_URL,
            is_specimen=credential.is_specimen,
            credential_json=credential_json,
            scale=scale,
        )
        drawn = draw_with_typst(certificate.TEMPLATE, data, timestamp=at)
        if drawn.warnings:
            logger.warning("certificate drawn with warnings: %s", "; ".join(drawn.warnings))
        if pdf_files.page_count(drawn.pdf) == 1:
            return _repaired(drawn.pdf, certificate.reading_order(data))
    raise DocumentError("the certificate does not fit on one page")


def attached(credential: Credential, *, at: datetime) -> str | None:
    """The signed credential as JSON; none on a site that seals nothing."""
    if settings.CREDENTIAL_SIGNER == "none":
        return None
    key = keys.badge_key()
    unsigned = open_badges.document(
        credential.facts,
        number=credential.number,
        subject=str(credential.uuid),
        base_url=settings.BASE_URL,
        issuer_id=open_badges.issuer_id(settings.BASE_URL, key.public_key()),
        issued_at=credential.issued_at,
        valid_until=credential.valid_until,
    )
    return json.dumps(open_badges.signed(unsigned, key, created=at), ensure_ascii=False)


def _repaired(pdf: bytes, lines: list[str]) -> bytes:
    try:
        return repair(pdf, lines)
    except TextLayerMismatch:
        # A page that copies less well is better than no page; the tests hold the two together.
        logger.exception("text layer left as drawn")
        return pdf


@transaction.atomic
def _store(credential: Credential, content: bytes) -> Credential:
    locked = Credential.objects.select_for_update().get(pk=credential.pk)
    if locked.is_drawn:
        return locked
    name = f"certificates/{locked.issued_at:%Y}/{locked.uuid}.pdf"
    storage = locked.file.storage
    if storage.exists(name):
        # Left by a run that was killed between the file and the row: nobody was ever given it.
        storage.delete(name)
    locked.file.name = storage.save(name, ContentFile(content))
    locked.file_digest = hashlib.sha256(content).hexdigest()
    locked.file_size = len(content)
    locked.drawn_at = timezone.now()
    locked.save(update_fields=["file", "file_digest", "file_size", "drawn_at"])
    return locked


def stored_file(credential: Credential) -> bytes:
    """The file as it was first drawn. Raises DamagedFile when storage returns anything else."""
    with credential.file.storage.open(credential.file.name) as stored:
        content = bytes(stored.read())
    if hashlib.sha256(content).hexdigest() != credential.file_digest:
        raise DamagedFile
    return content
