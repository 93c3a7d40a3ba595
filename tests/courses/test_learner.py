import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from assessments import attempts
from assessments.models import ItemVersion
from courses import enrolment
from courses.attempt_context import context_of, lessons_to_reread
from courses.learner import dashboard
from courses.models import AccessRecord, Enrolment
from courses.notices import remind
from courses.panels import course_panel
from courses.permissions import course_audience
from courses.personal_data import dispose_access, erase_for, export_for
from courses.progress import mark_done
from curriculum.models import Course
from people.models import Notification
from tests.factories.assessments import make_attempt
from tests.factories.courses import lesson_units, make_coordinator, make_enrolment, make_run
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_dashboard_continues_with_the_first_unfinished_after_the_last_visited():
    one = make_enrolment(make_run(lessons=3))
    mark_done(one, lesson_units(one.run)[0], language="en")
    home = dashboard(one.person)
    assert (home.resume.unit_title, home.resume.number, home.resume.done, home.resume.total) == (
        "Lesson 2",
        2,
        1,
        4,
    )
    assert home.resume.url == f"/en/learn/{one.run.slug}/lesson-2/"


def test_dashboard_shows_each_state_and_what_is_due_first():
    person = make_user()
    now = timezone.now()
    late = make_enrolment(make_run(), person, due_at=now - timedelta(days=1))
    soon = make_enrolment(make_run(), person, due_at=now + timedelta(days=3), last_visit_at=now)
    make_enrolment(make_run(opens_at=now + timedelta(days=5)), person)
    make_enrolment(make_run(), person, state="waiting")
    make_enrolment(make_run(), person, state="completed", completed_at=now)
    make_enrolment(make_run(), person, state="withdrawn")
    make_enrolment(make_run(), person, state="ended")
    home = dashboard(person)
    assert [card.state for card in home.courses] == ["started", "new", "waiting", "coming", "done", "ended"]
    assert [(item.is_overdue, item.url) for item in home.due] == [
        (True, f"/en/learn/{late.run.slug}/"), (False, f"/en/learn/{soon.run.slug}/"),
    ]  # fmt: skip


def test_dashboard_costs_the_same_for_1_and_30_courses():
    counts = []
    for courses in (1, 30):
        person = make_user()
        for _at in range(courses):
            make_enrolment(make_run(lessons=1, quizzes=0), person)
        dashboard(person)
        with CaptureQueriesContext(connection) as queries:
            dashboard(person)
        counts.append(len(queries))
    assert counts[0] == counts[1] == 2


def test_reminders_come_seven_days_and_one_day_before_once_each():
    one = make_enrolment(due_at=timezone.now() + timedelta(days=6))
    make_enrolment(due_at=timezone.now() + timedelta(days=8))
    done = make_enrolment(due_at=timezone.now() + timedelta(days=1), done_count=4)
    assert (remind(), remind()) == (1, 0)
    Enrolment.objects.filter(pk=one.pk).update(due_at=timezone.now() + timedelta(hours=20))
    assert (remind(), remind()) == (1, 0)
    assert Notification.objects.filter(person=one.person, kind="deadline").count() == 2
    assert not Notification.objects.filter(person=done.person, kind="deadline").exists()


def test_a_deadline_is_told_in_the_time_zone_of_the_person_it_concerns():
    due_at = datetime(2099, 11, 30, 23, 30, tzinfo=UTC)
    for zone, day in (("UTC", "30"), ("Asia/Tokyo", "1")):
        one = make_enrolment(person=make_user(time_zone=zone))
        with timezone.override("America/Sao_Paulo"):
            enrolment.extend(one, due_at=due_at, actor=make_user(), reason="on duty")
        notice = Notification.objects.get(person=one.person, kind="deadline")
        assert re.search(rf"\b{day} (Nov|Dec)|(Nov|Dec)\w*\.? {day}\b", notice.body), notice.body


def test_extra_minutes_and_tries_are_told_to_the_learner_in_their_language():
    one = make_enrolment(person=make_user(language="ja"))
    delivery = one.run.line_items.get().delivery
    told = Notification.objects.filter(person=one.person).count()
    enrolment.ease_quiz(one, delivery, extra_minutes=0, extra_attempts=0, actor=make_user(), reason="none")
    assert Notification.objects.filter(person=one.person).count() == told
    enrolment.ease_quiz(one, delivery, extra_minutes=20, extra_attempts=2, actor=make_user(), reason="x")
    notice = Notification.objects.filter(person=one.person).latest("pk")
    assert notice.language == "ja"
    assert [line.rpartition("：")[2] for line in notice.body.splitlines()] == ["20", "2"]


def test_course_panel_offers_what_fits_the_visitor():
    run = make_run()
    make_run(run.release, enrolment_mode="invited")
    request = RequestFactory().get("/en/courses/x/")
    request.user = make_user()
    [row] = course_panel(run.course, request)["rows"]
    assert (row.run, row.can_enrol, row.enrolment) == (run, True, None)
    one = make_enrolment(run, request.user)
    [row] = course_panel(run.course, request)["rows"]
    assert (row.can_enrol, row.enrolment) == (False, one)
    request.user = AnonymousUser()
    [row] = course_panel(run.course, request)["rows"]
    assert "/accounts/login/?next=%2Fen%2Fcourses%2Fx%2F" in row.sign_in_url


def test_attempt_leads_back_to_its_course():
    one = make_enrolment()
    attempt = make_attempt(one.run.line_items.get().delivery, one.person)
    context = context_of(attempt)
    assert (context.unit_title, context.outline_url) == ("Quiz 1", f"/en/learn/{one.run.slug}/")
    assert context.start_url == f"/en/learn/{one.run.slug}/quiz-1/"
    assert context_of(make_attempt()) is None


@pytest.mark.parametrize("lessons", [1, 3])
def test_lessons_that_teach_what_was_missed_are_named_in_the_readers_language_at_the_same_cost(lessons):
    one = make_enrolment(make_run(lessons=lessons + 1, languages=["ja"]))
    *taught, other = lesson_units(one.run)
    one.run.release.units.filter(pk__in=[unit.pk for unit in taught]).update(outcomes=["A-LO1", "A-LO2"])
    one.run.release.units.filter(pk=other.pk).update(outcomes=["A-LO3"])
    attempt = make_attempt(one.run.line_items.get().delivery, one.person)
    with override("ja"):
        lessons_to_reread(attempt, ["A-LO2"])
        with CaptureQueriesContext(connection) as queries:
            found = lessons_to_reread(attempt, ["A-LO2", "A-LO9"])
    assert [(reading.title, reading.url, reading.language) for reading in found] == [
        (f"{unit.source['title']} (ja)", f"/ja/learn/{one.run.slug}/{unit.slug}/", "ja") for unit in taught
    ]
    assert len(queries) == 2
    assert lessons_to_reread(make_attempt(), ["A-LO2"]) == []


def test_a_failed_result_leads_to_the_lessons_to_read_again():
    one = make_enrolment()
    one.run.release.units.filter(pk=lesson_units(one.run)[1].pk).update(outcomes=["A-LO2"])
    attempt = make_attempt(one.run.line_items.get().delivery, one.person)
    ItemVersion.objects.filter(pk__in=attempt.items.values("version")).update(outcome_code="A-LO2")
    attempts.submit(attempt, actor=one.person)
    client = Client()
    client.force_login(one.person)
    html = client.get(f"/en/attempt/{attempt.uuid}/result/").content.decode()
    assert f'href="/en/learn/{one.run.slug}/lesson-2/"' in html
    assert f'href="/en/learn/{one.run.slug}/lesson-3/"' not in html


def test_internal_course_is_visible_to_its_learners_and_staff_only():
    run = make_run()
    learner, withdrawn = make_enrolment(run), make_enrolment(run, state="withdrawn")
    people = [learner.person, make_coordinator(run), withdrawn.person, make_user(), AnonymousUser()]
    seen = [Course.objects.filter(course_audience(person), pk=run.course_id).exists() for person in people]
    assert seen == [True, True, False, False, False]


def test_own_data_holds_what_this_app_knows_and_access_lines_are_disposed_of():
    one = make_enrolment()
    mark_done(one, lesson_units(one.run)[0], language="ja")
    [held] = export_for(one.person)
    assert (held["state"], held["lessons"][0]["language"], len(held["events"])) == ("active", "ja", 1)
    AccessRecord.objects.create(run=one.run, person=one.person, unit_key=one.uuid, language="en")
    assert dispose_access(timezone.now() - timedelta(days=1)) == 0
    assert dispose_access(timezone.now() + timedelta(days=1)) == 1


def test_erasing_removes_what_others_wrote_and_keeps_that_the_course_was_taken():
    one, coordinator = make_enrolment(), make_user()
    enrolment.add_note(one, text="Called.", actor=coordinator)
    enrolment.withdraw(one, actor=coordinator, reason="long illness")
    erase_for(one.person)
    assert (one.notes.count(), one.events.count()) == (0, 2)
    assert set(one.events.values_list("reason", flat=True)) == {""}


def test_home_page_shows_the_courses():
    one = make_enrolment(make_run(lessons=2))
    client = Client()
    client.force_login(one.person)
    html = client.get("/en/me/").content.decode()
    assert "Lesson 1" in html
    assert one.run.course.title in html
