"""Where a quiz attempt belongs: the run, the unit, the way back, and the lessons to read again."""

from collections.abc import Sequence

from django.urls import reverse

from assessments.models import Attempt
from assessments.results import AttemptContext, Reading
from courses.learner import reading_chain
from courses.models import CourseRun, LineItem
from curriculum.models import ReleaseUnit, UnitKind
from curriculum.reading import OutlineUnit, outline


def context_of(attempt: Attempt) -> AttemptContext | None:
    """None for an attempt that no run asked for. One query and a cached outline."""
    item = _line_item(attempt)
    if item is None:
        return None
    run = item.run
    units = _units(attempt, run)
    at = next((at for at, unit in enumerate(units) if unit.key == item.unit_key), None)
    outline_url = reverse("learn_outline", args=[run.slug])
    if at is None:
        return AttemptContext(run.course.title, "", outline_url)
    following = units[at + 1] if at + 1 < len(units) else None
    return AttemptContext(
        run_title=run.course.title,
        unit_title=units[at].title,
        outline_url=outline_url,
        next_url=reverse("learn_unit", args=[run.slug, following.slug]) if following else "",
        start_url=reverse("learn_unit", args=[run.slug, units[at].slug]),
    )


def lessons_to_reread(attempt: Attempt, outcome_codes: Sequence[str]) -> list[Reading]:
    """The lessons of the run that teach any of the outcomes, in order. Two queries and a cached outline."""
    item = _line_item(attempt)
    if item is None:
        return []
    run, missed = item.run, set(outcome_codes)
    taught = ReleaseUnit.objects.filter(release=run.release_id, kind=UnitKind.LESSON)
    wanted = {key for key, outcomes in taught.values_list("key", "outcomes") if missed & set(outcomes)}
    return [
        Reading(unit.title, reverse("learn_unit", args=[run.slug, unit.slug]), unit.lang)
        for unit in _units(attempt, run)
        if unit.key in wanted
    ]


def _line_item(attempt: Attempt) -> LineItem | None:
    found = LineItem.objects.select_related("run__release", "run__course")
    return found.filter(delivery=attempt.delivery_id).first()


def _units(attempt: Attempt, run: CourseRun) -> list[OutlineUnit]:
    chain = reading_chain(attempt.person, run.release.source_language)
    return [unit for unit in outline(run.release, chain) if unit.kind != UnitKind.MODULE]
