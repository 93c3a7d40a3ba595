import pytest

from credentials.errors import NotRevocable, ReasonNeeded
from credentials.models import Credential
from credentials.revoking import reissue, revoke
from people.models import AuditEntry
from tests.factories.credentials import make_credential, make_signatory
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_revoking_keeps_who_when_and_why() -> None:
    credential, staff = make_credential(), make_user()
    ended = revoke(credential, actor=staff, reason=" issued by mistake ")
    assert (ended.status, ended.revoked_by, ended.revocation_reason) == (
        "revoked",
        staff,
        "issued by mistake",
    )
    assert ended.revoked_at is not None
    entry = AuditEntry.objects.get(action="credential.revoked")
    assert (entry.object_id, entry.actor_id) == (str(credential.uuid), staff.pk)


def test_revoking_twice_or_without_a_reason_is_refused() -> None:
    credential, staff = make_credential(), make_user()
    with pytest.raises(ReasonNeeded):
        revoke(credential, actor=staff, reason="  ")
    revoke(credential, actor=staff, reason="issued by mistake")
    with pytest.raises(NotRevocable):
        revoke(credential, actor=staff, reason="again")
    with pytest.raises(NotRevocable):
        reissue(credential, actor=staff, reason="again")


def test_reissue_keeps_the_facts_and_takes_the_names_of_today() -> None:
    person = make_user(native_name="Siti Rahma")
    old = make_credential(person)
    make_signatory(native_name="New Director")
    person.native_name = "Siti Rahmawati"
    person.save()

    fresh = reissue(old, actor=make_user(), reason="name corrected")

    old.refresh_from_db()
    assert old.status == "superseded"
    assert old.facts["recipient"]["native"] == "Siti Rahma"
    assert fresh.facts["recipient"]["native"] == "Siti Rahmawati"
    assert fresh.facts["award"] == old.facts["award"]
    assert fresh.facts["completed_on"] == old.facts["completed_on"]
    assert fresh.facts["reissue_of"] == old.number
    assert fresh.facts["signatories"][0]["native"] == "New Director"
    assert old.facts["signatories"] == []


def test_reissuing_twice_gives_the_same_award() -> None:
    old, staff = make_credential(), make_user()
    first = reissue(old, actor=staff, reason="name corrected")
    second = reissue(Credential.objects.get(pk=old.pk), actor=staff, reason="name corrected")
    assert first == second


def test_after_revoking_the_same_may_be_awarded_again() -> None:
    old = make_credential(context="run:1", key="first")
    revoke(old, actor=make_user(), reason="issued by mistake")
    again = make_credential(old.recipient, old.achievement, context="run:1", key="second")
    assert again != old
