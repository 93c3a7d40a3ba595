"""Questions and quizzes in the CMS: language tabs, parts, sections, preview, filters."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, TabbedInterface
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet, SnippetViewSetGroup

from assessments.forms import ItemForm, SectionsForm
from assessments.models import Assessment, Item
from assessments.permissions import can_edit_item, can_publish_item, can_read_item, items_readable_by
from languages.panels import language_rows, language_tabs

ITEM_FIELDS = ["stem", "unit", "feedback_correct", "feedback_incorrect"]
PART_FIELDS = ["text", "match_text", "accepted", "feedback"]


def item_tabs() -> TabbedInterface:
    tabs = language_tabs(
        ITEM_FIELDS,
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("interaction"), FieldPanel("points")]),
            FieldRowPanel([FieldPanel("subject_area"), FieldPanel("outcome"), FieldPanel("source_language")]),
            FieldRowPanel([FieldPanel("is_multiple"), FieldPanel("shuffle"), FieldPanel("is_true")]),
            FieldRowPanel([FieldPanel("number_value"), FieldPanel("number_tolerance")]),
            language_rows(
                "parts",
                PART_FIELDS,
                [
                    FieldRowPanel([FieldPanel("identifier"), FieldPanel("is_correct")]),
                    FieldPanel("accepted_anywhere"),
                ],
                heading=_("Options, steps, pairs or gaps"),
                label=_("part"),
                help_text=_("For steps, give the right order. Gaps are marked in the question: {gap:g1}."),
            ),
        ],
    )
    tabs.base_form_class = ItemForm
    return tabs


class InArea:
    """A view of one item: 404 for whoever has no role in its subject area. The CMS asks by model only."""

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if not can_read_item(self.request.user, found):  # type: ignore[attr-defined]
            raise Http404
        return found


def _check_button(item: Item, kind: type[Button]) -> Button:
    url = reverse("assessments_check_item", args=[item.pk])
    return kind(_("Check the translations"), url=url, icon_name="check", priority=40)


def _key_button(item: Item, kind: type[Button]) -> Button:
    url = reverse("assessments_correct_key", args=[item.pk])
    return kind(_("Correct the key"), url=url, icon_name="key", priority=45)


class ItemIndexView(IndexView):
    def get_list_more_buttons(self, instance: Item) -> list[Any]:
        return [
            *super().get_list_more_buttons(instance),
            *self._draft_button(instance),
            _check_button(instance, Button),
            _key_button(instance, Button),
        ]

    def _draft_button(self, item: Item) -> list[Button]:
        if not item.has_unpublished_changes or not can_publish_item(self.request.user, item):
            return []
        url = reverse("assessments_put_into_use", args=[item.pk])
        return [Button(_("Put into use"), url=url, icon_name="upload", priority=35)]


class ItemEditView(InArea, EditView):
    """For the area's authors and translators; its reviewers read a draft on a page of its own."""

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(*args, **kwargs)
        if not can_edit_item(self.request.user, found):
            raise Http404
        return found

    @property
    def header_buttons(self) -> list[Any]:
        return [
            *super().header_buttons,
            _check_button(self.object, HeaderButton),
            _key_button(self.object, HeaderButton),
        ]


class OwnItems:
    """Choosing a question: those of one's own subject areas. Wagtail offers every row to all of the staff."""

    def get_object_list(self) -> QuerySet[Item]:
        return items_readable_by(self.request.user)  # type: ignore[attr-defined]

    def get_object(self, pk: str) -> Item:
        return self.get_object_list().get(pk=pk)

    def get_objects(self, pks: list[str]) -> QuerySet[Item]:
        return self.get_object_list().filter(pk__in=pks)


class ItemChooserViewSet(SnippetChooserViewSet):
    """Each of Wagtail's views, with the rows of ``OwnItems``."""


for view in ("choose", "choose_results", "chosen", "chosen_multiple"):
    base = getattr(SnippetChooserViewSet, f"{view}_view_class")
    setattr(ItemChooserViewSet, f"{view}_view_class", type(base.__name__, (OwnItems, base), {}))


class ItemViewSet(SnippetViewSet):
    model = Item
    icon = "help"
    menu_label = _("Questions")
    list_display = ["code", "stem", "interaction", "subject_area", "outcome", "points"]
    list_filter = ["interaction", "subject_area", "outcome", "live"]
    list_export = ["code", "interaction", "subject_area", "outcome", "points", "stem_en"]
    ordering = ["code"]
    search_fields = ["code", "stem_en", "stem_ja"]
    copy_view_enabled = False
    edit_handler = item_tabs()
    chooser_viewset_class = ItemChooserViewSet
    edit_view_class = ItemEditView
    index_view_class = ItemIndexView

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        return items_readable_by(request.user)


for view in (
    "delete", "usage", "history", "inspect", "revisions", "revisions_compare", "revisions_unschedule",
    "unpublish",
    "preview_on_edit", "lock", "unlock", "workflow_action", "collect_workflow_action_data",
    "confirm_workflow_cancellation", "workflow_preview", "workflow_history", "workflow_history_detail",
):  # fmt: skip
    base = getattr(SnippetViewSet, f"{view}_view_class")
    setattr(ItemViewSet, f"{view}_view_class", type(base.__name__, (InArea, base), {}))


def assessment_tabs() -> TabbedInterface:
    tabs = language_tabs(
        ["title"],
        [
            FieldPanel("code"),
            FieldRowPanel([FieldPanel("pass_percent"), FieldPanel("minutes")]),
            FieldRowPanel(
                [FieldPanel("max_attempts"), FieldPanel("wait_hours"), FieldPanel("shows_answers")]
            ),
            language_rows(
                "sections",
                ["title"],
                [
                    FieldPanel("draw", help_text=_("How many of them each learner gets; empty: all.")),
                    InlinePanel(
                        "entries", panels=[FieldPanel("item")], heading=_("Questions"), label=_("question")
                    ),
                ],
                heading=_("Sections"),
                label=_("section"),
            ),
        ],
    )
    tabs.base_form_class = SectionsForm
    return tabs


class AssessmentViewSet(SnippetViewSet):
    model = Assessment
    icon = "list-ol"
    menu_label = _("Quizzes")
    list_display = ["code", "title", "pass_percent", "max_attempts", "minutes"]
    ordering = ["code"]
    search_fields = ["code", "title_en", "title_ja"]
    copy_view_enabled = False
    edit_handler = assessment_tabs()


class AssessmentsGroup(SnippetViewSetGroup):
    menu_label = _("Assessment")
    menu_icon = "help"
    menu_order = 210
    items = (ItemViewSet, AssessmentViewSet)
