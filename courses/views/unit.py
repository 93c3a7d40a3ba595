"""Pages of a prefectural contact: the own unit's assigned training. Anybody else gets 404."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from courses import unit
from courses.exports import table_response
from people import audit
from people.models import Agency
from people.views import mine_user

PAGE_SIZE = 50


def own_agencies(request: HttpRequest) -> list[Agency]:
    agencies = unit.agencies_of(mine_user(request))
    if not agencies:
        raise Http404
    return agencies


@login_required
@require_GET
def unit_home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    agencies = own_agencies(request)
    everyone = unit.assigned_in(agencies, now=now)
    roll_up = unit.roll_up(everyone, now=now)
    # Who is overdue comes first; where nobody is, an empty list would help nobody.
    status = request.GET.get("status", unit.OVERDUE if any(line.overdue for line in roll_up) else unit.OPEN)
    run = request.GET.get("run", "")
    page = Paginator(unit.narrowed(everyone, run=run, status=status, now=now), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "agencies": agencies,
        "roll_up": roll_up,
        "page": page,
        "rows": [(one, *unit.status_of(one, now)) for one in page],
        "status": status,
        "chosen_run": run,
        "query": urlencode({"run": run, "status": status}),
    }
    return render(request, "courses/unit/home.html", context)


@login_required
@require_GET
def unit_export(request: HttpRequest) -> HttpResponseBase:
    now = timezone.now()
    agencies = own_agencies(request)
    status = request.GET.get("status", unit.OVERDUE)
    found = unit.narrowed(
        unit.assigned_in(agencies, now=now), run=request.GET.get("run", ""), status=status, now=now
    )
    audit.record(
        mine_user(request),
        "unit.people_exported",
        "agency",
        agencies[0].pk,
        agencies=[one.pk for one in agencies],
        status=status if status in unit.STATUSES else "",
    )
    return table_response(
        request,
        mine_user(request),
        f"unit-{status if status in unit.STATUSES else 'all'}",
        unit.export_head(),
        unit.export_rows(found, now=now),
    )
