"""The newsroom: who may do what with which pages, and the way a draft takes to readers.

Owns: groups with page permissions per subject area, made from subject roles, and the workflow.
Refuses to know: what a release is; approving a page publishes it in the CMS, learners read releases.
"""

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

from curriculum.models import SubjectArea, SubjectCheck, SubjectRole, SubjectRoleKind
from curriculum.pages.models import CourseIndexPage, CoursePage
from people.models import User

ALL: Final = "all"
PREFIX: Final = "subject:"
PAGE_PERMISSIONS: Final = {
    SubjectRoleKind.AUTHOR: ("add", "change"),
    SubjectRoleKind.TRANSLATOR: ("add", "change"),
    SubjectRoleKind.REVIEWER: ("change", "publish", "lock", "unlock"),
}
# Shared records: terms, figures and statistics belong to every subject area alike.
_SHARED: Final = ("glossaryterm", "statistic", "figure", "competency")


@transaction.atomic
def create_editorial_workflow() -> Workflow:
    """Subject check, then publication, for every page below a catalogue. Calling it again changes nothing."""
    workflow, created = Workflow.objects.get_or_create(name="Subject check", defaults={"active": True})
    if created:
        task = SubjectCheck.objects.create(name="Subject check")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for index in CourseIndexPage.objects.all():
        WorkflowPage.objects.update_or_create(page=index.page_ptr, defaults={"workflow": workflow})
    return workflow


@transaction.atomic
def set_editors() -> None:
    """Groups, their permissions and their members as subject roles and course pages stand now."""
    wanted: dict[str, tuple[SubjectArea | None, str, str, set[int]]] = {}
    for held in SubjectRole.objects.select_related("subject_area"):
        name = group_name(held.role, held.subject_area, held.language)
        entry = wanted.setdefault(name, (held.subject_area, held.role, held.language, set()))
        entry[3].add(held.person_id)
    before = set(User.objects.filter(groups__name__startswith=PREFIX).values_list("pk", flat=True))
    Group.objects.filter(name__startswith=PREFIX).exclude(name__in=wanted).delete()
    for name, (area, role, language, people) in wanted.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.user_set.set(people)
        group.permissions.set(_model_permissions(role))
        _set_page_permissions(group, role, _roots(area, language))
    now = {person for *_entry, people in wanted.values() for person in people}
    # The staff's door opens with the first room and closes with the last.
    User.objects.filter(pk__in=now, is_staff=False).update(is_staff=True)
    User.objects.filter(pk__in=before - now, groups=None, is_superuser=False).update(is_staff=False)


def group_name(role: str, area: SubjectArea | None, language: str = "") -> str:
    return ":".join(filter(None, [f"{PREFIX}{role}", area.code if area else ALL, language]))


def _roots(area: SubjectArea | None, language: str) -> list[Page]:
    """Where the permissions begin: the courses of an area, or the catalogues for all areas."""
    pages = (
        CourseIndexPage.objects.all()
        if area is None
        else CoursePage.objects.filter(course__subject_area=area)
    )
    if language:
        pages = pages.filter(locale__language_code=language)
    return [page.page_ptr for page in pages.select_related("page_ptr")]


def _set_page_permissions(group: Group, role: str, roots: Iterable[Page]) -> None:
    permissions = Permission.objects.filter(
        content_type__app_label="wagtailcore",
        codename__in=[f"{action}_page" for action in PAGE_PERMISSIONS[SubjectRoleKind(role)]],
    )
    wanted = {(page.pk, permission.pk) for page in roots for permission in permissions}
    existing = GroupPagePermission.objects.filter(group=group)
    for row in existing:
        key = (row.page_id, row.permission_id)
        if key in wanted:
            wanted.discard(key)
        else:
            row.delete()
    GroupPagePermission.objects.bulk_create(
        [
            GroupPagePermission(group=group, page_id=page, permission_id=permission)
            for page, permission in wanted
        ]
    )


def _model_permissions(role: str) -> list[Permission]:
    codenames = Q(content_type__app_label="wagtailadmin", codename="access_admin") | Q(
        content_type__app_label="wagtail_localize", codename="submit_translation"
    )
    if role != SubjectRoleKind.TRANSLATOR:
        codenames |= Q(
            content_type__app_label="curriculum",
            codename__in=[f"{action}_{model}" for action in ("add", "change", "view") for model in _SHARED],
        )
    else:
        codenames |= Q(
            content_type__app_label="curriculum",
            codename__in=[f"{action}_{model}" for action in ("change", "view") for model in _SHARED],
        )
    return list(Permission.objects.filter(codenames))


def waiting_for(user: object) -> list[object]:
    """Task states of the subject check this person can decide now."""
    states = []
    for task in SubjectCheck.objects.filter(active=True):
        states += list(
            task.get_task_states_user_can_moderate(user).select_related("workflow_state", "revision")
        )
    return states
