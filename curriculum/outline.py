"""The working tree of a course, in order: what a release freezes.

Owns: where the source tree is and how its pages follow each other. Refuses to know: releases and readers.
"""

from collections.abc import Iterable
from uuid import UUID

from wagtail.models import Page

from curriculum.models import Course
from curriculum.pages.bases import UnitPage
from curriculum.pages.models import CoursePage, ModulePage

TreePage = ModulePage | UnitPage


def source_page(course: Course) -> CoursePage | None:
    """The course page in the course's own language."""
    return (
        CoursePage.objects.filter(course=course, locale__language_code=course.source_language)
        .order_by("pk")
        .first()
    )


def is_translated_unit(page: Page) -> bool:
    """A module, lesson or quiz in another language than its course's."""
    if not isinstance(page.specific, ModulePage | UnitPage):
        return False
    root = CoursePage.objects.ancestor_of(page).select_related("course").first()
    return root is not None and root.course.source_language != page.locale.language_code


def course_tree(course: Course) -> list[TreePage]:
    """Published modules and units of the source tree, in the order authors gave them."""
    root = source_page(course)
    if root is None:
        return []
    pages = root.get_descendants().live().order_by("path").select_related("locale").specific()
    return [page for page in pages if isinstance(page, ModulePage | UnitPage)]


def translated_pages(keys: Iterable[UUID], language: str) -> dict[UUID, TreePage]:
    """Published pages of one language by the key they share with their source."""
    pages = (
        Page.objects.live()
        .filter(translation_key__in=list(keys), locale__language_code=language, alias_of=None)
        .select_related("locale")
        .specific()
    )
    return {page.translation_key: page for page in pages if isinstance(page, ModulePage | UnitPage)}
