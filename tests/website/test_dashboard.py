import re
from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import Notification, NotificationKind
from tests.factories.courses import make_coordinator, make_enrolment, make_run
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

# Session, person, enrolments, progress, newest notices, unread notices.
QUERIES = 6


def _notice(person, **fields):
    fields.setdefault("title", "A live session")
    return Notification.objects.create(
        person=person, kind=NotificationKind.MESSAGE, language="en", delivery="site", **fields
    )


def test_dashboard_needs_a_person(client):
    response = client.get("/en/me/")
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


def test_dashboard_without_a_course_names_one_next_step(client):
    client.force_login(make_user())
    page = client.get("/en/me/").content.decode()
    assert "You are not enrolled in a course yet." in page
    assert len(re.findall(r'class="btn"', page)) == 1


def test_dashboard_leads_to_the_first_lesson(client):
    enrolment = make_enrolment()
    client.force_login(enrolment.person)
    page = client.get("/en/me/").content.decode()
    assert "Start the course" in page
    assert f"/en/learn/{enrolment.run.slug}/" in page
    assert page.count("<h1") == 1


def test_dashboard_shows_deadline_in_days(client):
    person = make_user(time_zone="Asia/Tokyo")
    make_enrolment(person=person, due_at=timezone.now() + timedelta(days=5))
    client.force_login(person)
    page = client.get("/en/me/").content.decode()
    assert "Due soon" in page
    assert "In 5 days" in page
    assert "(your time)" in page


def test_dashboard_shows_newest_notices_and_counts_the_unread(client):
    person = make_user()
    for number in range(4):
        _notice(person, title=f"Notice {number}", read_at=timezone.now() if number == 0 else None)
    client.force_login(person)
    page = client.get("/en/me/").content.decode()
    assert re.findall(r">(Notice \d)<", page) == ["Notice 3", "Notice 2", "Notice 1"]
    assert re.search(r'Notices <span class="tag tag--now">3</span>', page)


@pytest.mark.parametrize("courses", [1, 3])
def test_dashboard_costs_the_same_for_one_course_and_three(client, django_assert_num_queries, courses):
    person = make_user()
    for _number in range(courses):
        make_enrolment(person=person)
        _notice(person)
    client.force_login(person)
    client.get("/en/me/")
    with django_assert_num_queries(QUERIES):
        client.get("/en/me/")


def test_coordinator_without_a_course_is_led_to_the_cohorts(client):
    client.force_login(make_coordinator(make_run()))
    page = client.get("/en/me/").content.decode()
    assert re.findall(r'class="btn" href="([^"]+)"', page) == ["/en/coord/"]


def test_work_stands_before_learning_in_the_tabs(client):
    """On a phone the row of tabs is longer than the screen in Thai and Arabic."""
    client.force_login(make_coordinator(make_run()))
    page = client.get("/th/me/").content.decode()
    tabs = re.search(r'<nav class="tabs".*?</nav>', page, re.DOTALL)
    assert tabs is not None
    assert re.findall(r'href="([^"]+)"', tabs[0])[:2] == ["/th/me/", "/th/coord/"]


def test_who_has_no_course_finds_where_to_enter_a_code(client):
    client.force_login(make_user())
    assert 'href="/en/join/"' in client.get("/en/me/").content.decode()
