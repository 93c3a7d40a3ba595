import pytest
from django.core import mail
from django.urls import reverse

from people import membership
from people.models import Agency, AppointmentRole, AuditEntry, Invitation, Membership, User
from tests.factories.people import make_agency, make_country, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client, settings):
    settings.IS_DEMONSTRATION = True
    person = make_user(is_fictitious=True)
    membership.appoint(person, role=AppointmentRole.ADMINISTRATOR, actor=None)
    client.force_login(person)
    return person


LISTS = [
    "agencies",
    "memberships",
    "appointments",
    "invitations",
    "data_requests_list",
    "retention",
    "wagtailusers_users",
]


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_open(client, administrator, name):
    assert client.get(reverse(f"{name}:index")).status_code == 200


@pytest.mark.parametrize(
    "name", ["agencies", "memberships", "appointments", "invitations", "wagtailusers_users"]
)
def test_the_forms_to_add_open(client, administrator, name):
    assert client.get(reverse(f"{name}:add")).status_code == 200


def test_an_auditor_reads_the_record_and_nobody_changes_it(client, settings):
    settings.IS_DEMONSTRATION = True
    person = make_user(is_fictitious=True)
    membership.appoint(person, role=AppointmentRole.AUDITOR, actor=None)
    client.force_login(person)
    assert "appointment.made" in client.get(reverse("audit:index")).content.decode()
    entry = AuditEntry.objects.first()
    assert client.get(reverse("audit:edit", args=[entry.pk])).status_code == 302
    assert client.get(reverse("agencies:index")).status_code == 302


def test_a_person_is_made_without_first_and_last_name(client, administrator):
    page = client.get(reverse("wagtailusers_users:add")).content.decode()
    assert "first_name" not in page and "password1" not in page
    response = client.post(
        reverse("wagtailusers_users:add"),
        {"native_name": "สมชาย", "code": "ABCD-2345", "email": "", "language": "th", "second_language": "en",
         "time_zone": "Asia/Bangkok", "name_order": "primary_first"},
    )  # fmt: skip
    assert response.status_code == 302, response.context["form"].errors
    person = User.objects.get(code="ABCD-2345")
    assert (person.native_name, person.email) == ("สมชาย", None)
    page = client.get(reverse("wagtailusers_users:edit", args=[person.pk])).content.decode()
    assert "สมชาย" in page
    assert "สมชาย" in client.get(reverse("wagtailusers_users:index"), {"q": "สมชาย"}).content.decode()


def test_an_administrator_of_the_platform_cannot_make_superusers_or_delete_people(client, administrator):
    person = make_user()
    assert client.get(reverse("wagtailusers_users:delete", args=[person.pk])).status_code == 404
    data = {
        "native_name": "x", "code": person.code, "email": "", "language": "en", "second_language": "en",
        "time_zone": "UTC", "name_order": "primary_first", "is_active": "on", "is_superuser": "on",
    }  # fmt: skip
    client.post(reverse("wagtailusers_users:edit", args=[person.pk]), data)
    person.refresh_from_db()
    assert person.native_name == "x" and not person.is_superuser and not person.groups.exists()


def test_an_account_with_full_power_is_changed_only_by_another(client, administrator):
    root = make_user(is_superuser=True)
    url = reverse("wagtailusers_users:edit", args=[root.pk])
    assert client.get(url).status_code in (302, 403)
    client.force_login(make_user(is_superuser=True, is_fictitious=True))
    assert client.get(url).status_code == 200


def test_an_agency_is_made_with_a_name_per_language(client, administrator):
    country = make_country("JP")
    response = client.post(
        reverse("agencies:add"),
        {"code": "kanagawa", "kind": "prefectural_police", "country": country.pk, "is_eligible": "on",
         "name_en": "Kanagawa Prefectural Police", "name_ja": "神奈川県警察"},
    )  # fmt: skip
    assert response.status_code == 302, response.context["form"].errors
    agency = Agency.objects.get(code="kanagawa")
    assert (agency.name_en, agency.name_ja) == ("Kanagawa Prefectural Police", "神奈川県警察")


def test_a_membership_is_begun_and_ended_by_the_rules(client, administrator):
    person, agency = make_user(code="ABCD-2345"), make_agency()
    response = client.post(
        reverse("memberships:add"),
        {
            "person_name": "abcd2345",
            "agency": agency.pk,
            "role": "officer",
            "post": "",
            "from_on": "2026-01-01",
        },
    )
    assert response.status_code == 302, response.context["form"].errors
    ongoing = Membership.objects.get(person=person)
    client.post(reverse("memberships:edit", args=[ongoing.pk]), {"post": "Captain", "to_on": "2026-06-30"})
    ongoing.refresh_from_db()
    assert (str(ongoing.to_on), ongoing.post) == ("2026-06-30", "Captain")
    assert AuditEntry.objects.filter(action="membership.left", actor_id=administrator.pk).exists()
    assert client.get(reverse("memberships:delete", args=[ongoing.pk])).status_code == 302
    assert Membership.objects.filter(pk=ongoing.pk).exists()


def test_an_appointment_is_made_and_ended_by_the_rules(client, administrator):
    person = make_user()
    client.post(
        reverse("appointments:add"), {"person_name": person.email, "role": "manager", "from_on": "2026-01-01"}
    )
    made = person.appointments.get()
    client.post(reverse("appointments:edit", args=[made.pk]), {"to_on": "2026-06-30"})
    made.refresh_from_db()
    assert str(made.to_on) == "2026-06-30"


def test_an_invitation_is_sent_and_withdrawn(client, administrator, django_capture_on_commit_callbacks):
    person = make_user()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("invitations:add"), {"person_name": person.email})
    assert response.status_code == 302, response.context["form"].errors
    assert mail.outbox[0].to == [person.email]
    sent = Invitation.objects.get()
    client.post(reverse("invitations:edit", args=[sent.pk]), {"withdraw": "on"})
    sent.refresh_from_db()
    assert sent.withdrawn_at


def test_the_own_account_page_of_the_cms_asks_for_no_names(client, administrator):
    page = client.get("/admin/account/").content.decode()
    assert "name_email-first_name" not in page and "first_name" not in page


def test_a_list_costs_the_same_for_one_and_three(client, administrator, django_assert_max_num_queries):
    make_agency()
    client.get(reverse("agencies:index"))
    with django_assert_max_num_queries(60) as one:
        client.get(reverse("agencies:index"))
    make_agency()
    make_agency()
    with django_assert_max_num_queries(60) as three:
        client.get(reverse("agencies:index"))
    assert len(one) == len(three)
