"""A translated page beside its source in the CMS, and the check of it."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from curriculum import editions, page_reviews, reading, reviews
from curriculum.errors import ReviewRefused
from curriculum.models import ReviewState, TranslationReview, subject_area_of
from curriculum.outline import TreePage
from curriculum.pages.bases import UnitPage
from curriculum.pages.models import ModulePage
from curriculum.permissions import areas_of
from curriculum.pieces import SUMMARY, TITLE, Piece
from languages.registry import NAMES, direction, html_tag
from people.models import User


def check_translation(request: HttpRequest, page_id: int) -> HttpResponse:
    page, source = _translated(request, page_id)
    if request.method == "POST":
        return _checked(request, page)
    text = page_reviews.newest_text(page)
    code, original = page.locale.language_code, source.locale.language_code
    digest = editions.page_digest(text)
    review = TranslationReview.objects.filter(key=page.translation_key, language=code).first()
    context = {
        "page": page,
        "rows": [_row(pair, original, code) for pair in page_reviews.side_by_side(source.frozen(), page)],
        "source": _side(original),
        "target": _side(code),
        "digest": digest,
        "review": review if review and review.state != ReviewState.NONE else None,
        "is_same_text": review is not None and review.text_digest == digest,
        "is_draft": page.has_unpublished_changes or not page.live,
        **_offer(request, page),
    }
    return render(request, "curriculum/admin/check.html", context)


def _translated(request: HttpRequest, page_id: int) -> tuple[TreePage, TreePage]:
    page = get_object_or_404(Page, pk=page_id).specific
    area = subject_area_of(page)
    if not isinstance(page, ModulePage | UnitPage) or area is None or area not in areas_of(request.user):
        raise Http404
    source = editions.source_of(page)
    if source is None:
        raise Http404
    return page, source


def _offer(request: HttpRequest, page: TreePage) -> dict[str, Any]:
    """The checks this person may give; none, with the reason, for who wrote the text."""
    user = cast(User, request.user)
    open_to = reviews.checks_open_to(user, subject_area_of(page), page.locale.language_code)
    wrote = user.pk in page_reviews.writers_of(page)
    return {
        "may_take_back": bool(open_to),
        "wrote": wrote,
        "states": [] if wrote else [(state.value, state.label) for state in open_to],
    }


def _checked(request: HttpRequest, page: TreePage) -> HttpResponse:
    state, seen = request.POST.get("state", ""), request.POST.get("seen", "")
    if state not in ReviewState.values:
        messages.error(request, _("Choose what you have checked."))
        return redirect("curriculum_check", page.pk)
    try:
        page_reviews.review_translation(page, state, actor=cast(User, request.user), seen=seen)
    except ReviewRefused as refused:
        messages.error(request, str(refused))
    else:
        taken_back = state == ReviewState.NONE
        messages.success(request, _("The check is taken back.") if taken_back else _("The check is noted."))
    return redirect("curriculum_check", page.pk)


def _side(code: str) -> dict[str, str]:
    return {"name": NAMES[code], "lang": html_tag(code), "dir": direction(code)}


def _row(pair: page_reviews.Pair, original: str, code: str) -> dict[str, Any]:
    return {
        "is_old": pair.is_old,
        "source": _shown(pair.block_id, pair.source, original),
        "text": _shown(pair.block_id, pair.text, code),
    }


def _shown(block_id: str, piece: Piece | None, language: str) -> Any:
    if piece is None or block_id in (TITLE, SUMMARY):
        return piece["value"] if piece else ""
    blocks = [{"id": block_id, **piece}]
    return reading.draft_body({"blocks": blocks}, language, opens_folds=True, lists_terms=False)


def check_url(page: Page) -> str:
    return reverse("curriculum_check", args=[page.pk])
