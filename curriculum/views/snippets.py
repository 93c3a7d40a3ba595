"""Records of this app in the CMS: language tabs, listings, filters, exports."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    HistoryView,
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
    UsageView,
)

from curriculum import registry
from curriculum.models import (
    Competency,
    Course,
    Figure,
    GlossaryTerm,
    Statistic,
    SubjectArea,
    SubjectRole,
    SubjectRoleKind,
)
from curriculum.permissions import areas_of
from languages.panels import language_tabs


def release_url(course: Course) -> str:
    return reverse("curriculum_release", args=[course.pk])


class OwnCourses:
    """Rows of the person's own subject areas; the others do not exist. New rows go into these areas only."""

    needed_permission = "change"
    permission_policy: Any
    request: HttpRequest

    def get_base_queryset(self) -> QuerySet[Course]:
        own = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["view"])
        return cast(Any, super()).get_base_queryset().filter(pk__in=own.values("pk"))

    def get_object(self, *args: Any) -> Course | None:
        """None on the page of a new course."""
        course: Course | None = cast(Any, super()).get_object(*args)
        may = self.permission_policy.user_has_permission_for_instance
        if course is not None and not may(self.request.user, self.needed_permission, course):
            raise Http404
        return course

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = cast(Any, super()).get_form(*args, **kwargs)
        if "subject_area" in form.fields:
            form.fields["subject_area"].queryset = areas_of(self.request.user, [SubjectRoleKind.AUTHOR])
        return form


class CourseIndexView(OwnCourses, IndexView):
    def get_list_more_buttons(self, instance: Course) -> list[Any]:
        return [*super().get_list_more_buttons(instance), *_release_buttons(instance, Button)]


class CourseCreateView(OwnCourses, CreateView):
    """A new course."""


class CourseEditView(OwnCourses, EditView):
    @property
    def header_buttons(self) -> list[Any]:
        return [*super().header_buttons, *_release_buttons(self.object, HeaderButton)]


class CourseHistoryView(OwnCourses, HistoryView):
    """Who changed what."""


class CourseUsageView(OwnCourses, UsageView):
    needed_permission = "view"


def _release_buttons(course: Course, kind: type[Button]) -> list[Button]:
    board = reverse("curriculum_board", args=[course.pk])
    return [
        kind(_("Release"), url=release_url(course), icon_name="upload", priority=30),
        kind(_("Translations"), url=board, icon_name="site", priority=40),
        *(
            kind(act.label, url=reverse(act.url_name, args=[course.pk]), icon_name=act.icon, priority=50)
            for act in registry.course_actions()
        ),
    ]


class CourseViewSet(SnippetViewSet):
    model = Course
    icon = "folder-open-inverse"
    menu_label = _("Courses")
    index_view_class = CourseIndexView
    add_view_class = CourseCreateView
    edit_view_class = CourseEditView
    history_view_class = CourseHistoryView
    usage_view_class = CourseUsageView
    list_display = ["code", "title", "subject_area", "level", "handling"]
    list_filter = ["subject_area", "level", "handling"]
    list_export = ["code", "title_en", "subject_area", "level", "minutes", "handling"]
    ordering = ["code"]
    edit_handler = language_tabs(
        ["title", "summary", "description", "audience", "certificate_title"],
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("slug")]),
            FieldRowPanel([FieldPanel("subject_area"), FieldPanel("level"), FieldPanel("minutes")]),
            FieldRowPanel([FieldPanel("source_language"), FieldPanel("handling")]),
            FieldPanel("is_safety"),
            FieldPanel("competencies"),
            FieldPanel("default_completion"),
        ],
    )


class CompetencyViewSet(SnippetViewSet):
    model = Competency
    icon = "tick-inverse"
    menu_label = _("Outcomes")
    list_display = ["code", "statement", "framework"]
    list_filter = ["framework"]
    ordering = ["framework", "position"]
    search_fields = ["code", "statement_en"]
    edit_handler = language_tabs(
        ["statement"], [FieldRowPanel([FieldPanel("framework"), FieldPanel("code"), FieldPanel("position")])]
    )


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    list_display = ["key", "term", "reading"]
    list_export = ["key", "term_en", "definition_en", "term_ja", "definition_ja", "reading", "romaji"]
    ordering = ["key"]
    search_fields = ["key", "term_en", "term_ja", "definition_en"]
    edit_handler = language_tabs(
        ["term", "definition"],
        [FieldPanel("key"), FieldRowPanel([FieldPanel("reading"), FieldPanel("romaji")])],
    )


class StatisticViewSet(SnippetViewSet):
    model = Statistic
    icon = "order"
    menu_label = _("Figures with a date")
    list_display = ["key", "label", "value", DateColumn("as_of_on"), DateColumn("review_on")]
    list_filter = {"review_on": ["lte"]}
    list_export = ["key", "label_en", "value", "unit_en", "as_of_on", "review_on", "source"]
    ordering = ["review_on"]
    search_fields = ["key", "label_en", "source"]
    edit_handler = language_tabs(
        ["label", "unit"],
        [
            FieldRowPanel([FieldPanel("key"), FieldPanel("value")]),
            FieldRowPanel([FieldPanel("as_of_on"), FieldPanel("review_on")]),
            FieldPanel("source"),
        ],
    )


class FigureViewSet(SnippetViewSet):
    model = Figure
    icon = "image"
    menu_label = _("Pictures and drawings")
    list_display = ["key", "alt", "credit", "licence"]
    ordering = ["key"]
    search_fields = ["key", "alt_en", "credit"]
    edit_handler = language_tabs(
        ["alt"],
        [
            FieldPanel("key"),
            FieldPanel("is_decorative"),
            MultiFieldPanel([FieldPanel("svg"), FieldPanel("image")], heading=_("Drawing or picture")),
            FieldRowPanel([FieldPanel("credit"), FieldPanel("licence")]),
        ],
    )


class SubjectAreaViewSet(SnippetViewSet):
    model = SubjectArea
    icon = "tag"
    menu_label = _("Subject areas")
    list_display = ["code", "name"]
    ordering = ["code"]
    search_fields = ["code", "name_en"]
    edit_handler = language_tabs(["name"], [FieldPanel("code")])


class SubjectRoleViewSet(SnippetViewSet):
    model = SubjectRole
    icon = "group"
    menu_label = _("Authors, translators, reviewers")
    list_display = ["person", "role", "subject_area", "language"]
    list_filter = ["role", "subject_area"]
    panels = [FieldPanel("person"), FieldPanel("role"), FieldPanel("subject_area"), FieldPanel("language")]


class CurriculumGroup(SnippetViewSetGroup):
    menu_label = _("Curriculum")
    menu_icon = "folder-open-inverse"
    menu_order = 200
    items = (
        CourseViewSet,
        CompetencyViewSet,
        GlossaryTermViewSet,
        StatisticViewSet,
        FigureViewSet,
        SubjectAreaViewSet,
        SubjectRoleViewSet,
    )
