"""Practice questions answered: scored and explained, recorded nowhere."""

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from assessments import interactions, practice
from assessments.errors import AnswerRefused
from assessments.texts import chain_for


@csrf_exempt  # changes nothing; a saved lesson holds no form token
@require_POST
def practice_check(request: HttpRequest) -> HttpResponse:
    try:
        uuid, back = practice.read_ticket(request.POST.get("ticket", ""))
    except signing.BadSignature:
        raise Http404 from None
    question = practice.practice_texts([uuid], chain_for(get_language() or "en", request.user)).get(uuid)
    if question is None:
        raise Http404
    version = question.version
    response = interactions.get(version.interaction).parse_form(request.POST, version.definition)
    context = {"question": question, "ticket": request.POST["ticket"], "back": back}
    try:
        context |= {"checked": practice.check(question, response)}
    except AnswerRefused as refusal:
        context |= {"refusal": refusal}
    context |= {"form": question.form_with(response)}
    return render(request, "assessments/practice_checked.html", context)
