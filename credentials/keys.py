"""The keys certificates are signed with: files in one folder, readable by nobody else.

    KEYS_DIR/certificates/seal.p12       key and chain of the PDF seal
    KEYS_DIR/certificates/seal.password  its passphrase
    KEYS_DIR/certificates/root.pem       the root that a reader may trust
    KEYS_DIR/certificates/badge.pem      Ed25519 key of the attached credential

Owns: where they are, that they are private, the throw-away chain of a demonstration (marked TEST in every
name). Refuses to know: what is signed. A real installation is given its keys; none is ever invented for it.
"""

import os
import secrets
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from credentials.errors import NoSigner

DOCUMENT_SIGNING: Final = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
ROOT_DAYS: Final = 3650
SEAL_DAYS: Final = 1095
PRIVATE: Final = 0o600
FILES: Final = ("seal.p12", "seal.password", "root.pem", "badge.pem")


def folder() -> Path:
    """The folder of keys. A demonstration gets a throw-away chain on first use; others must bring theirs."""
    place = Path(settings.KEYS_DIR) / "certificates"
    if not place.exists() and settings.IS_DEMONSTRATION:
        make_test_keys(place)
    return place


def read(name: str) -> bytes:
    try:
        return (folder() / name).read_bytes()
    except OSError as error:
        raise NoSigner(_("The signing keys of this site are not set up.")) from error


def badge_key() -> ed25519.Ed25519PrivateKey:
    return _loaded_badge_key(read("badge.pem"))


def root_fingerprint() -> str:
    """SHA-256 of the root, in pairs, as viewers show it. Published, so that a reader can compare it."""
    digest = x509.load_pem_x509_certificate(read("root.pem")).fingerprint(hashes.SHA256()).hex().upper()
    return ":".join(digest[start : start + 2] for start in range(0, len(digest), 2))


def make_badge_key() -> bool:
    """The key of attached credentials, made once; False when there is one already."""
    place = folder() / "badge.pem"
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "wb") as target:
        target.write(_new_badge_key())
    return True


def problems() -> list[str]:
    """What is missing or unreadable, one sentence each."""
    found = []
    for name in FILES:
        if not (folder() / name).is_file():
            found.append(f"{name} is missing.")
    if not found:
        try:
            pkcs12.load_key_and_certificates(read("seal.p12"), read("seal.password").strip())
        except ValueError:
            found.append("seal.p12 does not open with seal.password.")
    return found


@cache
def _loaded_badge_key(pem: bytes) -> ed25519.Ed25519PrivateKey:
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise NoSigner(_("The key in badge.pem is not an Ed25519 key."))
    return key


def make_test_keys(place: Path) -> None:
    """A whole chain marked TEST. Made aside and moved in one step: of two processes, one wins."""
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix="making-", dir=place.parent))
    try:
        for name, content in _test_chain().items():
            target = aside / name
            target.touch(mode=PRIVATE)
            target.write_bytes(content)
        os.rename(aside, place)
    except OSError:
        if not place.exists():
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _test_chain() -> dict[str, bytes]:
    root_key = ec.generate_private_key(ec.SECP384R1())
    root = _certificate("TEST root (throw-away, not trusted)", root_key, days=ROOT_DAYS, path_length=1)
    issuing_key = ec.generate_private_key(ec.SECP384R1())
    issuing = _certificate(
        "TEST issuing authority", issuing_key, days=ROOT_DAYS, path_length=0, issuer=root, issuer_key=root_key
    )
    seal_key = ec.generate_private_key(ec.SECP256R1())
    seal = _certificate(
        "TEST certificate seal", seal_key, days=SEAL_DAYS, issuer=issuing, issuer_key=issuing_key
    )
    password = secrets.token_urlsafe(32).encode()
    return {
        "seal.p12": pkcs12.serialize_key_and_certificates(
            b"seal", seal_key, seal, [issuing, root], serialization.BestAvailableEncryption(password)
        ),
        "seal.password": password,
        "root.pem": root.public_bytes(serialization.Encoding.PEM),
        "badge.pem": _new_badge_key(),
    }


def _new_badge_key() -> bytes:
    return ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    *,
    days: int,
    path_length: int | None = None,
    issuer: x509.Certificate | None = None,
    issuer_key: ec.EllipticCurvePrivateKey | None = None,
) -> x509.Certificate:
    """``path_length`` makes it an authority; without it, a key that seals documents."""
    is_authority = path_length is not None
    # A day back, so that a slow clock elsewhere does not call it not yet valid.
    start = datetime.now(UTC) - timedelta(days=1)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Manabiya TEST"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=path_length), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_authority,
                content_commitment=not is_authority,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=is_authority,
                crl_sign=is_authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if issuer_key:
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    if not is_authority:
        # Document signing alone is called an "unknown issue" by poppler's checker; with the pair it is
        # trusted.
        usages = x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(usages, critical=False)
    return builder.sign(issuer_key or key, hashes.SHA256())
