"""Who may see, write, translate, review and release. Pairs.

A question about one thing, and the same as a queryset.
"""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from curriculum import registry
from curriculum.models import Course, Handling, SubjectArea, SubjectRole, SubjectRoleKind
from people import roles
from people.models import Membership, User

Visitor = User | AnonymousUser


def register_roles() -> None:
    for role, kind in (
        (roles.AUTHOR, SubjectRoleKind.AUTHOR),
        (roles.TRANSLATOR, SubjectRoleKind.TRANSLATOR),
        (roles.REVIEWER, SubjectRoleKind.REVIEWER),
    ):
        roles.register(role, _holder(kind))


def _holder(kind: str) -> roles.Question:
    def holds(user: User) -> bool:
        return SubjectRole.objects.filter(person=user, role=kind).exists()

    return holds


# --- Seeing ---------------------------------------------------------------------------------------


def courses_visible_to(user: Visitor) -> QuerySet[Course]:
    """Public ones for everybody; internal ones for members of an agency.

    Restricted ones for their audience.
    """
    condition = Q(handling=Handling.PUBLIC)
    if user.is_authenticated:
        if roles.is_administrator(user):
            return Course.objects.all()
        condition |= Q(subject_area__in=areas_of(user)) | registry.audiences(user)
        if Membership.objects.current().filter(person=user).exists():
            condition |= Q(handling=Handling.INTERNAL)
    return Course.objects.filter(pk__in=Course.objects.filter(condition).values("pk"))


def can_see_course(user: Visitor, course: Course) -> bool:
    return course.handling == Handling.PUBLIC or courses_visible_to(user).filter(pk=course.pk).exists()


# --- Working --------------------------------------------------------------------------------------


def areas_of(user: Visitor, kinds: Iterable[str] = tuple(SubjectRoleKind.values)) -> QuerySet[SubjectArea]:
    """Subject areas in which the person holds one of the roles; a role without an area counts for all."""
    if not user.is_authenticated:
        return SubjectArea.objects.none()
    if roles.is_administrator(user):
        return SubjectArea.objects.all()
    held = SubjectRole.objects.filter(person=user, role__in=list(kinds))
    if held.filter(subject_area=None).exists():
        return SubjectArea.objects.all()
    return SubjectArea.objects.filter(roles__in=held).distinct()


def _works(user: Visitor, course: Course, *kinds: str) -> bool:
    return areas_of(user, kinds).filter(pk=course.subject_area_id).exists()


def can_edit_course(user: Visitor, course: Course) -> bool:
    return _works(user, course, SubjectRoleKind.AUTHOR)


def courses_editable_by(user: Visitor) -> QuerySet[Course]:
    return Course.objects.filter(subject_area__in=areas_of(user, [SubjectRoleKind.AUTHOR]))


def can_translate_course(user: Visitor, course: Course) -> bool:
    return _works(user, course, SubjectRoleKind.TRANSLATOR, SubjectRoleKind.AUTHOR)


def courses_translatable_by(user: Visitor) -> QuerySet[Course]:
    kinds = [SubjectRoleKind.TRANSLATOR, SubjectRoleKind.AUTHOR]
    return Course.objects.filter(subject_area__in=areas_of(user, kinds))


def can_review_course(user: Visitor, course: Course) -> bool:
    return _works(user, course, SubjectRoleKind.REVIEWER)


def courses_reviewable_by(user: Visitor) -> QuerySet[Course]:
    return Course.objects.filter(subject_area__in=areas_of(user, [SubjectRoleKind.REVIEWER]))


def can_release_course(user: Visitor, course: Course) -> bool:
    """Releasing puts content before learners: the reviewer's step, not the author's."""
    return can_review_course(user, course)


def courses_releasable_by(user: Visitor) -> QuerySet[Course]:
    return courses_reviewable_by(user)
