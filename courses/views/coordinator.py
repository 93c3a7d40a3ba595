"""A coordinator's cohorts. Every object is looked up among the person's own cohorts; the rest does not
exist.
"""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.permissions import extendable_by
from courses import cohort, enrolment, notices, roster, runs
from courses.attention import Thresholds
from courses.exports import table_response
from courses.forms import (
    AssignForm,
    DeadlineForm,
    FilterForm,
    MessageForm,
    NoteForm,
    PeopleForm,
    QuizEaseForm,
    ReasonForm,
    ThresholdsForm,
    UploadForm,
    end_of_day,
    zone_of,
)
from courses.learner import reading_chain
from courses.models import CourseRun, Enrolment, EnrolmentState, RunState
from courses.permissions import coordinated_by, is_coordinator
from curriculum.reading import outline
from languages.errors import DomainError
from people import audit
from people.views import mine_user

COHORTS_PER_PAGE = 20


def own_run(request: HttpRequest, slug: str) -> CourseRun:
    runs_of_mine = coordinated_by(mine_user(request)).select_related("course", "release")
    return get_object_or_404(runs_of_mine, slug=slug)


def own_learner(run: CourseRun, uuid: Any) -> Enrolment:
    found = cohort.people(run, now=timezone.now()).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


# --- Cohorts --------------------------------------------------------------------------------------
@login_required
@require_GET
def coord_home(request: HttpRequest) -> HttpResponse:
    mine = coordinated_by(mine_user(request))
    page = Paginator(cohort.with_tallies(mine), COHORTS_PER_PAGE).get_page(request.GET.get("page"))
    if not page.paginator.count and not is_coordinator(mine_user(request)):
        raise Http404
    return render(request, "courses/coord/home.html", {"page": page})


@login_required
@require_GET
def coord_run(request: HttpRequest, run: str) -> HttpResponse:
    now = timezone.now()
    mine = own_run(request, run)
    form, found = _filtered(request, mine, now)
    page = Paginator(found, cohort.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "run": mine,
        "numbers": cohort.numbers(mine, now=now),
        "form": form,
        "page": page,
        "rows": cohort.rows(mine, page.object_list, now=now),
        "query": request.GET.urlencode(),
    }
    return render(request, "courses/coord/run.html", context)


def _filtered(request: HttpRequest, run: CourseRun, now: Any) -> tuple[FilterForm, Any]:
    form = FilterForm(request.GET, countries=cohort.countries_of(run))
    found = cohort.narrowed(
        cohort.people(run, now=now),
        q=form.value("q"),
        country=form.value("country"),
        status=form.value("status"),
    )
    return form, found


@login_required
@require_GET
def coord_export(request: HttpRequest, run: str) -> HttpResponseBase:
    """The list as filtered, as CSV or XLSX; who took it out is on record."""
    now = timezone.now()
    mine = own_run(request, run)
    _form, found = _filtered(request, mine, now)
    kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    audit.record(mine_user(request), "run.people_exported", "run", mine.pk, format=kind)
    return table_response(
        request, mine_user(request), mine.slug, cohort.export_head(), cohort.export_rows(mine, found, now=now)
    )


@login_required
@require_GET
def coord_grades(request: HttpRequest, run: str) -> HttpResponse:
    now = timezone.now()
    mine = own_run(request, run)
    titles = {
        unit.key: unit.title
        for unit in outline(mine.release, reading_chain(mine_user(request), mine.release.source_language))
    }
    positions = {key: at for at, key in enumerate(titles)}
    items = sorted(mine.line_items.all(), key=lambda item: positions.get(item.unit_key, len(positions)))
    columns = Paginator(items, cohort.MOST_COLUMNS).get_page(request.GET.get("part"))
    found = cohort.people(mine, now=now).exclude(state=EnrolmentState.WITHDRAWN)
    page = Paginator(found, cohort.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "run": mine,
        "columns": columns,
        "titles": [titles.get(item.unit_key, "") for item in columns],
        "page": page,
        "rows": cohort.grade_rows(list(page.object_list), [item.pk for item in columns]),
    }
    return render(request, "courses/coord/grades.html", context)


# --- One learner ----------------------------------------------------------------------------------
@login_required
@require_GET
def coord_person(request: HttpRequest, run: str, learner: str) -> HttpResponse:
    mine = own_run(request, run)
    found = own_learner(mine, learner)
    return render(request, "courses/coord/person.html", _person(request, mine, found, None))


def _person(request: HttpRequest, mine: CourseRun, found: Enrolment, sent: Any) -> dict[str, Any]:
    chain = reading_chain(mine_user(request), mine.release.source_language)
    quizzes = cohort.quiz_eases(mine, found.person, chain)
    return {
        "run": mine,
        "row": cohort.row(mine, found, Thresholds.of(mine), now=timezone.now()),
        "quizzes": quizzes,
        "ease": QuizEaseForm(sent, quizzes=[(str(quiz.delivery.uuid), quiz.title) for quiz in quizzes]),
        "notes": found.notes.select_related("author"),
        "events": found.events.select_related("actor").order_by("-pk"),
        "others": coordinated_by(mine_user(request))
        .filter(state=RunState.OPEN, course=mine.course_id)
        .exclude(pk=mine.pk),
    }


@login_required
@require_POST
def coord_ease(request: HttpRequest, run: str, learner: str) -> HttpResponse:
    """Extra time or tries of a quiz for one learner."""
    mine = own_run(request, run)
    found = own_learner(mine, learner)
    context = _person(request, mine, found, request.POST)
    form = context["ease"]
    if not form.is_valid():
        return render(request, "courses/coord/person.html", context, status=422)
    data, actor = form.cleaned_data, mine_user(request)
    delivery = get_object_or_404(extendable_by(actor), uuid=data["quiz"], line_item__run=mine)
    _try(
        request,
        lambda: enrolment.ease_quiz(
            found,
            delivery,
            extra_minutes=data["extra_minutes"] or 0,
            extra_attempts=data["extra_attempts"] or 0,
            actor=actor,
            reason=data["reason"],
        ),
        _("Saved. It counts at once, also for a try that is running."),
    )
    return redirect("coord_person", run, learner)


ACTIONS = {
    "write": MessageForm,
    "extend": DeadlineForm,
    "note": NoteForm,
    "withdraw": ReasonForm,
}


@login_required
@require_http_methods(["GET", "POST"])
def coord_act(request: HttpRequest, run: str) -> HttpResponse:
    """Write to, extend, note or withdraw the learners ticked: first who and what, then it happens."""
    mine = own_run(request, run)
    sent = request.POST if request.method == "POST" else request.GET
    action = sent.get("do", "")
    if request.method == "GET" and not action:  # Signed in again in the middle of the form.
        messages.info(request, _("Nothing was sent. Here is the page with the button."))
        return redirect("coord_run", run)
    if action not in ACTIONS:
        raise Http404
    people = cohort.chosen(mine, sent.getlist("people"))
    form = ACTIONS[action](request.POST if request.method == "POST" else None)
    if not people:
        messages.warning(request, _("Tick at least one person first."))
        return redirect("coord_run", run)
    if request.method == "POST" and form.is_valid():
        _act(request, action, people, form.cleaned_data)
        return (
            redirect("coord_person", run, people[0].uuid) if len(people) == 1 else redirect("coord_run", run)
        )
    status = 422 if form.is_bound else 200
    context = {"run": mine, "people": people, "form": form, "action": action}
    return render(request, "courses/coord/act.html", context, status=status)


def _act(request: HttpRequest, action: str, people: list[Enrolment], data: dict[str, Any]) -> None:
    done = 0
    for one in people:
        try:
            _act_on(request, action, one, data)
            done += 1
        except DomainError as refusal:
            messages.error(request, f"{one.person.code}: {refusal}")
    if done:
        sentence = ngettext("Done for %(count)d person.", "Done for %(count)d people.", done)
        messages.success(request, sentence % {"count": done})


def _act_on(request: HttpRequest, action: str, one: Enrolment, data: dict[str, Any]) -> None:
    actor = mine_user(request)
    if action == "write":
        notices.wrote(one, subject=data["subject"], text=data["text"], actor=actor)
        audit.record(actor, "enrolment.written_to", "enrolment", one.pk)
    elif action == "extend":
        due_at = end_of_day(data["due_on"], zone_of(actor))
        enrolment.extend(one, due_at=due_at, actor=actor, reason=data["reason"])
    elif action == "note":
        enrolment.add_note(one, text=data["text"], actor=actor)
    else:
        enrolment.withdraw(one, actor=actor, reason=data["reason"])


@login_required
@require_POST
def coord_admit(request: HttpRequest, run: str, learner: str) -> HttpResponse:
    mine = own_run(request, run)
    _try(
        request, lambda: enrolment.admit(own_learner(mine, learner), actor=mine_user(request)), _("Enrolled.")
    )
    return redirect("coord_person", run, learner)


@login_required
@require_POST
def coord_transfer(request: HttpRequest, run: str, learner: str) -> HttpResponse:
    mine = own_run(request, run)
    found = own_learner(mine, learner)
    target = get_object_or_404(
        coordinated_by(mine_user(request)), slug=request.POST.get("to", ""), course=mine.course_id
    )
    if not _try(
        request,
        lambda: enrolment.transfer(found, target, actor=mine_user(request)),
        _("Moved to another cohort."),
    ):
        return redirect("coord_person", run, learner)
    return redirect("coord_run", target.slug)


def _try(request: HttpRequest, rule: Any, success: str) -> bool:
    try:
        rule()
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, success)
    return True


# --- More people ----------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def coord_people(request: HttpRequest, run: str) -> HttpResponse:
    """Add people by code or e-mail address, or upload a list."""
    mine = own_run(request, run)
    form = PeopleForm(request.POST if request.method == "POST" else None)
    added = None
    if form.is_bound and form.is_valid():
        added = roster.add(mine, form.cleaned_data["people"], actor=mine_user(request))
        form = PeopleForm(
            initial={"people": "\n".join([*added.unknown, *(mark for mark, _why in added.refused)])}
        )
    status = 422 if form.is_bound else 200
    context = {"run": mine, "form": form, "upload": UploadForm(), "added": added}
    return render(request, "courses/coord/people.html", context, status=status)


@login_required
@require_POST
def coord_import(request: HttpRequest, run: str) -> HttpResponseBase:
    """Upload, check, save. Until "save" nothing is written; rows with mistakes can be corrected in place."""
    mine = own_run(request, run)
    try:
        rows, encoding = _sent_rows(request)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("coord_people", run)
    if request.POST.get("do") == "save":
        saved = roster.save(mine, rows, actor=mine_user(request))
        sentence = ngettext("%(count)d person added.", "%(count)d people added.", saved.added)
        messages.success(request, sentence % {"count": saved.added})
        return redirect("coord_run", run)
    lines = roster.check(mine, rows)
    if request.POST.get("do") == "mistakes":
        head, bad = roster.mistakes_table(lines)
        return table_response(request, mine_user(request), f"{mine.slug}-mistakes", head, bad)
    context = {
        "run": mine,
        "lines": lines,
        "columns": roster.COLUMNS,
        "encoding": encoding,
        "tally": roster.tally(lines),
        "rows_json": json.dumps(rows, ensure_ascii=False),
    }
    return render(request, "courses/coord/import.html", context)


def _sent_rows(request: HttpRequest) -> tuple[list[dict[str, str]], str]:
    """From a new file, or from the check page with the corrections typed there."""
    upload = request.FILES.get("file")
    if upload is not None:
        sheet = roster.read(upload.read(roster.MOST_BYTES + 1))
        return sheet.rows, sheet.encoding
    return roster.corrected(request.POST.get("rows", ""), request.POST), request.POST.get("encoding", "")


# --- Settings -------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def coord_settings(request: HttpRequest, run: str) -> HttpResponse:
    mine = own_run(request, run)
    action = request.POST.get("do", "")
    limits = ThresholdsForm.of(mine, request.POST if action == "thresholds" else None)
    assign = AssignForm(request.POST if action == "assign" else None)
    if action and _settle(request, mine, action, limits, assign):
        return redirect("coord_settings", run)
    context = {
        "run": mine,
        "limits": limits,
        "assign": assign,
        "assignments": mine.assignments.select_related("agency").order_by("due_at"),
    }
    status = 422 if limits.is_bound or assign.is_bound else 200
    return render(request, "courses/coord/settings.html", context, status=status)


def _settle(
    request: HttpRequest, run: CourseRun, action: str, limits: ThresholdsForm, assign: AssignForm
) -> bool:
    actor = mine_user(request)
    if action == "new_code":
        return _try(request, lambda: runs.new_join_code(run, actor=actor), _("The new code works now."))
    if action == "drop_code":
        return _try(
            request, lambda: runs.drop_join_code(run, actor=actor), _("Nobody can join by code any more.")
        )
    if action == "thresholds" and limits.is_valid():
        return _try(request, lambda: runs.set_attention(run, limits.cleaned_data, actor=actor), _("Saved."))
    if action == "assign" and assign.is_valid():
        due_at = end_of_day(assign.cleaned_data["due_on"], zone_of(actor))
        return _try(
            request,
            lambda: enrolment.assign(run, assign.cleaned_data["agency"], due_at=due_at, actor=actor),
            _("Assigned. Everybody there has the course and its deadline."),
        )
    return False
