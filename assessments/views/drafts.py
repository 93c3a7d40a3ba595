"""The draft of a question in the CMS, read beside what is in use, and the reviewer's decision to put it into use."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from assessments import interactions, publishing, reviewing
from assessments.errors import PublishingRefused
from assessments.models import Item
from assessments.permissions import items_publishable_by
from assessments.views.checks import field_pairs, side_of
from assessments.views.keys import key_words
from languages.registry import COLUMN_LANGUAGES
from people.models import User


def put_into_use(request: HttpRequest, item_id: int) -> HttpResponse:
    item = get_object_or_404(items_publishable_by(request.user), pk=item_id)
    user = cast(User, request.user)
    if request.method == "POST":
        return _decided(request, item, user)
    words = reviewing.newest_words(item)
    context = {
        "item": item,
        "seen": item.latest_revision_id,
        "is_draft": item.has_unpublished_changes,
        "wrote": user.pk in publishing.writers_of_draft(item),
        "problems": publishing.problems_of(words),
        "languages": _changed(item, words),
        "keys": [key_words(item), key_words(words)],
    }
    return render(request, "assessments/admin/draft.html", context)


def _changed(item: Item, words: Item) -> list[dict[str, Any]]:
    """Each language with the fields that are new, as they stand in use and in the draft."""
    found = []
    for code in COLUMN_LANGUAGES:
        live = interactions.get(item.interaction).text_from(item, code)
        draft = interactions.get(words.interaction).text_from(words, code)
        rows = [pair for pair in field_pairs(live, draft) if pair[0] != pair[1] or not item.live]
        if rows:
            found.append({**side_of(code), "rows": rows})
    return found


def _decided(request: HttpRequest, item: Item, user: User) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        publishing.put_into_use(item, actor=user, seen=int(seen) if seen.isdecimal() else 0)
    except PublishingRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The question is in use. Releases made from now on take it as it is."))
    return redirect("assessments_put_into_use", item.pk)
