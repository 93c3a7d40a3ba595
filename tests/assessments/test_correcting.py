"""A wrong key: what its correction would change, two people, scores derived anew, nothing twice."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments import attempts, correcting, grading, publishing, results
from assessments.answers import Entry
from assessments.correcting import Impact
from assessments.errors import MarkingRefused
from assessments.models import Attempt, CorrectionState, Item, KeyCorrection, KeyRevision, Score, ScoreKind
from curriculum.models import SubjectRole, SubjectRoleKind
from jobs import queue
from jobs.models import Job, JobState
from people.models import AuditEntry, Notification
from tests.assessments.test_attempts import statements
from tests.factories.assessments import make_delivery, make_item
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.IS_DEMONSTRATION = True


@pytest.fixture
def item() -> Item:
    """Its key says true; it should say false."""
    return make_item("true_false", is_true=True)


@pytest.fixture
def delivery(item: Item) -> Any:
    return make_delivery(items=[item, make_item("true_false", is_true=True)])


def take(delivery: Any, item: Item, answer: bool | None, *, other: bool = True, **person: Any) -> Attempt:
    attempt = attempts.start(delivery, make_user(**person))
    for place in attempt.items.select_related("version"):
        response = answer if place.version.item_id == item.pk else other
        entry = Entry(f"a{place.position}", place.position, response, None, "en")
        attempts.respond(attempt, [entry], sent_at=None, received_at=timezone.now())
    return attempts.submit(attempt, actor=attempt.person)


def correct(item: Item) -> Any:
    """The working copy says what is right; the published version does not yet."""
    Item.objects.filter(pk=item.pk).update(is_true=False)
    item.refresh_from_db()
    return item.versions.get()


def person_of(item: Item, *roles: str) -> Any:
    person = make_user(is_fictitious=True)
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    for role in roles:
        SubjectRole.objects.create(person=person, subject_area=item.subject_area, role=role)
    return person


def approved(item: Item, callbacks: Any) -> KeyCorrection:
    version = correct(item)
    proposal = correcting.propose(item, version, reason="The law says the opposite.", actor=make_user())
    with callbacks(execute=True):
        return correcting.approve(proposal, actor=make_user())


def test_impact_counts_attempts_scores_and_verdicts(item: Item, delivery: Any) -> None:
    take(delivery, item, True)  # 2 of 2: falls to 1, fails
    take(delivery, item, False)  # 1 of 2: rises to 2, passes
    take(delivery, item, False, other=False)  # 0 of 2: rises to 1
    take(delivery, item, None)  # not answered: stays
    attempts.start(delivery, make_user())  # open: scored by the key in force when it closes
    version = correct(item)
    [found] = correcting.candidates(item)
    assert found.version == version
    assert found.impact == Impact(attempts=4, raised=2, lowered=1, now_passed=1, now_failed=1)


def test_impact_costs_the_same_for_1_and_12_attempts(item: Item, delivery: Any) -> None:
    counts = []
    for more in (1, 11):
        for _ in range(more):
            take(delivery, item, True)
        version = item.versions.get()
        with CaptureQueriesContext(connection) as captured:
            correcting.impact(version, {"value": False})
        counts.append(len(statements(captured)))
    assert counts == [1, 1]


def test_nothing_to_correct_when_key_or_structure_are_others(item: Item, delivery: Any) -> None:
    assert correcting.candidates(item) == []
    Item.objects.filter(pk=item.pk).update(is_true=None)
    item.refresh_from_db()
    assert correcting.candidates(item) == []
    with pytest.raises(MarkingRefused, match="Correct the question first"):
        correcting.propose(item, item.versions.get(), reason="x", actor=make_user())


def test_approved_key_scores_attempts_again_with_reason_and_actors(
    item: Item, delivery: Any, django_capture_on_commit_callbacks: Any
) -> None:
    right, wrong = take(delivery, item, False), take(delivery, item, True)
    heard: list[int] = []
    results._listeners.append(lambda attempt: heard.append(attempt.pk))
    try:
        correction = approved(item, django_capture_on_commit_callbacks)
    finally:
        results._listeners.pop()
    for attempt, score, is_passed in ((right, 2, True), (wrong, 1, False)):
        attempt.refresh_from_db()
        assert (attempt.score, attempt.is_passed) == (score, is_passed)
        assert Notification.objects.filter(person=attempt.person, kind="result").count() == 1
    assert sorted(heard) == [right.pk, wrong.pk]
    lines = Score.objects.filter(kind=ScoreKind.REGRADE)
    assert {(line.reason, line.actor_id, line.key_revision.number) for line in lines} == {
        ("The law says the opposite.", correction.decided_by_id, 2)
    }
    assert Job.objects.get(kind=correcting.KIND).state == JobState.DONE
    said = AuditEntry.objects.filter(action__startswith="key.").order_by("id")
    assert [entry.action for entry in said] == ["key.proposed", "key.approved"]


def test_scoring_again_is_done_once_however_often_it_is_started(
    item: Item, delivery: Any, django_capture_on_commit_callbacks: Any
) -> None:
    take(delivery, item, False)
    approved(item, django_capture_on_commit_callbacks)
    before = Score.objects.count()
    job = Job.objects.get(kind=correcting.KIND)
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    queue.run(job.pk)
    assert Score.objects.count() == before
    assert Notification.objects.filter(kind="result").count() == 1


def test_a_stopped_job_goes_on_where_it_stopped(
    item: Item, delivery: Any, django_capture_on_commit_callbacks: Any
) -> None:
    for _ in range(3):
        take(delivery, item, False)
    version = correct(item)
    proposal = correcting.propose(item, version, reason="x", actor=make_user())
    correction = correcting.approve(proposal, actor=make_user())
    correcting._regrade(Attempt.objects.earliest("pk").pk, correction)
    job = Job.objects.get(kind=correcting.KIND)
    queue.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, 2, 2)
    assert set(Attempt.objects.values_list("score", flat=True)) == {Decimal(2)}


def test_open_attempts_and_late_answers_are_scored_by_the_key_in_force(
    item: Item, delivery: Any, django_capture_on_commit_callbacks: Any
) -> None:
    running = attempts.start(delivery, make_user())
    approved(item, django_capture_on_commit_callbacks)
    place = running.items.get(version__item=item)
    entry = Entry("a", place.position, False, None, "en")
    attempts.respond(running, [entry], sent_at=None, received_at=timezone.now())
    assert attempts.submit(running, actor=running.person).score == 1


def test_what_a_person_judged_stays(
    item: Item, delivery: Any, django_capture_on_commit_callbacks: Any
) -> None:
    attempt = take(delivery, item, False)
    place = attempt.items.get(version__item=item)
    Score.objects.create(
        attempt_item=place, kind=ScoreKind.ADJUDICATION, points=0, actor=make_user(), reason="copied"
    )
    approved(item, django_capture_on_commit_callbacks)
    attempt.refresh_from_db()
    assert attempt.score == 1
    assert not Score.objects.filter(kind=ScoreKind.REGRADE).exists()


def test_the_question_published_afterwards_continues_the_corrected_version(
    item: Item, delivery: Any, django_capture_on_commit_callbacks: Any
) -> None:
    approved(item, django_capture_on_commit_callbacks)
    assert publishing.publish_item(item, actor=None) == item.versions.get()


def test_the_same_person_cannot_approve_and_nothing_is_decided_twice(item: Item, delivery: Any) -> None:
    version, author = correct(item), make_user()
    with pytest.raises(MarkingRefused, match="Write why"):
        correcting.propose(item, version, reason=" ", actor=author)
    proposal = correcting.propose(item, version, reason="x", actor=author)
    with pytest.raises(MarkingRefused, match="waiting already"):
        correcting.propose(item, version, reason="x", actor=make_user())
    with pytest.raises(MarkingRefused, match="second person"):
        correcting.approve(proposal, actor=author)
    assert correcting.turn_down(proposal, actor=author).state == CorrectionState.WITHDRAWN
    with pytest.raises(MarkingRefused, match="decided already"):
        correcting.approve(proposal, actor=make_user())
    again = correcting.propose(item, version, reason="x", actor=author)
    assert correcting.turn_down(again, actor=make_user()).state == CorrectionState.REFUSED
    assert KeyRevision.objects.filter(version=version).count() == 1


def test_database_refuses_an_approval_by_the_proposer_and_a_second_open_proposal(
    item: Item, delivery: Any
) -> None:
    version, author = correct(item), make_user()
    proposal = correcting.propose(item, version, reason="x", actor=author)
    revision = grading.newest_keys([version.pk])[version.pk]
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyCorrection.objects.filter(pk=proposal.pk).update(
            state="approved", decided_by=author, revision=revision
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyCorrection.objects.create(version=version, key={}, reason="x", proposed_by=author)


def test_pages_of_the_cms_lead_from_the_mistake_to_the_decision(
    client: Client, item: Item, delivery: Any, django_capture_on_commit_callbacks: Any
) -> None:
    attempt = take(delivery, item, False)
    version = correct(item)
    author = person_of(item, SubjectRoleKind.AUTHOR)
    reviewer = person_of(item, SubjectRoleKind.REVIEWER)
    url = reverse("assessments_correct_key", args=[item.pk])

    client.force_login(author)
    assert url in client.get(reverse("wagtailsnippets_assessments_item:edit", args=[item.pk])).text
    page = client.get(url).text
    assert "Score goes up" in page and "Propose this correction" in page
    refused = client.post(url, {"propose": version.uuid, "reason": ""})
    assert refused.status_code == 422 and "This field is required" in refused.text
    assert client.post(url, {"propose": version.uuid, "reason": "The law changed."}).status_code == 302
    own = client.get(url).text
    assert "The law changed." in own and "Approve and score again" not in own
    proposal = KeyCorrection.objects.get()
    client.post(url, {"approve": proposal.pk})
    proposal.refresh_from_db()
    assert proposal.state == CorrectionState.PROPOSED

    client.force_login(reviewer)
    assert "Approve and score again" in client.get(url).text
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {"approve": proposal.pk}).status_code == 302
    attempt.refresh_from_db()
    assert attempt.score == 2
    assert "There is nothing to correct" in client.get(url).text

    client.force_login(person_of(make_item(), SubjectRoleKind.REVIEWER))
    assert client.get(url).status_code == 404
    assert client.post(url, {"approve": proposal.pk}).status_code == 404


def test_what_is_not_a_proposal_of_the_question_is_not_found(
    client: Client, item: Item, delivery: Any
) -> None:
    client.force_login(person_of(item, SubjectRoleKind.REVIEWER))
    url = reverse("assessments_correct_key", args=[item.pk])
    for posted in ({"approve": "0"}, {"approve": "x"}, {"propose": "x", "reason": "y"}, {}):
        assert client.post(url, posted).status_code == 404, posted
