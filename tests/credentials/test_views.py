import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from credentials import drawing, permissions
from credentials.models import Credential
from jobs.models import Job, JobState
from people.models import Appointment, AppointmentRole, User
from tests.factories.credentials import make_credential
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


def appointed(role: AppointmentRole, **fields: object) -> User:
    person = make_user(**fields)
    Appointment.objects.create(person=person, role=role)
    return person


def test_list_of_certificates_costs_the_same_for_one_and_for_three(client: Client) -> None:
    person = make_user()
    client.force_login(person)
    client.get("/en/me/certificates/")  # what the frame asks once per session
    counts = []
    for rows in (1, 3):
        while person.credentials.count() < rows:
            make_credential(person)
        with CaptureQueriesContext(connection) as queries:
            response = client.get("/en/me/certificates/")
        assert response.content.decode().count("<article") == rows
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_list_without_certificates_says_where_they_come_from(client: Client) -> None:
    client.force_login(make_user())
    assert "No certificates yet" in client.get("/en/me/certificates/").content.decode()


def test_certificate_page_waits_for_the_drawing(client: Client) -> None:
    credential = make_credential()
    client.force_login(credential.recipient)
    response = client.get(f"/en/me/certificates/{credential.uuid}/")
    assert "The PDF is being made" in response.content.decode()
    assert response.headers["Refresh"] == "2"
    pdf = client.get(f"/en/me/certificates/{credential.uuid}/pdf/")
    assert (pdf.status_code, pdf.headers["Location"]) == (302, f"/en/me/certificates/{credential.uuid}/")


def test_certificate_page_says_when_it_cannot_be_drawn(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        credential = make_credential(make_user(native_name="Ana \U0001f600"))
    client.force_login(credential.recipient)
    response = client.get(f"/en/me/certificates/{credential.uuid}/")
    assert "U+1F600" in response.content.decode()
    assert "Refresh" not in response.headers


def test_pdf_is_served_to_its_holder_and_not_sent_twice(client: Client) -> None:
    credential = drawing.draw(make_credential())
    client.force_login(credential.recipient)
    address = f"/en/me/certificates/{credential.uuid}/pdf/"
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content == drawing.stored_file(credential)
    assert client.get(address, headers={"if-none-match": response.headers["ETag"]}).status_code == 304


def test_certificate_of_somebody_else_does_not_exist(client: Client) -> None:
    credential = drawing.draw(make_credential())
    for address in (f"/en/me/certificates/{credential.uuid}/", f"/en/me/certificates/{credential.uuid}/pdf/"):
        assert client.get(address).status_code == 302  # to sign in
    client.force_login(make_user())
    for address in (f"/en/me/certificates/{credential.uuid}/", f"/en/me/certificates/{credential.uuid}/pdf/"):
        assert client.get(address).status_code == 404


def test_holder_alone_decides_whether_the_name_is_public(client: Client) -> None:
    credential = make_credential()
    address = f"/en/me/certificates/{credential.uuid}/"
    client.force_login(appointed(AppointmentRole.AUDITOR, is_fictitious=True))
    assert client.post(address, {"is_name_public": "on"}).status_code == 404
    client.force_login(credential.recipient)
    client.post(address, {"is_name_public": "on"})
    credential.refresh_from_db()
    assert credential.is_name_public
    client.post(address, {})
    credential.refresh_from_db()
    assert not credential.is_name_public


def test_view_permission_says_the_same_in_both_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, theirs = make_credential(context="run:a"), make_credential(context="run:b")
    coordinator = make_user()
    monkeypatch.setattr(permissions, "_scopes", [lambda user: ["run:b"] if user == coordinator else []])
    people = [
        mine.recipient,
        coordinator,
        make_user(),
        appointed(AppointmentRole.MANAGER),
        appointed(AppointmentRole.AUDITOR),
        make_user(is_active=False, is_superuser=True),
    ]
    seen = []
    for person in people:
        allowed = set(permissions.viewable_by(person))
        assert allowed == {
            credential for credential in (mine, theirs) if permissions.can_view(person, credential)
        }
        seen.append(allowed)
    assert seen == [{mine}, {theirs}, set(), {mine, theirs}, {mine, theirs}, set()]


def test_revoke_permission_says_the_same_in_both_forms() -> None:
    credential = make_credential()
    for person, expected in (
        (credential.recipient, False),
        (appointed(AppointmentRole.AUDITOR), False),
        (appointed(AppointmentRole.MANAGER), True),
    ):
        assert permissions.can_revoke(person, credential) is expected
        assert (credential in permissions.revocable_by(person)) is expected


# --- The administration ---------------------------------------------------------------------------


@pytest.fixture
def administrator(client: Client, settings: LazySettings) -> User:
    settings.IS_DEMONSTRATION = True
    person = User.objects.create_superuser("admin@example.org", "secret", is_fictitious=True)
    client.force_login(person)
    return person


def test_register_is_listed_and_offers_no_editing(client: Client, administrator: User) -> None:
    credential = make_credential()
    listing = client.get("/admin/certificates/")
    assert listing.status_code == 200
    assert credential.shown_number in listing.content.decode()
    assert client.get("/admin/certificates/new/").status_code == 302
    assert client.get(f"/admin/certificates/edit/{credential.pk}/").status_code == 302
    assert client.post(f"/admin/certificates/delete/{credential.pk}/").status_code == 302
    assert Credential.objects.filter(pk=credential.pk).exists()


def test_administrator_revokes_with_a_reason(client: Client, administrator: User) -> None:
    credential = make_credential()
    address = f"/admin/certificates/revoke/{credential.pk}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 200
    assert client.post(address, {"reason": "issued by mistake"}).status_code == 302
    credential.refresh_from_db()
    assert (credential.status, credential.revoked_by) == ("revoked", administrator)
    assert client.get(address).status_code == 404


def test_administrator_reissues(
    client: Client, administrator: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    credential = make_credential()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"/admin/certificates/reissue/{credential.pk}/", {"reason": "name corrected"})
    fresh = Credential.objects.get(supersedes=credential)
    assert response.headers["Location"] == f"/admin/certificates/inspect/{fresh.pk}/"
    assert client.get(response.headers["Location"]).status_code == 200
    assert Job.objects.get(pk=fresh.drawing_job_id).state == JobState.DONE


def test_administrator_has_a_missing_pdf_made_again(
    client: Client, administrator: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    credential = make_credential()
    inspect = client.get(f"/admin/certificates/inspect/{credential.pk}/")
    assert "Make the PDF again" in inspect.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"/admin/certificates/draw/{credential.pk}/").status_code == 302
    credential.refresh_from_db()
    assert credential.is_drawn
    assert client.post(f"/admin/certificates/draw/{credential.pk}/").status_code == 404


def test_achievements_and_signatories_are_edited_by_managers(client: Client, administrator: User) -> None:
    credential = make_credential()
    assert client.get(f"/admin/achievements/edit/{credential.achievement_id}/").status_code == 200
    assert client.get("/admin/signatories/new/").status_code == 200


def test_somebody_without_the_role_finds_no_register(client: Client) -> None:
    credential = make_credential()
    client.force_login(make_user())
    assert client.get(f"/admin/certificates/revoke/{credential.pk}/").status_code in {302, 403, 404}
    credential.refresh_from_db()
    assert credential.status == "valid"
