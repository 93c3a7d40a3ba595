"""Seals PDFs (PAdES baseline B-B, ECDSA P-256) and checks the seal of one that came back.

The seal is a certification signature that allows no change, without an appearance: a visible stamp would
break PDF/A and PDF/UA. Which signer is used is a setting; ``none`` leaves the file unsealed.
"""

import io
import logging
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, Protocol

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from credentials import keys
from credentials.errors import NoSigner

FIELD: Final = "Seal"

logger = logging.getLogger(__name__)


class Seal(StrEnum):
    """What the seal of a file tells."""

    INTACT = "intact"  # ours, and nothing was changed since
    FOREIGN = "foreign"  # nothing was changed, but it is not our key
    BROKEN = "broken"
    MISSING = "missing"


class Signer(Protocol):
    def sign(self, pdf: bytes, *, reason: str, place: str = "") -> bytes: ...


@dataclass(frozen=True)
class NoSeal:
    """For a site without keys: the file goes out as it was drawn."""

    def sign(self, pdf: bytes, *, reason: str, place: str = "") -> bytes:
        return pdf


@dataclass(frozen=True)
class FileSeal:
    """A key and its chain in a PKCS#12 file."""

    p12: bytes
    password: bytes

    def sign(self, pdf: bytes, *, reason: str, place: str = "") -> bytes:
        # Typst ends its file without a newline; the update that carries the seal would break PDF/A 6.1.9.
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf if pdf.endswith(b"\n") else pdf + b"\n"))
        fields.append_signature_field(writer, SigFieldSpec(FIELD))
        metadata = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
            location=place or None,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        try:
            signed = signers.PdfSigner(metadata, signer=_opened(self.p12, self.password)).sign_pdf(writer)
        except SigningError as error:
            raise NoSigner(_("The certificate could not be sealed.")) from error
        return bytes(signed.getvalue())


def signer() -> Signer:
    """The signer of the settings. Raises NoSigner when its files are missing."""
    if settings.CREDENTIAL_SIGNER == "none":
        return NoSeal()
    return FileSeal(keys.read("seal.p12"), keys.read("seal.password").strip())


def check(pdf: bytes) -> Seal:
    """Whether the seal of ``pdf`` is ours and covers the whole file. Never asks the network."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        found = reader.embedded_signatures
        if not found:
            return Seal.MISSING
        status = validate_pdf_signature(found[-1], _trust())
    except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError) as error:
        logger.info("seal unreadable: %s", type(error).__name__)
        return Seal.BROKEN
    if not (status.intact and status.valid and status.docmdp_ok and len(found) == 1):
        return Seal.BROKEN
    covers_all = status.coverage is not None and status.coverage.name == "ENTIRE_FILE"
    if not covers_all:
        return Seal.BROKEN
    return Seal.INTACT if status.trusted else Seal.FOREIGN


def _trust() -> ValidationContext:
    return ValidationContext(trust_roots=[_certificate(keys.read("root.pem"))], allow_fetching=False)


def _certificate(data: bytes) -> asn1_x509.Certificate:
    if pem.detect(data):
        _kind, _headers, data = pem.unarmor(data)
    return asn1_x509.Certificate.load(data)


@lru_cache(maxsize=2)
def _opened(p12: bytes, password: bytes) -> signers.SimpleSigner:
    opened = signers.SimpleSigner.load_pkcs12_data(p12, other_certs=[], passphrase=password)
    if opened is None:
        raise NoSigner(_("The signing key cannot be opened with its passphrase."))
    return opened
