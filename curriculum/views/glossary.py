"""/{lang}/glossary/: every term with its anchor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from curriculum.holes import entries_of
from curriculum.models import GlossaryTerm


def glossary(request: HttpRequest) -> HttpResponse:
    entries = entries_of(GlossaryTerm.objects.all(), get_language() or "en")
    entries.sort(key=lambda entry: entry["term"].casefold())
    return render(request, "curriculum/glossary.html", {"entries": entries})
