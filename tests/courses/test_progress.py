import uuid
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import runs
from courses.completion import standing_of
from courses.errors import ProgressRefused, RunRefused
from courses.models import Enrolment, EnrolmentState, LessonProgress
from courses.progress import mark_done, next_unit, open_unit
from courses.runs import bound_rule
from tests.factories.courses import frozen_lesson, lesson_units, make_enrolment, make_frozen_course, make_run
from tests.factories.people import make_user


@dataclass(frozen=True)
class Stub:
    key: uuid.UUID
    kind: str = "lesson"
    digest: str = ""


UNITS = [Stub(uuid.UUID(int=at)) for at in range(8)]


@given(done=st.sets(st.sampled_from([unit.key for unit in UNITS])), last=st.sampled_from([*range(8), None]))
def test_next_unit_is_unfinished_and_none_only_when_all_is_done(done, last):
    found = next_unit(UNITS, done, UNITS[last].key if last is not None else None)
    assert (found is None) == (len(done) == len(UNITS))
    assert found is None or found.key not in done


def test_next_unit_goes_on_from_the_last_visited_and_comes_round():
    done = {UNITS[5].key, UNITS[6].key, UNITS[7].key}
    assert next_unit(UNITS, done, UNITS[3].key) == UNITS[3]
    assert next_unit(UNITS, {UNITS[3].key}, UNITS[3].key) == UNITS[4]
    assert next_unit(UNITS, done, UNITS[5].key) == UNITS[0]
    assert next_unit(UNITS, set(), uuid.uuid4()) == UNITS[0]


@pytest.mark.django_db
def test_mark_done_twice_is_once_and_keeps_what_was_read():
    one = make_enrolment()
    unit = lesson_units(one.run)[0]
    mark_done(one, unit, language="ja", edition=2)
    mark_done(one, unit, language="en")
    row = one.progress.get()
    assert (row.language, row.edition, row.unit_digest) == ("ja", 2, unit.digest)
    assert Enrolment.objects.get(pk=one.pk).done_count == 1


@pytest.mark.django_db
def test_mark_done_refuses_a_quiz_and_a_learner_who_left():
    one = make_enrolment()
    quiz = one.run.release.units.get(kind="quiz")
    with pytest.raises(ProgressRefused, match="pass it"):
        mark_done(one, quiz, language="en")
    Enrolment.objects.filter(pk=one.pk).update(state=EnrolmentState.WITHDRAWN)
    with pytest.raises(ProgressRefused, match="closed"):
        mark_done(one, lesson_units(one.run)[0], language="en")


@pytest.mark.django_db
def test_open_unit_notes_the_place_once_per_visit(django_assert_num_queries):
    one = make_enrolment()
    unit = lesson_units(one.run)[0]
    with django_assert_num_queries(2):
        open_unit(one, unit, row=None, language="ja", edition=1)
    row = one.progress.get()
    with django_assert_num_queries(0):
        open_unit(one, unit, row=row, language="en", edition=None)
    assert (row.language, row.done_at) == ("ja", None)
    assert Enrolment.objects.get(pk=one.pk).last_unit_key == unit.key


@pytest.mark.django_db
def test_move_run_keeps_unchanged_lessons_and_asks_for_changed_ones():
    old = make_run(lessons=2)
    one = make_enrolment(old)
    for unit in lesson_units(old):
        mark_done(one, unit, language="en")
    keys = list(old.release.units.order_by("position").values_list("key", flat=True))
    new = make_frozen_course(lessons=2, course=old.course, keys=keys)
    changed = new.units.get(slug="lesson-2")
    changed.source, changed.digest = frozen_lesson("Lesson 2, better"), "changed"
    changed.save()
    moved = runs.move_run(old, new, actor=make_user())
    one.refresh_from_db()
    assert (moved.release, one.done_count) == (new, 1)
    assert LessonProgress.objects.filter(enrolment=one, done_at__isnull=False).count() == 2
    one.run.refresh_from_db()
    assert standing_of(Enrolment.objects.get(pk=one.pk)).lessons_done == 1
    mark_done(one, changed, language="en")
    one.refresh_from_db()
    assert one.done_count == 2


@pytest.mark.django_db
def test_move_run_refuses_another_course():
    with pytest.raises(RunRefused):
        runs.move_run(make_run(), make_frozen_course(), actor=None)


@pytest.mark.django_db
def test_open_run_binds_its_own_copy_of_the_rule_and_opens_the_quizzes():
    release = make_frozen_course(quizzes=2)
    run = make_run(release)
    quiz_keys = [str(unit.key) for unit in release.units.filter(kind="quiz").order_by("position")]
    assert [entry["unit"] for entry in run.completion["assessments"]] == quiz_keys
    assert set(run.line_items.values_list("unit_key", flat=True)) == {uuid.UUID(key) for key in quiz_keys}
    release.completion = {"lessons": 0}
    release.save()
    run.refresh_from_db()
    assert run.completion["lessons"] == "all"
    assert runs.open_run(run, actor=None).line_items.count() == 2


@pytest.mark.django_db
def test_bound_rule_refuses_what_the_release_lacks():
    units = list(make_frozen_course(quizzes=1).units.all())
    with pytest.raises(RunRefused, match="not in this release"):
        bound_rule({"assessments": [{"unit": "lesson-1", "pass_percent": 70}]}, units)
    with pytest.raises(RunRefused, match="unknown part"):
        bound_rule({"attendance": 80}, units)


@pytest.mark.django_db
def test_close_run_ends_the_open_ones_and_leaves_the_finished():
    run = make_run(seats=2)
    active, other, waiting = (make_enrolment(run) for _at in range(3))
    from django.utils import timezone

    Enrolment.objects.filter(pk=other.pk).update(state="completed", completed_at=timezone.now())
    closed = runs.close_run(run, actor=None)
    assert [Enrolment.objects.get(pk=one.pk).state for one in (active, other, waiting)] == [
        "ended", "completed", "withdrawn",
    ]  # fmt: skip
    assert (closed.state, closed.seats_taken) == ("closed", 1)
    assert active.events.last().to_state == "ended"
