"""Rows of a subject area belong to the people of that area.

The CMS asks the same permissions as everybody else.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from curriculum.models import Course, ReviewGate, SubjectArea, SubjectRole, SubjectRoleKind
from curriculum.permissions import areas_of, courses_editable_by, courses_translatable_by
from people import roles

WRITE = frozenset({"add", "change"})


class CoursePolicy(ModelPermissionPolicy):
    """Authors change courses of their areas, translators see them; nobody deletes one."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in WRITE:
            return areas_of(user, [SubjectRoleKind.AUTHOR]).exists()
        return action == "view" and areas_of(user).exists()

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Course) -> bool:
        return self._rows(user, action).filter(pk=instance.pk).exists()

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Course
    ) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Course]:
        keys = [row for action in actions for row in self._rows(user, action).values_list("pk", flat=True)]
        return Course.objects.filter(pk__in=keys)

    def _rows(self, user: Any, action: str) -> QuerySet[Course]:
        if action in WRITE:
            return courses_editable_by(user)
        if action == "view":
            return Course.objects.filter(subject_area__in=areas_of(user)) | courses_translatable_by(user)
        return Course.objects.none()


class AdministratorsOnly(ModelPermissionPolicy):
    """Areas, who works in them, and the review gate are the administrator's; only roles are ever deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return roles.is_administrator(user) and (action != "delete" or self.model is SubjectRole)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


def register_policies() -> None:
    register_permission_policy(Course, CoursePolicy(Course))
    register_permission_policy(SubjectArea, AdministratorsOnly(SubjectArea))
    register_permission_policy(ReviewGate, AdministratorsOnly(ReviewGate))
    register_permission_policy(SubjectRole, AdministratorsOnly(SubjectRole))
