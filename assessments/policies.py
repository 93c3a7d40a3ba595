"""In the CMS, questions belong to the people of their subject area; quizzes, mixing areas, to all authors."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from assessments import permissions
from assessments.models import Assessment, Item


class ItemPolicy(ModelPermissionPolicy):
    """Authors and translators change, reviewers put into use, all with a role read; nothing is deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "add":
            return permissions.can_write_items(user)
        if action == "publish":
            return permissions.can_publish_items(user)
        return self._rows(user, action).exists()

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Item) -> bool:
        return self._rows(user, action).filter(pk=instance.pk).exists()

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Item) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Item]:
        keys = [row for action in actions for row in self._rows(user, action).values_list("pk", flat=True)]
        return Item.objects.filter(pk__in=keys)

    def _rows(self, user: Any, action: str) -> QuerySet[Item]:
        rows = {
            "add": permissions.items_editable_by,
            "change": permissions.items_editable_by,
            "publish": permissions.items_publishable_by,
            "lock": permissions.items_publishable_by,
            "unlock": permissions.items_publishable_by,
            "view": permissions.items_readable_by,
        }.get(action)
        return rows(user) if rows else Item.objects.none()


class AssessmentPolicy(ModelPermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and permissions.can_write_items(user)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


def register_policies() -> None:
    register_permission_policy(Item, ItemPolicy(Item))
    register_permission_policy(Assessment, AssessmentPolicy(Assessment))
