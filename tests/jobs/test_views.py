"""Progress of background work as its owner sees it, and the addresses a load balancer asks."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobs import queue
from jobs.models import Job, JobState
from jobs.permissions import can_view, viewable_by
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind() -> Iterator[str]:
    queue.handler("test.view")(lambda job: job.advance(done=job.total))
    yield "test.view"
    del queue._handlers["test.view"]


def client_of(person: object) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_owner_sees_how_far_the_work_is(kind: str) -> None:
    person = make_user()
    job = Job.objects.create(kind=kind, actor=person, state=JobState.RUNNING, done=3, total=10)
    page = client_of(person).get(f"/en/jobs/{job.uuid}/")
    assert "3 of 10 done" in page.content.decode()
    assert page.headers["Refresh"] == "3"


def test_work_of_others_does_not_exist(kind: str) -> None:
    job = Job.objects.create(kind=kind, actor=make_user())
    stranger = client_of(make_user())
    assert stranger.get(f"/en/jobs/{job.uuid}/").status_code == 404
    assert stranger.post(f"/en/jobs/{job.uuid}/cancel/").status_code == 404
    assert job.kind not in stranger.get("/en/jobs/").content.decode()


def test_question_and_list_agree_on_who_sees_a_job(kind: str) -> None:
    owner, stranger, superuser = make_user(), make_user(), make_user(is_superuser=True)
    job = Job.objects.create(kind=kind, actor=owner)
    for person in (owner, stranger, superuser):
        assert can_view(person, job) == viewable_by(person).filter(pk=job.pk).exists()
    assert [can_view(person, job) for person in (owner, stranger, superuser)] == [True, False, True]


def test_waiting_work_is_cancelled_and_continued(kind: str, django_capture_on_commit_callbacks) -> None:
    person = make_user()
    client = client_of(person)
    job = Job.objects.create(kind=kind, actor=person, total=2)
    client.post(f"/en/jobs/{job.uuid}/cancel/")
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/en/jobs/{job.uuid}/continue/")
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 2)


def test_a_page_that_is_only_read_changes_nothing(kind: str) -> None:
    person = make_user()
    job = Job.objects.create(kind=kind, actor=person)
    assert client_of(person).get(f"/en/jobs/{job.uuid}/cancel/").status_code == 405


def test_failures_are_downloaded(kind: str) -> None:
    person = make_user()
    job = Job.objects.create(kind=kind, actor=person, failures=[{"ref": "7", "message": "名前がありません"}])
    text = client_of(person).get(f"/en/jobs/{job.uuid}/failures.csv").content.decode()
    assert text.splitlines() == ["\ufeffref,message", "7,名前がありません"]


def test_list_costs_the_same_for_1_and_3_jobs(kind: str) -> None:
    person = make_user()
    client = client_of(person)
    counts = []
    for wanted in (1, 3):
        while Job.objects.count() < wanted:
            Job.objects.create(kind=kind, actor=person)
        client.get("/en/jobs/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/en/jobs/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_process_with_a_migrated_database_is_ready() -> None:
    assert Client().get("/health/live").json() == {"status": "ok"}
    assert Client().get("/health/ready").json() == {"status": "ok", "problems": [], "waiting_jobs": 0}


def test_a_database_without_migrations_is_not_ready() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'jobs'")
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["migrations"])
