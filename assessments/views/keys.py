"""The keys of a question in the CMS: what a corrected one would change, the proposal, the second person's decision."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, cast

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from assessments import correcting, interactions, publishing
from assessments.errors import MarkingRefused
from assessments.models import CorrectionState, Item, ItemVersion, KeyCorrection
from assessments.permissions import can_edit_item, can_publish_item, can_read_item
from assessments.texts import chain_for, texts_for
from languages.registry import direction, html_tag
from people.models import User

Row = TypeVar("Row", bound=Model)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is the key wrong?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Learners' results change. Whoever looks into it later reads this."),
    )


def correct_key(request: HttpRequest, item_id: int) -> HttpResponse:
    item = get_object_or_404(Item.objects.select_related("subject_area"), pk=item_id)
    user = cast(User, request.user)
    if not can_read_item(user, item):
        raise Http404
    form = ReasonForm(request.POST if "propose" in request.POST else None)
    if request.method == "POST" and (form.is_valid() or "propose" not in request.POST):
        return _act(request, item, user, form)
    history = KeyCorrection.objects.filter(version__item=item).select_related(
        "version", "proposed_by", "decided_by"
    )
    waiting = [one for one in history if one.state == CorrectionState.PROPOSED]
    taken = {one.version_id for one in waiting}
    context = {
        "item": item,
        "form": form,
        "candidates": [
            {
                "found": found,
                "now": _words(found.version, found.current.key),
                "then": _words(found.version, found.key),
            }
            for found in correcting.candidates(item)
            if found.version.pk not in taken
        ],
        "waiting": [_waiting(one, user) for one in waiting],
        "decided": [one for one in history if one.state != CorrectionState.PROPOSED],
        "may_propose": can_edit_item(user, item) or can_publish_item(user, item),
        "may_decide": can_publish_item(user, item),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessments/admin/keys.html", context, status=status)


def _waiting(correction: KeyCorrection, user: User) -> dict[str, Any]:
    return {
        "correction": correction,
        "then": _words(correction.version, correction.key),
        "impact": correcting.impact(correction.version, correction.key),
        "is_own": correction.proposed_by_id == user.pk,
    }


def _words(version: ItemVersion, key: Mapping[str, Any]) -> dict[str, str]:
    """The right answer by a key as learners are told it, and all that the key holds."""
    shown = texts_for([version], chain_for(get_language() or "", source=version.source_language))[version.pk]
    interaction = interactions.get(version.interaction)
    right = interaction.correct_response(version.definition, key, shown.language)
    return {
        "text": interaction.statement(right, version.definition, shown.text),
        "lang": html_tag(shown.language),
        "dir": direction(shown.language),
        "whole": json.dumps(key, ensure_ascii=False, indent=1),
    }


def key_words(item: Item) -> dict[str, str]:
    """The right answer of a working copy, in use or draft, in its source language; empty while it is unfinished."""
    interaction, language = interactions.get(item.interaction), item.source_language
    text = ""
    if not publishing.problems_of(item):
        definition = interaction.definition_from(item)
        right = interaction.correct_response(definition, interaction.key_from(item), language)
        text = interaction.statement(right, definition, interaction.text_from(item, language))
    return {"text": text, "lang": html_tag(language), "dir": direction(language)}


def _act(request: HttpRequest, item: Item, user: User, form: ReasonForm) -> HttpResponse:
    try:
        messages.success(request, _done(request, item, user, form))
    except MarkingRefused as refused:
        messages.error(request, str(refused))
    return redirect("assessments_correct_key", item.pk)


def _done(request: HttpRequest, item: Item, user: User, form: ReasonForm) -> str:
    """Carry out the one button pressed. Raises Http404 for whoever may not press it."""
    posted = request.POST
    if "propose" in posted:
        if not (can_edit_item(user, item) or can_publish_item(user, item)):
            raise Http404
        version = _named(item.versions.all(), "uuid", posted["propose"])
        correcting.propose(item, version, reason=form.cleaned_data["reason"], actor=user)
        return _("Proposed. A second person has to approve it.")
    proposals = KeyCorrection.objects.filter(version__item=item)
    correction = _named(proposals, "pk", posted.get("approve") or posted.get("refuse") or "")
    if not can_publish_item(user, item) and correction.proposed_by_id != user.pk:
        raise Http404
    if "approve" in posted:
        correcting.approve(correction, actor=user)
        return _("Approved. Attempts are scored again in the background.")
    correcting.turn_down(correction, actor=user)
    return _("The proposal is closed. Nothing has changed.")


def _named(rows: Iterable[Row], field: str, value: str) -> Row:
    """The row a button names; 404 for anything else that was sent."""
    found = next((row for row in rows if str(getattr(row, field)) == value), None)
    if found is None:
        raise Http404
    return found
