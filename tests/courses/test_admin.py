from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import CourseRun, RunStaff
from people.membership import appoint
from people.models import AppointmentRole
from tests.factories.courses import (
    give_second_factor,
    make_coordinator,
    make_enrolment,
    make_frozen_course,
    make_run,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    person = make_user()
    appoint(person, role=AppointmentRole.MANAGER, actor=None)
    person.refresh_from_db()
    give_second_factor(person)
    client = Client()
    client.force_login(person)
    return client


def form_for(release, **changes) -> dict:
    now = timezone.now()
    values = {
        "title_en": "Spring",
        "slug": "spring",
        "release": release.pk,
        "enrolment_mode": "invited",
        "seats": "12",
        "opens_at": now.strftime("%Y-%m-%d %H:%M"),
        "closes_at": (now + timedelta(days=90)).strftime("%Y-%m-%d %H:%M"),
    }
    return values | changes


def test_manager_plans_opens_moves_and_closes_a_cohort(client):
    release = make_frozen_course(lessons=2)
    assert client.get("/admin/cohorts/new/").status_code == 200
    assert client.post("/admin/cohorts/new/", form_for(release)).status_code == 302
    run = CourseRun.objects.get(slug="spring")
    assert (run.course, run.state, run.unit_count, run.seats) == (release.course, "planned", 3, 12)
    assert b"cannot be undone" in client.get(f"/admin/cohorts/open/{run.pk}/").content
    client.post(f"/admin/cohorts/open/{run.pk}/")
    keys = list(release.units.order_by("position").values_list("key", flat=True))
    newer = make_frozen_course(lessons=2, course=release.course, keys=keys)
    foreign = make_frozen_course()
    client.post(f"/admin/cohorts/move/{run.pk}/", {"release": foreign.pk})
    run.refresh_from_db()
    assert (run.state, run.release) == ("open", release)
    client.post(f"/admin/cohorts/move/{run.pk}/", {"release": newer.pk})
    run.refresh_from_db()
    assert run.release == newer
    client.post(f"/admin/cohorts/close/{run.pk}/")
    run.refresh_from_db()
    assert run.state == "closed"


def test_seats_cannot_go_below_those_taken_and_more_seats_admit(client):
    run = make_run(seats=2, slug="spring")
    for _at in range(3):
        make_enrolment(run)
    url = f"/admin/cohorts/edit/{run.pk}/"
    assert client.get(url).status_code == 200
    client.post(url, form_for(run.release, seats="1"))
    run.refresh_from_db()
    assert run.seats == 2
    client.post(url, form_for(run.release, seats="3"))
    run.refresh_from_db()
    assert (run.seats, run.seats_taken) == (3, 3)


def test_manager_makes_and_dismisses_a_coordinator(client):
    run, person = make_run(), make_user()
    assert client.get("/admin/cohorts/").status_code == 200
    client.post("/admin/cohort-staff/new/", {"run": run.pk, "person": person.pk, "role": "coordinator"})
    staff = RunStaff.objects.get()
    assert staff.person == person
    client.post(f"/admin/cohort-staff/delete/{staff.pk}/")
    assert not RunStaff.objects.exists()


def test_coordinator_has_no_door_here():
    run = make_run()
    client = Client()
    client.force_login(make_coordinator(run))
    assert client.get(f"/admin/cohorts/edit/{run.pk}/").status_code == 302
    assert client.get(f"/admin/cohorts/close/{run.pk}/").status_code in (302, 404)
    run.refresh_from_db()
    assert run.state == "open"
