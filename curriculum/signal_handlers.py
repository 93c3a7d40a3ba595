"""Events of Wagtail and Django.

Published translations join, editors' permissions follow roles and course pages.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from curriculum import editions, editorial, gate
from curriculum.models import Course, SubjectRole
from curriculum.pages.bases import UnitPage
from curriculum.pages.models import CourseIndexPage, CoursePage, ModulePage


@receiver(page_published)
def translation_published(sender: type[Page], instance: Page, revision: Any = None, **_kwargs: Any) -> None:
    if isinstance(instance, ModulePage | UnitPage):
        editions.join_for_page(instance, actor=getattr(revision, "user", None))


@receiver([post_save, post_delete], sender=SubjectRole)
@receiver(post_save, sender=Course)
def roles_changed(raw: bool = False, **_kwargs: Any) -> None:
    if not raw:
        editorial.set_editors()


@receiver(post_save, sender=Course)
def course_saved(instance: Course, raw: bool = False, **_kwargs: Any) -> None:
    if not raw:
        gate.mark_releases(instance)


@receiver(post_save, sender=CoursePage)
@receiver(post_save, sender=CourseIndexPage)
def course_page_made(created: bool, raw: bool = False, **_kwargs: Any) -> None:
    if created and not raw:
        editorial.set_editors()
