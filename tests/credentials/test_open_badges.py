import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from django.conf import LazySettings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from credentials import keys, open_badges
from tests.factories.credentials import make_achievement

AT = datetime(2026, 4, 2, 3, tzinfo=UTC)
KEY = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FACTS = {
    "language": "id",
    "recipient": {"native": "Siti Rahma", "latin": ""},
    "issuer": {"en": "Training Centre"},
    "award": {
        "code": "koban",
        "kind": "completion",
        "titles": {"en": "Koban", "id": "Kōban"},
        "descriptions": {"en": "About small posts"},
        "criteria": {},
    },
}


def credential(base_url: str = "https://training.example.org") -> dict[str, Any]:
    unsigned = open_badges.document(
        FACTS,
        number="7K3M9QXT4HVA2D5N",
        subject="6f1c1f0e-6f5e-4f0c-8a55-0d7a1b1f2c3d",
        base_url=base_url,
        issuer_id=open_badges.issuer_id(base_url, KEY.public_key()),
        issued_at=AT,
        valid_until=datetime(2028, 4, 2, tzinfo=UTC),
    )
    return open_badges.signed(unsigned, KEY, created=AT)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*path, name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from leaves(part, (*path, place))
    else:
        yield path


def changed(document: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    other = copy.deepcopy(document)
    holder: Any = other
    for step in path[:-1]:
        holder = holder[step]
    value = holder[path[-1]]
    holder[path[-1]] = (not value) if isinstance(value, bool) else f"{value}x"
    return other


def test_signed_credential_is_authentic_for_its_key_only() -> None:
    assert open_badges.is_authentic(credential(), KEY.public_key())
    other = ed25519.Ed25519PrivateKey.generate().public_key()
    assert not open_badges.is_authentic(credential(), other)


def test_every_value_is_under_the_signature() -> None:
    signed = credential()
    unsigned_parts = [
        path for path in leaves(signed) if open_badges.is_authentic(changed(signed, path), KEY.public_key())
    ]
    assert unsigned_parts == []


def test_proof_has_the_shape_verifiers_ask_for() -> None:
    signed = credential()
    (proof,) = signed["proof"]
    assert proof["type"] == "DataIntegrityProof"
    assert proof["cryptosuite"] == "eddsa-rdfc-2022"
    assert proof["verificationMethod"].partition("#")[0] == signed["issuer"]["id"]
    assert signed["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]


def test_signature_is_the_same_for_the_same_document() -> None:
    assert credential() == credential()


def test_issuer_is_did_web_over_tls_and_did_key_without() -> None:
    assert credential()["issuer"]["id"] == "did:web:training.example.org"
    assert credential("http://localhost:8000")["issuer"]["id"].startswith("did:key:z6Mk")
    assert open_badges.issuer_id("https://localhost:8443", KEY.public_key()) == "did:web:localhost%3A8443"


@pytest.mark.parametrize(
    "broken", [{}, {"proof": []}, {"proof": "x"}, {"proof": [{}]}, {"@context": "http://evil"}]
)
def test_nonsense_is_not_authentic(broken: dict[str, Any]) -> None:
    assert not open_badges.is_authentic({**credential(), **broken} if broken else {}, KEY.public_key())


@given(st.binary(max_size=80))
def test_base58_round_trips(data: bytes) -> None:
    assert open_badges.base58_decoded(open_badges.base58(data)) == data


@pytest.mark.django_db
def test_site_publishes_its_key_and_its_achievements(client: Client, settings: LazySettings) -> None:
    document = client.get("/.well-known/did.json")
    assert document.headers["Access-Control-Allow-Origin"] == "*"
    method = document.json()["verificationMethod"][0]
    assert method["publicKeyMultibase"] == open_badges.multibase(keys.badge_key().public_key())
    achievement = make_achievement(code="koban")
    assert client.get(f"/achievements/{achievement.code}").json()["name"] == achievement.title_en
