"""The award as an Open Badges 3.0 credential with an embedded proof (``eddsa-rdfc-2022``).

Owns: the document, its signature and the check of it. Refuses to know: pages, storage, how it travels.
Signed is the canonical RDF, so every term must be defined by the two vendored contexts: an undefined one
would be dropped from what is signed. Nothing is ever fetched.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from pyld import jsonld

from credentials.models import Achievement

CONTEXTS_DIR: Final = Path(__file__).parent / "contexts"
CONTEXTS: Final = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "open-badges-3.0.3.json",
}
CRYPTOSUITE: Final = "eddsa-rdfc-2022"
ED25519_PREFIX: Final = b"\xed\x01"
BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
TYPES: Final = {
    "completion": "CertificateOfCompletion",
    "attendance": "Certificate",
    "appreciation": "Award",
}

Document = dict[str, Any]


def document(
    facts: Mapping[str, Any],
    *,
    number: str,
    subject: str,
    base_url: str,
    issuer_id: str,
    issued_at: datetime,
    valid_until: datetime | None,
) -> Document:
    """The unsigned credential, in the language of the recipient where there is one text only."""
    award, language = facts["award"], facts["language"]
    title = award["titles"].get(language) or award["titles"].get("en") or next(iter(award["titles"].values()))
    issuer = facts["issuer"].get("en") or next(iter(facts["issuer"].values()))
    credential: Document = {
        "@context": list(CONTEXTS),
        "id": f"{base_url}/v/{number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": title,
        "issuer": {"id": issuer_id, "type": ["Profile"], "name": issuer, "url": base_url},
        "validFrom": _moment(issued_at),
        "credentialSubject": {
            "id": f"urn:uuid:{subject}",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityHash": facts["recipient"]["native"],
                    "identityType": "name",
                    "hashed": False,
                }
            ],
            "achievement": {
                "id": f"{base_url}/achievements/{quote(award['code'])}",
                "type": ["Achievement"],
                "achievementType": TYPES[award["kind"]],
                "name": title,
                "description": award["descriptions"].get(language)
                or award["descriptions"].get("en")
                or title,
                "inLanguage": language,
                "criteria": {
                    "narrative": award["criteria"].get(language) or award["criteria"].get("en") or title
                },
            },
        },
    }
    if valid_until:
        credential["validUntil"] = _moment(valid_until)
    return credential


def signed(unsigned: Document, key: ed25519.Ed25519PrivateKey, *, created: datetime) -> Document:
    """The document with its proof; the verification method belongs to the issuer of the document."""
    issuer_id = unsigned["issuer"]["id"]
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": _moment(created),
        "verificationMethod": verification_method(issuer_id, key.public_key()),
        "proofPurpose": "assertionMethod",
    }
    value = "z" + base58(key.sign(_digest(unsigned, proof)))
    return {**unsigned, "proof": [{**proof, "proofValue": value}]}


def is_authentic(credential: Document, key: ed25519.Ed25519PublicKey) -> bool:
    """Whether the proof was made by ``key`` over exactly this document."""
    try:
        unsigned = {name: value for name, value in credential.items() if name != "proof"}
        (proof,) = credential["proof"]
        value = proof["proofValue"]
        if proof["cryptosuite"] != CRYPTOSUITE or not value.startswith("z"):
            return False
        if proof["verificationMethod"] != verification_method(unsigned["issuer"]["id"], key):
            return False
        rest = {name: part for name, part in proof.items() if name != "proofValue"}
        key.verify(base58_decoded(value[1:]), _digest(unsigned, rest))
    except (InvalidSignature, KeyError, TypeError, ValueError, AttributeError, jsonld.JsonLdError):
        return False
    return True


def issuer_id(base_url: str, key: ed25519.Ed25519PublicKey) -> str:
    """``did:web`` where the site can be asked over TLS, else ``did:key``, which carries the key in its
    name."""
    url = urlsplit(base_url)
    if url.scheme == "https":
        return f"did:web:{quote(url.netloc, safe='')}"
    return f"did:key:{multibase(key)}"


def verification_method(controller: str, key: ed25519.Ed25519PublicKey) -> str:
    return f"{controller}#{multibase(key)}"


def achievement_document(achievement: Achievement, address: str) -> Document:
    """The achievement by itself, as the credential's ``achievement.id`` answers."""
    return {
        "@context": list(CONTEXTS)[1],
        "id": address,
        "type": ["Achievement"],
        "achievementType": TYPES[achievement.kind],
        "name": achievement.title,
        "description": achievement.description or achievement.title,
        "criteria": {"narrative": achievement.criteria or achievement.title},
    }


def did_document(controller: str, key: ed25519.Ed25519PublicKey) -> Document:
    """What ``/.well-known/did.json`` answers."""
    method = verification_method(controller, key)
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": controller,
        "verificationMethod": [
            {"id": method, "type": "Multikey", "controller": controller, "publicKeyMultibase": multibase(key)}
        ],
        "assertionMethod": [method],
    }


def multibase(key: ed25519.Ed25519PublicKey) -> str:
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return "z" + base58(ED25519_PREFIX + raw)


def base58(data: bytes) -> str:
    number, symbols = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, 58)
        symbols = BASE58[rest] + symbols
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + symbols


def base58_decoded(text: str) -> bytes:
    """Raises ValueError for a symbol that is none of base 58."""
    number = 0
    for symbol in text:
        number = number * 58 + BASE58.index(symbol)
    body = number.to_bytes((number.bit_length() + 7) // 8)
    return b"\0" * (len(text) - len(text.lstrip("1"))) + body


def canonical(source: Document) -> bytes:
    """RDF canonicalisation (URDNA2015, the same as RDFC-1.0), as N-Quads."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    return str(jsonld.normalize(source, options)).encode()


def _digest(unsigned: Document, proof: Document) -> bytes:
    configuration = {"@context": unsigned["@context"], **proof}
    return hashlib.sha256(canonical(configuration)).digest() + hashlib.sha256(canonical(unsigned)).digest()


def _load(url: str, _options: Any = None) -> Document:
    if url not in CONTEXTS:
        raise jsonld.JsonLdError(f"context not allowed: {url}", "jsonld.LoadDocumentError")
    return {"contextUrl": None, "documentUrl": url, "document": _context(url)}


@cache
def _context(url: str) -> Document:
    return dict(json.loads((CONTEXTS_DIR / CONTEXTS[url]).read_text(encoding="utf-8")))


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
