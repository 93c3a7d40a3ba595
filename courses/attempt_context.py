"""Where a quiz attempt belongs: the run, the unit, and the way back."""

from django.urls import reverse

from assessments.models import Attempt
from assessments.results import AttemptContext
from courses.learner import reading_chain
from courses.models import LineItem
from curriculum.models import UnitKind
from curriculum.reading import outline


def context_of(attempt: Attempt) -> AttemptContext | None:
    """None for an attempt that no run asked for. One query and a cached outline."""
    item = (
        LineItem.objects.select_related("run__release", "run__course")
        .filter(delivery=attempt.delivery_id)
        .first()
    )
    if item is None:
        return None
    run = item.run
    chain = reading_chain(attempt.person, run.release.source_language)
    units = [unit for unit in outline(run.release, chain) if unit.kind != UnitKind.MODULE]
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
