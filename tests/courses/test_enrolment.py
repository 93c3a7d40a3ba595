from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.attempts import start_state
from courses import enrolment
from courses.errors import EnrolmentRefused
from courses.models import CourseRun, Enrolment, EnrolmentMode, EnrolmentState
from courses.progress import mark_done
from people.models import MembershipRole, Notification
from tests.factories.courses import lesson_units, make_coordinator, make_enrolment, make_run
from tests.factories.people import make_agency, make_member, make_user

pytestmark = pytest.mark.django_db


def history(one: Enrolment) -> list[tuple[str, str, str]]:
    return list(one.events.values_list("from_state", "to_state", "reason"))


def test_enrol_gives_a_seat_and_dates_and_names_who_did_it():
    run, coordinator = make_run(seats=2), make_user()
    taken = enrolment.enrol(run, make_user(), actor=coordinator, reason="asked by phone")
    event = taken.events.get()
    assert (taken.state, event.actor, event.from_state, event.to_state, event.reason) == (
        EnrolmentState.ACTIVE, coordinator, "", "active", "asked by phone",
    )  # fmt: skip
    run.refresh_from_db()
    assert run.seats_taken == 1


def test_enrol_twice_changes_nothing():
    run, person = make_run(seats=5), make_user()
    first = enrolment.enrol(run, person, actor=person)
    assert enrolment.enrol(run, person, actor=person) == first
    run.refresh_from_db()
    assert (run.seats_taken, first.events.count()) == (1, 1)


def test_enrol_waits_when_seats_are_taken_and_the_longest_waiting_is_admitted():
    run = make_run(seats=1)
    first, second, third = (make_enrolment(run) for _at in range(3))
    assert [second.state, third.state] == [EnrolmentState.WAITING] * 2
    enrolment.withdraw(first, actor=first.person, reason="ill")
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == (EnrolmentState.ACTIVE, EnrolmentState.WAITING)
    assert history(second)[-1] == ("waiting", "active", "admitted")
    assert Notification.objects.filter(person=second.person, title__startswith="A seat is free").exists()


def test_enrol_again_after_withdrawing_keeps_the_record():
    one = make_enrolment()
    enrolment.withdraw(one, actor=one.person)
    again = enrolment.enrol(one.run, one.person, actor=one.person)
    assert again.pk == one.pk
    assert [entry[1] for entry in history(one)] == ["active", "withdrawn", "active"]


def test_enrol_refuses_a_closed_cohort():
    run = make_run()
    CourseRun.objects.filter(pk=run.pk).update(state="closed")
    with pytest.raises(EnrolmentRefused, match="closed"):
        enrolment.enrol(run, make_user(), actor=None)


@pytest.mark.parametrize("mode", [EnrolmentMode.INVITED, EnrolmentMode.NOMINATED, EnrolmentMode.MANDATORY])
def test_enrol_oneself_only_where_anyone_may(mode):
    with pytest.raises(EnrolmentRefused):
        enrolment.enrol_oneself(make_run(enrolment_mode=mode), make_user())


def test_enrol_oneself_not_before_it_opens():
    run = make_run(opens_at=timezone.now() + timedelta(days=3))
    with pytest.raises(EnrolmentRefused, match="not open"):
        enrolment.enrol_oneself(run, make_user())


def test_nominated_cohort_takes_people_only_from_an_eligible_agency():
    run = make_run(enrolment_mode=EnrolmentMode.NOMINATED)
    with pytest.raises(EnrolmentRefused, match="nomination"):
        enrolment.enrol(run, make_user(), actor=None)
    with pytest.raises(EnrolmentRefused, match="nomination"):
        enrolment.enrol(run, make_user(), actor=None, nominated_by=make_agency(is_eligible=False))
    agency = make_agency()
    assert enrolment.enrol(run, make_user(), actor=None, nominated_by=agency).nominated_by == agency


def test_codes_cannot_be_tried_without_end(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "join_code": "3/m/user"}
    client.force_login(make_user())
    answers = [client.post("/en/join/", {"code": f"AAAA-AAA{digit}"}).status_code for digit in "23456"]
    assert answers == [422, 422, 422, 429, 429]


def test_join_by_code_takes_it_as_people_type_it():
    run = make_run(enrolment_mode=EnrolmentMode.INVITED)
    CourseRun.objects.filter(pk=run.pk).update(join_code="K7QM-4TXR")
    taken = enrolment.join_by_code(" k7qm 4txr ", make_user())
    assert (taken.run, history(taken)) == (run, [("", "active", "code")])
    with pytest.raises(EnrolmentRefused, match="no cohort"):
        enrolment.join_by_code("AAAA-AAAA", make_user())
    with pytest.raises(EnrolmentRefused, match="no cohort"):
        enrolment.join_by_code("", make_user())


def test_withdraw_takes_access_and_keeps_the_record():
    one = make_enrolment(make_run(lessons=2))
    mark_done(one, lesson_units(one.run)[0], language="en")
    gone = enrolment.withdraw(one, actor=one.person, reason="transferred")
    assert not gone.has_access
    assert gone.progress.count() == 1
    assert not Enrolment.objects.with_access().filter(pk=gone.pk).exists()


def test_withdraw_refuses_what_has_ended():
    one = make_enrolment(state=EnrolmentState.COMPLETED, completed_at=timezone.now())
    with pytest.raises(EnrolmentRefused):
        enrolment.withdraw(one, actor=one.person)


def test_transfer_brings_lessons_and_writes_both_histories():
    old = make_run(lessons=2)
    new = make_run(old.release)
    coordinator = make_coordinator(old, new)
    one = make_enrolment(old)
    mark_done(one, lesson_units(old)[0], language="ja")
    moved = enrolment.transfer(one, new, actor=coordinator, reason="other dates")
    assert (moved.run, moved.done_count, moved.progress.get().language) == (new, 1, "ja")
    assert one.events.last().data == {"moved_to": new.pk}
    assert moved.events.last().data == {"moved_from": old.pk}


def test_transfer_refuses_another_course():
    with pytest.raises(EnrolmentRefused):
        enrolment.transfer(make_enrolment(), make_run(), actor=make_user())


def test_extend_records_both_dates_and_the_reason():
    one, actor = make_enrolment(), make_user()
    due_at = timezone.now() + timedelta(days=90)
    extended = enrolment.extend(one, due_at=due_at, actor=actor, reason="on patrol duty")
    event = extended.events.last()
    assert (extended.due_at, event.data["due_at"], event.reason) == (
        due_at,
        [None, due_at.isoformat()],
        "on patrol duty",
    )
    with pytest.raises(EnrolmentRefused, match="passed"):
        enrolment.extend(one, due_at=timezone.now() - timedelta(days=1), actor=actor, reason="x")


def test_assign_enrols_the_agency_and_its_sections_with_the_deadline():
    agency = make_agency()
    section = make_agency(parent=agency)
    officers = [make_member(MembershipRole.OFFICER, agency), make_member(MembershipRole.OFFICER, section)]
    contact = make_member(MembershipRole.CONTACT, agency)
    make_member(MembershipRole.OFFICER)
    run = make_run(enrolment_mode=EnrolmentMode.MANDATORY)
    due_at = timezone.now() + timedelta(days=30)
    enrolment.assign(run, agency, due_at=due_at, actor=contact)
    assert set(run.enrolments.values_list("person", "due_at", "state")) == {
        (p.pk, due_at, "active") for p in officers
    }
    newcomer = make_member(MembershipRole.OFFICER, section)
    assert enrolment.follow_assignments() == 1
    assert enrolment.follow_assignments() == 0
    assert newcomer.enrolments.get().assignment.agency == agency


def test_assign_binds_those_who_came_by_choice_and_a_new_date_spares_an_extended_deadline():
    agency = make_agency()
    officer, other = (make_member(MembershipRole.OFFICER, agency) for _at in range(2))
    run, actor = make_run(), make_user()
    by_choice = make_enrolment(run, officer)
    first, second = (timezone.now() + timedelta(days=days) for days in (20, 30))
    assignment = enrolment.assign(run, agency, due_at=first, actor=actor)
    by_choice.refresh_from_db()
    assert (by_choice.assignment, by_choice.due_at) == (assignment, first)
    extended = enrolment.extend(by_choice, due_at=first + timedelta(days=5), actor=actor, reason="ill")
    enrolment.assign(run, agency, due_at=second, actor=actor)
    extended.refresh_from_db()
    assert (extended.due_at, other.enrolments.get().due_at) == (first + timedelta(days=5), second)
    assert other.enrolments.get().events.last().data["due_at"] == [first.isoformat(), second.isoformat()]


def test_extend_beyond_the_end_of_the_run_keeps_the_quiz_open_for_that_person():
    run = make_run(closes_at=timezone.now() + timedelta(days=1))
    one = make_enrolment(run)
    due_at = timezone.now() + timedelta(days=9)
    enrolment.extend(one, due_at=due_at, actor=make_user(), reason="ill")
    delivery = run.line_items.get().delivery
    assert start_state(delivery, one.person, now=timezone.now() + timedelta(days=5)).can_start
    assert not start_state(delivery, make_user(), now=timezone.now() + timedelta(days=5)).can_start


def test_assign_costs_the_same_for_few_and_many():
    counts = []
    for size in (2, 20):
        agency = make_agency()
        for _at in range(size):
            make_member(MembershipRole.OFFICER, agency)
        run = make_run(enrolment_mode=EnrolmentMode.MANDATORY)
        with CaptureQueriesContext(connection) as queries:
            enrolment.assign(run, agency, due_at=timezone.now() + timedelta(days=9), actor=make_user())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_database_refuses_one_seat_too_many():
    run = make_run(seats=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseRun.objects.filter(pk=run.pk).update(seats_taken=2)


@pytest.mark.django_db(transaction=True)
def test_enrol_at_the_same_moment_never_exceeds_the_seats():
    run, people = make_run(seats=3, quizzes=0), [make_user() for _at in range(10)]
    barrier, failures = Barrier(len(people)), []

    def take(person):
        try:
            barrier.wait()
            enrolment.enrol(run, person, actor=person)
        except Exception as problem:
            failures.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=take, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run.refresh_from_db()
    states = list(run.enrolments.values_list("state", flat=True))
    assert (failures, run.seats_taken) == ([], 3)
    assert (states.count("active"), states.count("waiting")) == (3, 7)
