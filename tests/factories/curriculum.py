"""Courses for tests: real pages in a real tree, one translated tree per language, and releases of them."""

from collections.abc import Sequence
from itertools import count
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from wagtail.models import Locale, Page, Site

from curriculum import releases
from curriculum.models import (
    Competency,
    CompetencyFramework,
    Course,
    CourseRelease,
    Figure,
    GlossaryTerm,
    Level,
    Statistic,
    SubjectArea,
    SubjectRole,
    SubjectRoleKind,
)
from curriculum.outline import course_tree, source_page
from curriculum.pages.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from tests.factories.people import make_user

_numbers = count(1)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
    '<path d="M0 0h10" stroke="currentColor"/></svg>'
)


def make_area(code: str = "community-police", **fields: Any) -> SubjectArea:
    fields.setdefault("name_en", code.replace("-", " ").capitalize())
    return SubjectArea.objects.get_or_create(code=code, defaults=fields)[0]


def make_subject_role(
    role: str = SubjectRoleKind.AUTHOR, area: SubjectArea | None = None, **fields: Any
) -> Any:
    """A person with a role in a subject area; returns the person."""
    person = fields.pop("person", None) or make_user()
    SubjectRole.objects.create(person=person, role=role, subject_area=area, **fields)
    return person


def make_competency(code: str = "T-LO1", statement: str = "Explain the idea") -> Competency:
    framework = CompetencyFramework.objects.get_or_create(code="test", defaults={"title_en": "Test"})[0]
    return Competency.objects.get_or_create(
        code=code, defaults={"framework": framework, "statement_en": statement}
    )[0]


def make_term(key: str = "police-box", **fields: Any) -> GlossaryTerm:
    fields.setdefault("term_en", "koban")
    fields.setdefault("term_ja", "交番")
    fields.setdefault("definition_en", "A small police post.")
    return GlossaryTerm.objects.create(key=key, **fields)


def make_statistic(key: str = "koban-2024", **fields: Any) -> Statistic:
    fields.setdefault("label_en", "Koban")
    fields.setdefault("unit_en", "koban")
    fields.setdefault("unit_ja", "か所")
    fields.setdefault("value", "6215")
    fields.setdefault("as_of_on", "2024-04-01")
    fields.setdefault("review_on", "2099-04-01")
    fields.setdefault("source", "White Paper 2024")
    return Statistic.objects.create(key=key, **fields)


def make_figure(key: str = "floor-plan", **fields: Any) -> Figure:
    fields.setdefault("svg", SVG)
    fields.setdefault("alt_en", "A room with a counter")
    fields.setdefault("credit", "Manabiya")
    fields.setdefault("licence", "CC-BY-4.0")
    return Figure.objects.create(key=key, **fields)


def make_course_record(**fields: Any) -> Course:
    number = next(_numbers)
    fields.setdefault("code", f"T{number}")
    fields.setdefault("slug", f"course-{number}")
    fields.setdefault("title_en", f"Course {number}")
    fields.setdefault("summary_en", "One sentence about it.")
    fields.setdefault("subject_area", None)
    fields["subject_area"] = fields["subject_area"] or make_area()
    fields.setdefault("level", Level.BASIC)
    fields.setdefault("minutes", 60)
    return Course.objects.create(**fields)


def block_id(page_slug: str, key: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{page_slug}/{key}"))


def lesson_blocks(slug: str, language: str = "en") -> list[dict[str, Any]]:
    """A heading and two paragraphs, the same ids in every language."""
    word = {"en": "Text", "ja": "本文", "id": "Teks"}.get(language, f"Text-{language}")
    return [
        {"type": "heading", "id": block_id(slug, "h"), "value": {"text": f"{word} heading", "level": "2"}},
        {"type": "text", "id": block_id(slug, "a"), "value": f"<p>{word} one of {slug}.</p>"},
        {"type": "text", "id": block_id(slug, "b"), "value": f"<p>{word} two of {slug}.</p>"},
    ]


def root_page(language: str = "en") -> Page:
    """The site's front page in a language."""
    root = Site.objects.get(is_default_site=True).root_page
    if language == root.locale.language_code:
        return root
    locale = make_locale(language)
    return root.get_translation_or_none(locale) or root.copy_for_translation(locale)


def make_locale(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


def course_index() -> CourseIndexPage:
    root = root_page()
    existing = CourseIndexPage.objects.child_of(root).first()
    return existing or root.add_child(instance=CourseIndexPage(title="Courses", slug="courses"))


def make_course(
    *,
    lessons: int = 3,
    languages: Sequence[str] = ("en",),
    modules: int = 1,
    course: Course | None = None,
    **fields: Any,
) -> Course:
    """A published course; further languages are translated whole and fit their source."""
    course = course or make_course_record(**fields)
    make_locale(course.source_language)
    root = course_index().add_child(
        instance=CoursePage(title=course.title_en, slug=course.slug, course=course)
    )
    for module_number in range(1, modules + 1):
        module = root.add_child(
            instance=ModulePage(title=f"Part {module_number}", slug=f"{course.slug}-part-{module_number}")
        )
        for number in range(1, lessons + 1):
            make_lesson(module, f"lesson-{module_number}-{number}", title=f"Lesson {module_number}.{number}")
    course.refresh_from_db()
    for language in languages:
        if language != course.source_language:
            translate_course(course, language)
    return course


def make_lesson(module: ModulePage, slug: str, *, blocks: Any = None, **fields: Any) -> LessonPage:
    fields.setdefault("title", slug.replace("-", " ").capitalize())
    fields.setdefault("summary", f"About {slug}.")
    body = lesson_blocks(slug) if blocks is None else blocks
    page = LessonPage(slug=slug, body=body, **fields)
    return module.add_child(instance=page)


def translate_course(course: Course, language: str) -> None:
    """Every page of the source tree, as a translator would leave it: published, with its origin noted."""
    root_page(language)
    locale = make_locale(language)
    index = course_index()
    for page in [index, source_page(course)]:
        if not page.has_translation(locale):
            page.copy_for_translation(locale).save_revision().publish()
    for page in course_tree(course):
        translate_page(page, language)


def translate_page(page: Any, language: str) -> Any:
    copy = page.copy_for_translation(make_locale(language))
    copy.title = f"{page.title} ({language})"
    copy.summary = f"{page.summary} ({language})" if page.summary else ""
    if isinstance(copy, LessonPage):
        copy.body = translated_blocks(page, language)
    copy.save_revision().publish()
    return copy


def translated_blocks(page: LessonPage, language: str) -> list[dict[str, Any]]:
    known = {block["id"]: block for block in lesson_blocks(page.slug, language)}
    return [known.get(block["id"], dict(block)) for block in page.body.get_prep_value()]


def edit_block(page: LessonPage, number: int, value: Any) -> LessonPage:
    """Change one block and publish."""
    page = LessonPage.objects.get(pk=page.pk)
    blocks = page.body.get_prep_value()
    blocks[number] = {**blocks[number], "value": value}
    page.body = blocks
    page.save_revision().publish()
    return LessonPage.objects.get(pk=page.pk)


def lesson_of(course: Course, slug: str = "lesson-1-1", language: str = "en") -> LessonPage:
    source = source_page(course)
    lesson = LessonPage.objects.descendant_of(source).get(slug=slug)
    return lesson if language == course.source_language else lesson.get_translation(make_locale(language))


def make_release(course: Course | None = None, *, actor: Any = None, **options: Any) -> CourseRelease:
    """A release of the course given, or of a new one made with the options of ``make_course``."""
    return releases.release_course(course or make_course(**options), actor=actor)
