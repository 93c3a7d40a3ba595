from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses import enrolment
from courses.models import AccessRecord, Acknowledgement, CourseRun, Enrolment, EnrolmentState
from courses.progress import mark_done
from curriculum.models import Course, SubjectRoleKind
from tests.factories.courses import (
    add_question,
    add_references,
    give_second_factor,
    lesson_units,
    make_coordinator,
    make_enrolment,
    make_frozen_course,
    make_run,
)
from tests.factories.curriculum import make_subject_role
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
LESSON_QUERIES = 8


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def lesson_url(run, number=1, language="en") -> str:
    return f"/{language}/learn/{run.slug}/lesson-{number}/"


def queries_of(client, url) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


# --- Lesson ---------------------------------------------------------------------------------------
def test_lesson_costs_the_same_for_3_and_60_lessons_and_at_most_8_queries():
    counts = []
    for lessons in (3, 60):
        release = make_frozen_course(lessons=lessons, languages=["ja"])
        add_references(release)
        add_question(release)
        run = make_run(release)
        client = client_of(make_enrolment(run).person)
        # The first page of a visit also refreshes roles and time of visit, and fills the cache of bodies.
        queries_of(client, lesson_url(run, 2, "ja"))
        queries_of(client, lesson_url(run, 1, "en"))
        again = queries_of(client, lesson_url(run, 1, "en"))
        other = client_of(make_enrolment(run).person)
        other.get(f"/en/learn/{run.slug}/")
        counts.append((queries_of(other, lesson_url(run, 1, "en")), again))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= LESSON_QUERIES, counts


def test_lesson_shows_text_position_and_neighbours():
    run = make_run(lessons=3)
    client = client_of(make_enrolment(run).person)
    html = client.get(lesson_url(run, 2)).content.decode()
    assert "Text one of Lesson 2." in html
    assert "Lesson 2 of 3" in html
    assert f'href="{lesson_url(run, 1)}" rel="prev"' in html
    assert "Mark as done and continue" in html
    assert "Next: <bdi>Lesson 3</bdi>" in html


def test_switching_language_in_the_middle_keeps_place_and_progress():
    run = make_run(lessons=3, languages=["ja"])
    one = make_enrolment(run)
    client = client_of(one.person)
    client.post(f"/en/learn/{run.slug}/lesson-1/done/")
    client.get(lesson_url(run, 2, "en"))
    html = client.get(lesson_url(run, 2, "ja")).content.decode()
    assert "Text-ja one of Lesson 2." in html
    assert 'class="done"' in html
    one.refresh_from_db()
    assert (one.done_count, one.last_unit_key) == (1, lesson_units(run)[1].key)


def test_lesson_without_translation_says_so_and_carries_its_language():
    run = make_run(lessons=1)
    html = client_of(make_enrolment(run).person).get(lesson_url(run, 1, "ar")).content.decode()
    assert 'class="note note--warn"' in html
    assert 'lang="en" dir="ltr"' in html
    assert "Text one of Lesson 1." in html


def test_lesson_is_sent_again_only_when_it_changed():
    run = make_run(lessons=2)
    client = client_of(make_enrolment(run).person)
    client.get(lesson_url(run))
    first = client.get(lesson_url(run))
    assert first["Cache-Control"] == "private, no-cache"
    assert "Cookie" in first["Vary"]
    assert client.get(lesson_url(run), headers={"if-none-match": first["ETag"]}).status_code == 304
    client.post(f"/en/learn/{run.slug}/lesson-1/done/")
    assert client.get(lesson_url(run), headers={"if-none-match": first["ETag"]}).status_code == 200


def test_mark_as_done_leads_to_the_next_and_at_the_end_to_the_outline():
    run = make_run(lessons=2, quizzes=0)
    one = make_enrolment(run)
    client = client_of(one.person)
    assert client.post(f"/en/learn/{run.slug}/lesson-1/done/").url == lesson_url(run, 2)
    assert client.post(f"/en/learn/{run.slug}/lesson-1/done/").url == lesson_url(run, 2)
    assert client.post(f"/en/learn/{run.slug}/lesson-2/done/").url == f"/en/learn/{run.slug}/"
    one.refresh_from_db()
    assert (one.state, one.done_count) == (EnrolmentState.COMPLETED, 2)
    assert "You have completed this course." in client.get(f"/en/learn/{run.slug}/").content.decode()


# --- Outline --------------------------------------------------------------------------------------
def test_outline_shows_parts_progress_and_where_to_continue():
    run = make_run(lessons=3)
    one = make_enrolment(run)
    mark_done(one, lesson_units(run)[0], language="en")
    response = client_of(one.person).get(f"/en/learn/{run.slug}/")
    html = response.content.decode()
    assert "Continue with lesson 2" in html
    assert "1 of 4 done" in html
    assert "Part 1" in html
    assert "Quiz: at least 70%" in html


def test_outline_costs_the_same_for_3_and_60_lessons():
    counts = []
    for lessons in (3, 60):
        run = make_run(lessons=lessons)
        client = client_of(make_enrolment(run).person)
        client.get(f"/en/learn/{run.slug}/")
        counts.append(queries_of(client, f"/en/learn/{run.slug}/"))
    assert counts[0] == counts[1]
    assert counts[0] <= 10


# --- Closed doors ---------------------------------------------------------------------------------
def test_a_run_of_others_does_not_exist():
    run = make_run()
    client = client_of(make_user())
    for path in ("", "lesson-1/", "quiz-1/"):
        assert client.get(f"/en/learn/{run.slug}/{path}").status_code == 404
    assert client.post(f"/en/learn/{run.slug}/lesson-1/done/").status_code == 404
    assert client.post(f"/en/learn/{run.slug}/quiz-1/start/").status_code == 404


def test_a_visitor_is_asked_to_sign_in():
    response = Client().get(lesson_url(make_run()))
    assert (response.status_code, "/accounts/login/" in response.url) == (302, True)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("withdrawn", "You no longer take this course"), ("waiting", "You are on the waiting list")],
)
def test_a_withdrawn_or_waiting_learner_reads_why(state, sentence):
    one = make_enrolment(state=state)
    client = client_of(one.person)
    for url in (f"/en/learn/{one.run.slug}/", lesson_url(one.run)):
        html = client.get(url).content.decode()
        assert sentence in html
        assert "Text one" not in html
    assert client.post(f"/en/learn/{one.run.slug}/quiz-1/start/").status_code == 404


def test_a_course_that_is_not_open_yet_says_when():
    run = make_run(opens_at=timezone.now() + timedelta(days=3))
    html = client_of(make_enrolment(run).person).get(lesson_url(run)).content.decode()
    assert "This course is not open yet" in html


def test_an_ended_course_can_still_be_read_but_not_marked():
    one = make_enrolment(state=EnrolmentState.ENDED)
    html = client_of(one.person).get(lesson_url(one.run)).content.decode()
    assert "Text one of Lesson 1." in html
    assert "Mark as done" not in html


@pytest.mark.parametrize("role", ["coordinator", "author"])
def test_staff_look_at_lessons_and_nothing_is_counted(role):
    run = make_run(lessons=2)
    person = make_coordinator(run) if role == "coordinator" else make_subject_role(SubjectRoleKind.AUTHOR)
    give_second_factor(person)
    client = client_of(person)
    assert "Preview for staff" in client.get(lesson_url(run)).content.decode()
    assert client.get(f"/en/learn/{run.slug}/").status_code == 200
    assert (
        "You are looking at this course as staff"
        in client.get(f"/en/learn/{run.slug}/quiz-1/").content.decode()
    )
    assert client.post(f"/en/learn/{run.slug}/lesson-1/done/").url == lesson_url(run, 2)
    assert client.post(f"/en/learn/{run.slug}/quiz-1/start/").status_code == 404
    assert not Enrolment.objects.exists()


# --- Material that is not public ------------------------------------------------------------------
def test_internal_material_needs_an_acknowledgement_and_every_view_is_on_record():
    run = make_run()
    Course.objects.filter(pk=run.course_id).update(handling="internal")
    one = make_enrolment(run)
    client = client_of(one.person)
    html = client.get(lesson_url(run)).content.decode()
    assert "Before you read" in html
    assert "Text one" not in html
    assert not AccessRecord.objects.exists()
    response = client.post(f"/en/acknowledge/{run.slug}/", {"next": lesson_url(run)})
    assert response.url == lesson_url(run)
    client.get(lesson_url(run))
    client.get(lesson_url(run))
    assert Acknowledgement.objects.get().person == one.person
    assert AccessRecord.objects.count() == 2
    assert (
        client.post(f"/en/acknowledge/{run.slug}/", {"next": "https://example.org/"}).url
        == f"/en/learn/{run.slug}/"
    )


# --- Quiz -----------------------------------------------------------------------------------------
def test_quiz_start_shows_the_rules_and_starts_one_attempt():
    run = make_run()
    one = make_enrolment(run)
    client = client_of(one.person)
    assert "Start the quiz" in client.get(f"/en/learn/{run.slug}/quiz-1/").content.decode()
    first = client.post(f"/en/learn/{run.slug}/quiz-1/start/")
    assert first.url == client.post(f"/en/learn/{run.slug}/quiz-1/start/").url
    attempt = one.person.attempts.get()
    assert first.url == f"/en/attempt/{attempt.uuid}/1/"
    assert client.get(first.url).status_code == 200


# --- Joining --------------------------------------------------------------------------------------
def test_enrol_button_and_code():
    run, person = make_run(), make_user()
    client = client_of(person)
    assert client.post(f"/en/enrol/{run.slug}/").url == f"/en/learn/{run.slug}/"
    invited = make_run(enrolment_mode="invited")
    assert client.post(f"/en/enrol/{invited.slug}/").status_code == 404
    CourseRun.objects.filter(pk=invited.pk).update(join_code="K7QM-4TXR")
    html = client.get("/en/join/k7qm4txr/").content.decode()
    assert invited.title in html
    assert not enrolment.Enrolment.objects.filter(run=invited).exists()
    assert client.post("/en/join/", {"code": "k7qm4txr", "confirm": "1"}).url == f"/en/learn/{invited.slug}/"
    assert client.post("/en/join/", {"code": "zzzz-zzzz"}).status_code == 422
    assert client.get("/en/join/").status_code == 200
