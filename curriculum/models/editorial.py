"""The step of the workflow that belongs to a subject.

Reviewers of the page's own subject area decide, nobody else.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from curriculum.models.subject import Course, SubjectArea, SubjectRole, SubjectRoleKind


def subject_area_of(instance: Any) -> SubjectArea | None:
    """The area of a record, or of the course a page stands in."""
    if hasattr(instance, "subject_area"):
        return instance.subject_area
    if not hasattr(instance, "path"):
        return None
    ends = range(instance.steplen, len(instance.path) + 1, instance.steplen)
    course = (
        Course.objects.filter(pages__path__in=[instance.path[:end] for end in ends])
        .select_related("subject_area")
        .first()
    )
    return course.subject_area if course else None


class SubjectCheck(Task):
    """Approve, or send back with a comment. Whoever asked for the check cannot give it."""

    def _may_decide(self, instance: Any, user: Any) -> bool:
        if user.is_superuser:
            return True
        if not SubjectRole.objects.held_by(
            user, SubjectRoleKind.REVIEWER, subject_area_of(instance)
        ).exists():
            return False
        state = instance.current_workflow_state
        return state is None or state.requested_by_id != user.pk

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self._may_decide(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self._may_decide(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self._may_decide(obj, user):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser:
            return waiting
        mine = [state.pk for state in waiting if self._may_decide(state.workflow_state.content_object, user)]
        return waiting.filter(pk__in=mine)

    @classmethod
    def get_description(cls) -> Any:
        return _("Reviewers of the page's subject area approve it or send it back")

    class Meta:
        verbose_name = _("subject check")
        verbose_name_plural = _("subject checks")
