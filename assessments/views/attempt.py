"""The pages of an attempt: one question a page, the overview before submitting, the result."""

import uuid as uuids
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import attempts, results, sitting
from assessments.answers import Entry, seconds_left
from assessments.errors import AnswerRefused, AttemptRefused
from assessments.models import Attempt, AttemptItem, ResponseStatus
from assessments.permissions import takeable_by
from assessments.views.queue import device_and_serial


def own_attempt(request: HttpRequest, uuid: UUID) -> Attempt:
    """The learner's own attempt as the clock has it now; 404 for everybody else."""
    attempt = (
        takeable_by(request.user).select_related("delivery__version", "person").filter(uuid=uuid).first()
    )
    if attempt is None:
        raise Http404
    delivery, person = attempt.delivery, attempt.person
    attempt = attempts.keep_time(attempt)
    attempt.delivery, attempt.person = delivery, person
    return attempt


def _frame(attempt: Attempt) -> dict[str, Any]:
    now = timezone.now()
    return {
        "attempt": attempt,
        "title": sitting.title_of(attempt, sitting.chain_of(attempt)),
        "context": results.context_of(attempt),
        "seconds_left": seconds_left(attempt, now),
        "minutes_left": sitting.minutes_left(attempt, now),
    }


# --- One question ---------------------------------------------------------------------------------
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attempt_question(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    attempt = own_attempt(request, uuid)
    question = sitting.worded(attempt, number)
    if question is None:
        raise Http404
    if not attempt.is_open:
        return redirect("attempt_result", attempt.uuid)
    if request.method != "POST":
        return _show(request, attempt, question)
    response = question.interaction.parse_form(request.POST, question.definition)
    try:
        _save(attempt, question, response, request.POST)
    except AnswerRefused as refusal:
        return _show(request, attempt, question, response=response, refusal=refusal)
    return _go(attempt, number, request.POST.get("go", "next"))


def _save(attempt: Attempt, question: sitting.Worded, response: Any, posted: QueryDict) -> None:
    """Store what is new. The same form posted again holds nothing new."""
    item = question.item
    if question.interaction.validate_response(response, question.definition) != question.response:
        entry = Entry(
            f"form-{uuids.uuid4()}",
            item.position,
            response,
            None,
            get_language() or "",
            *device_and_serial(posted),
        )
        told = attempts.respond(attempt, [entry], sent_at=None, received_at=timezone.now())[0]
        if told.status == ResponseStatus.REFUSED:
            raise AnswerRefused(told.message)
    is_flagged = "flag" in posted
    if item.is_flagged != is_flagged:
        AttemptItem.objects.filter(pk=item.pk).update(is_flagged=is_flagged)


def _go(attempt: Attempt, number: int, where: str) -> HttpResponseRedirect:
    if where == "prev":
        return redirect("attempt_question", attempt.uuid, max(1, number - 1))
    if where == "review" or number >= attempt.items.count():
        return redirect("attempt_review", attempt.uuid)
    return redirect("attempt_question", attempt.uuid, number + 1)


def _show(
    request: HttpRequest,
    attempt: Attempt,
    question: sitting.Worded,
    *,
    response: Any = None,
    refusal: AnswerRefused | None = None,
) -> HttpResponse:
    number = question.item.position
    cells = sitting.cells(attempt, current=number)
    context = {
        **_frame(attempt),
        "question": question,
        "form": sitting.form_of(question, response if refusal else question.response),
        "hint": question.interaction.hint_for(question.definition),
        "refusal": refusal,
        "is_flagged": "flag" in request.POST if refusal else question.item.is_flagged,
        "number": number,
        "total": len(cells),
        "cells": cells,
        "answered_count": sum(cell.is_answered for cell in cells),
        "flagged_count": sum(cell.is_flagged for cell in cells),
    }
    return render(request, "assessments/question.html", context, status=422 if refusal else 200)


# --- Overview and submitting ----------------------------------------------------------------------
@never_cache
@login_required
@require_safe
def attempt_review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    attempt = own_attempt(request, uuid)
    if not attempt.is_open:
        return redirect("attempt_result", attempt.uuid)
    questions = sitting.all_worded(attempt)
    empty = [question for question in questions if not question.is_answered]
    context = {
        **_frame(attempt),
        "questions": questions,
        "empty": empty,
        "first_empty": empty[0] if empty else None,
    }
    return render(request, "assessments/review.html", context)


@login_required
@require_POST
def attempt_submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    attempt = own_attempt(request, uuid)
    try:
        attempts.submit(attempt, actor=attempt.person)
    except AttemptRefused:
        raise Http404 from None
    return redirect("attempt_result", attempt.uuid)


# --- Result ---------------------------------------------------------------------------------------
@never_cache
@login_required
@require_safe
def attempt_result(request: HttpRequest, uuid: UUID) -> HttpResponse:
    attempt = own_attempt(request, uuid)
    if attempt.is_open:
        return redirect("attempt_question", attempt.uuid, 1)
    if not attempt.is_closed:
        raise Http404
    judged = sitting.judged(attempt)
    context = {
        **_frame(attempt),
        "judged": judged,
        "right_count": sum(one.is_right for one in judged),
        "needed": sitting.needed_points(attempt),
        "state": attempts.start_state(attempt.delivery, attempt.person),
        "rereading": results.rereading(attempt, _missed(judged)),
    }
    return render(request, "assessments/result.html", context)


def _missed(judged: list[sitting.Judged]) -> list[str]:
    """Outcome codes of the questions that were not right, each once."""
    codes = (one.question.item.version.outcome_code for one in judged if not one.is_right)
    return list(dict.fromkeys(code for code in codes if code))


@login_required
@require_POST
def attempt_settle(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The learner says that no answer waits on a phone."""
    attempt = own_attempt(request, uuid)
    attempts.nothing_waits(attempt, actor=attempt.person)
    return redirect("attempt_result", attempt.uuid)
