"""The outline of a run, a lesson, the start of a quiz: pages without tabs, readable without script."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments import attempts
from courses import progress
from courses.lesson import lesson_html
from courses.models import SEATED_STATES, EnrolmentState, LineItem
from courses.pages import revalidated
from courses.player import (
    MOST_BESIDE,
    Place,
    acknowledge,
    completion_of,
    enter,
    must_acknowledge,
    parts,
    rail_item,
    record_access,
    standing_in,
)
from curriculum.models import UnitKind
from curriculum.reading import OutlineUnit, unit_body
from languages import registry
from languages.errors import DomainError
from people.views import mine_user


@login_required
@require_GET
def learn_outline(request: HttpRequest, run: str) -> HttpResponse:
    place = enter(mine_user(request), run)
    if door := place.door():
        return render(request, "courses/door.html", {"place": place, "door": door})
    resume = place.resume()
    completion = completion_of(place)
    context = {
        "place": place,
        "parts": parts(place, now=resume.key if resume else None, sizes=True),
        "resume": resume,
        "resume_url": place.url(resume) if resume else "",
        "lesson_number": place.lesson_numbers.get(resume.key) if resume else None,
        "completion": completion,
        "standing": standing_in(place) if place.enrolment and not completion else None,
    }
    return revalidated(request, render(request, "courses/outline.html", context))


@login_required
@require_GET
def learn_unit(request: HttpRequest, run: str, unit: str) -> HttpResponse:
    place = enter(mine_user(request), run)
    if door := place.door():
        return render(request, "courses/door.html", {"place": place, "door": door})
    found = place.unit(unit)
    if must_acknowledge(place):
        return render(request, "courses/acknowledge.html", {"place": place, "unit": found})
    record_access(place, found)
    show = _show_quiz if found.kind == UnitKind.QUIZ else _show_lesson
    return revalidated(request, show(request, place, found))


def _show_lesson(request: HttpRequest, place: Place, unit: OutlineUnit) -> HttpResponse:
    body = unit_body(unit.id, place.chain, editions_version=place.run.release.editions_version)
    _note_visit(place, unit, language=body.language, edition=body.edition)
    context = {
        **_frame(place, unit),
        "body": lesson_html(place, unit, body, request),
        "lesson_number": place.lesson_numbers[unit.key],
        "lesson_count": len(place.lesson_numbers),
        "has_fallback": body.has_fallback,
        "body_lang": registry.html_tag(body.language),
        "body_dir": registry.direction(body.language),
        "is_foreign": body.language != get_language(),
        "body_language": registry.NAMES.get(body.language, body.language),
        "can_mark": place.enrolment is not None and place.enrolment.state in SEATED_STATES,
    }
    return render(request, "courses/lesson.html", context)


def _show_quiz(request: HttpRequest, place: Place, unit: OutlineUnit) -> HttpResponse:
    item = (
        LineItem.objects.select_related("delivery__version").filter(run=place.run, unit_key=unit.key).first()
    )
    if item is None:
        raise Http404
    _note_visit(place, unit, language=get_language() or unit.language, edition=None)
    context = {
        **_frame(place, unit),
        "delivery": item.delivery,
        "state": attempts.start_state(item.delivery, mine_user(request)) if place.enrolment else None,
        "result": place.enrolment.results.filter(line_item=item).first() if place.enrolment else None,
    }
    return render(request, "courses/quiz.html", context)


def _note_visit(place: Place, unit: OutlineUnit, *, language: str, edition: int | None) -> None:
    if place.enrolment is not None:
        row = place.rows.get(unit.key)
        progress.open_unit(place.enrolment, unit, row=row, language=language, edition=edition)


def _frame(place: Place, unit: OutlineUnit) -> dict[str, Any]:
    """What lesson and quiz pages share: position, neighbours, the outline at the side."""
    previous, following = place.beside(unit)
    return {
        "place": place,
        "unit": unit,
        "number": place.index(unit) + 1,
        "total": len(place.units),
        "done_count": len(place.done),
        "is_done": unit.key in place.done,
        "previous": previous,
        "previous_url": place.url(previous) if previous else "",
        "following": following,
        "following_url": place.url(following) if following else "",
        "rail_items": [rail_item(place, one, now=unit.key) for one in place.neighbourhood(unit)],
        "is_whole_outline": len(place.units) <= MOST_BESIDE,
    }


@login_required
@require_POST
def unit_done(request: HttpRequest, run: str, unit: str) -> HttpResponse:
    """Mark as done and continue; answering twice, or after the last unit, leads somewhere sensible."""
    place = enter(mine_user(request), run)
    found = place.unit(unit)
    if must_acknowledge(place):
        return redirect(place.url(found))
    if place.enrolment is not None and not place.door():
        try:
            after = progress.mark_done(place.enrolment, found, language=found.language, edition=found.edition)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect(place.url(found))
        if after.state == EnrolmentState.COMPLETED != place.enrolment.state:
            messages.success(request, _("You have completed this course."))
            return redirect("learn_outline", run)
    _previous, following = place.beside(found)
    return redirect(place.url(following)) if following else redirect("learn_outline", run)


@login_required
@require_POST
def start_attempt(request: HttpRequest, run: str, unit: str) -> HttpResponse:
    """Begin a try, or go on with the open one."""
    place = enter(mine_user(request), run)
    found = place.unit(unit)
    if place.enrolment is None or place.door():
        raise Http404
    if must_acknowledge(place):
        return redirect(place.url(found))
    item = get_object_or_404(LineItem.objects.select_related("delivery"), run=place.run, unit_key=found.key)
    try:
        attempt = attempts.start(item.delivery, mine_user(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(place.url(found))
    return redirect("attempt_question", attempt.uuid, 1)


@login_required
@require_POST
def acknowledge_handling(request: HttpRequest, run: str) -> HttpResponse:
    place = enter(mine_user(request), run)
    acknowledge(place)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return redirect("learn_outline", run)
    return redirect(target)
