"""The translations of a question in the CMS, each beside the source, and the check of each."""

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from assessments import interactions, reviewing
from assessments.models import Item
from assessments.permissions import can_read_item
from curriculum import reviews
from curriculum.errors import ReviewRefused
from curriculum.models import ReviewState
from languages.registry import NAMES, direction, html_tag
from people.models import User


def check_item(request: HttpRequest, item_id: int) -> HttpResponse:
    item = get_object_or_404(Item.objects.select_related("subject_area"), pk=item_id)
    if not can_read_item(request.user, item):
        raise Http404
    if request.method == "POST":
        return _checked(request, item)
    words = reviewing.newest_words(item)
    source = interactions.get(words.interaction).text_from(words, words.source_language)
    context = {
        "item": item,
        "source": side_of(words.source_language),
        "is_draft": item.has_unpublished_changes,
        "translations": [
            _shown(cast(User, request.user), item, found, source) for found in reviewing.translations_of(item)
        ],
    }
    return render(request, "assessments/admin/check.html", context)


def _shown(user: User, item: Item, found: reviewing.Translated, source: reviewing.Text) -> dict[str, Any]:
    open_to = reviews.checks_open_to(user, item.subject_area, found.language)
    wrote = user.pk in reviewing.writers_of(item, found.language)
    return {
        **side_of(found.language),
        "language": found.language,
        "digest": found.digest,
        "review": found.review if found.state != ReviewState.NONE else None,
        "rows": list(field_pairs(source, found.text)),
        "may_take_back": bool(open_to),
        "wrote": wrote,
        "states": [] if wrote else [(state.value, state.label) for state in open_to],
    }


def field_pairs(source: reviewing.Text, text: reviewing.Text) -> Iterator[tuple[str, str]]:
    """All that a learner reads, field by field."""
    for name in source:
        if name != "parts" and (source[name] or text[name]):
            yield source[name], text[name]
    for part, fields in sorted(source["parts"].items()):
        for name, original in fields.items():
            translated = text["parts"].get(part, {}).get(name, "")
            if original or translated:
                yield original, translated


def side_of(code: str) -> dict[str, str]:
    return {"name": NAMES[code], "lang": html_tag(code), "dir": direction(code)}


def _checked(request: HttpRequest, item: Item) -> HttpResponse:
    state, language = request.POST.get("state", ""), request.POST.get("language", "")
    if state not in ReviewState.values:
        messages.error(request, _("Choose what you have checked."))
        return redirect("assessments_check_item", item.pk)
    try:
        reviewing.review_text(
            item, language, state, actor=cast(User, request.user), seen=request.POST.get("seen", "")
        )
    except ReviewRefused as refused:
        messages.error(request, str(refused))
    else:
        taken_back = state == ReviewState.NONE
        messages.success(request, _("The check is taken back.") if taken_back else _("The check is noted."))
    return redirect("assessments_check_item", item.pk)
