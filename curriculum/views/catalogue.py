"""/{lang}/courses/: what there is to learn."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from curriculum.catalogue import facts_of, filtered, released_courses
from curriculum.forms import CatalogueFilter

PER_PAGE = 24


def catalogue(request: HttpRequest) -> HttpResponse:
    form = CatalogueFilter(request.GET)
    courses = filtered(released_courses(request.user), **form.chosen())
    page = Paginator(courses, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "cards": facts_of(page.object_list)}
    return render(request, "curriculum/catalogue.html", context)
