from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses import enrolment
from courses.models import Enrolment, EnrolmentMode
from people.models import AuditEntry, MembershipRole
from tests.factories.courses import make_enrolment, make_run
from tests.factories.people import make_agency, make_member, make_user

pytestmark = pytest.mark.django_db


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    client.get("/en/unit/")
    return client


def assigned(agency, contact, *, officers=2):
    run = make_run(enrolment_mode=EnrolmentMode.MANDATORY)
    for _at in range(officers):
        make_member(MembershipRole.OFFICER, agency)
    enrolment.assign(run, agency, due_at=timezone.now() + timedelta(days=20), actor=contact)
    return run


def test_contact_sees_own_unit_only_and_who_is_overdue():
    osaka, nara = make_agency(), make_agency()
    contact = make_member(MembershipRole.CONTACT, osaka)
    run = assigned(osaka, contact)
    late, done = run.enrolments.order_by("pk")
    Enrolment.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(days=2))
    Enrolment.objects.filter(pk=done.pk).update(
        due_at=timezone.now() - timedelta(days=2), state="completed", completed_at=timezone.now()
    )
    stranger = make_member(MembershipRole.OFFICER, nara)
    enrolment.assign(run, nara, due_at=timezone.now() + timedelta(days=1), actor=contact)
    Enrolment.objects.filter(person=stranger).update(due_at=timezone.now() - timedelta(days=2))
    client = client_of(contact)
    html = client.get("/en/unit/").content.decode()
    assert (late.person.code in html, done.person.code in html, stranger.code in html) == (True, False, False)
    assert "1 of 2" in html
    everybody = client.get("/en/unit/?status=").content.decode()
    assert (done.person.code in everybody, stranger.code in everybody) == (True, False)


def test_what_an_officer_studies_by_choice_is_not_shown():
    agency = make_agency()
    contact = make_member(MembershipRole.CONTACT, agency)
    officer = make_member(MembershipRole.OFFICER, agency)
    make_enrolment(make_run(), officer)
    assert officer.code not in client_of(contact).get("/en/unit/?status=").content.decode()


def test_somebody_who_is_no_contact_gets_404():
    client = client_of(make_member(MembershipRole.OFFICER))
    assert [client.get(url).status_code for url in ("/en/unit/", "/en/unit/export/")] == [404, 404]
    assert client_of(make_user()).get("/en/unit/").status_code == 404


def test_overdue_list_is_exported_and_on_record():
    agency = make_agency()
    contact = make_member(MembershipRole.CONTACT, agency)
    run = assigned(agency, contact)
    late, fine = run.enrolments.order_by("pk")
    Enrolment.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(days=2))
    response = client_of(contact).get("/en/unit/export/?status=overdue")
    csv = b"".join(response.streaming_content).decode("utf-8-sig")
    assert (late.person.code in csv, fine.person.code in csv, "Overdue" in csv) == (True, False, True)
    entry = AuditEntry.objects.get(action="unit.people_exported")
    assert (entry.actor_id, entry.data["agencies"]) == (contact.pk, [agency.pk])


def test_what_an_address_asks_for_goes_neither_into_the_record_nor_into_the_headers():
    agency = make_agency()
    contact = make_member(MembershipRole.CONTACT, agency)
    response = client_of(contact).get("/en/unit/export/", {"status": "x\r\nSet-Cookie: a=b"})
    assert response["Content-Disposition"] == 'attachment; filename="unit-all.csv"'
    assert AuditEntry.objects.get(action="unit.people_exported").data["status"] == ""


def test_unit_page_costs_the_same_for_1_and_3_people():
    agency = make_agency()
    contact = make_member(MembershipRole.CONTACT, agency)
    client = client_of(contact)
    counts = []
    for officers in (1, 2):
        assigned(agency, contact, officers=officers)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/en/unit/?status=").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_list_shows_open_training_where_nobody_is_overdue():
    agency = make_agency()
    contact = make_member(MembershipRole.CONTACT, agency)
    run = assigned(agency, contact, officers=1)
    page = client_of(contact).get("/en/unit/")
    assert page.context["status"] == "open"
    assert run.enrolments.get().person.code in page.content.decode()
