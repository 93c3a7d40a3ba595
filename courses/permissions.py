"""Who may do what with runs, each question in two forms: about one object, and as a queryset.

What one may not see does not exist: views look objects up in the queryset and answer 404.
"""

from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models import Delivery
from courses.models import CourseRun, Enrolment, LineItem, RunStaff, RunStaffRole, RunState
from curriculum.models import SubjectRole
from people.models import Agency, Appointment, AppointmentRole, Membership, MembershipRole, User

MANAGERS: Final = (AppointmentRole.MANAGER.value, AppointmentRole.ADMINISTRATOR.value)


# --- Runs a person reads --------------------------------------------------------------------------
def learnable_by(user: User) -> QuerySet[CourseRun]:
    """Runs the person holds a place in, whatever its state; the player says what may be opened."""
    return CourseRun.objects.filter(Exists(Enrolment.objects.filter(run=OuterRef("pk"), person=user)))


def can_learn(user: User, run: CourseRun) -> bool:
    return Enrolment.objects.filter(run=run, person=user).exists()


def previewable_by(user: User) -> QuerySet[CourseRun]:
    """Runs whose lessons may be read without a place: own cohorts, own subject areas, managers."""
    runs = CourseRun.objects.all()
    if _is_manager(user):
        return runs
    roles = SubjectRole.objects.filter(person=user)
    return runs.filter(
        Exists(RunStaff.objects.filter(run=OuterRef("pk"), person=user))
        | Exists(roles.filter(subject_area__isnull=True))
        | Exists(roles.filter(subject_area=OuterRef("course__subject_area")))
    )


def can_preview(user: User, run: CourseRun) -> bool:
    if RunStaff.objects.filter(run=run, person=user).exists() or _is_manager(user):
        return True
    area = Q(subject_area__isnull=True) | Q(subject_area=run.course.subject_area_id)
    return SubjectRole.objects.filter(area, person=user).exists()


# --- Cohorts a person looks after -----------------------------------------------------------------
def coordinated_by(user: User) -> QuerySet[CourseRun]:
    staff = RunStaff.objects.filter(run=OuterRef("pk"), person=user, role=RunStaffRole.COORDINATOR)
    return CourseRun.objects.filter(Exists(staff))


def can_coordinate(user: User, run: CourseRun) -> bool:
    return RunStaff.objects.filter(run=run, person=user, role=RunStaffRole.COORDINATOR).exists()


def is_coordinator(user: User) -> bool:
    """The role, for menus and the second factor."""
    return (
        RunStaff.objects.filter(person=user, role=RunStaffRole.COORDINATOR)
        .exclude(run__state=RunState.CLOSED)
        .exists()
    )


def manageable_by(user: User) -> QuerySet[CourseRun]:
    """Runs a person may plan, open, move and close."""
    return CourseRun.objects.all() if _is_manager(user) else CourseRun.objects.none()


def can_manage(user: User, run: CourseRun) -> bool:
    return _is_manager(user)


# --- Units a prefectural contact sees -------------------------------------------------------------
def contact_agencies(user: User) -> QuerySet[Agency]:
    """Where the person is contact now; sections below count as the own unit."""
    current = Membership.objects.current().with_role(MembershipRole.CONTACT).filter(person=user)
    return Agency.objects.filter(pk__in=current.values("agency"))


def is_contact(user: User) -> bool:
    return contact_agencies(user).exists()


def _is_manager(user: User) -> bool:
    return user.is_superuser or Appointment.objects.current().filter(person=user, role__in=MANAGERS).exists()


# --- For the registries of other apps -------------------------------------------------------------
def slip_people(user: User) -> QuerySet[User]:
    """Whose first-entry slips a coordinator may print: the people of the own cohorts."""
    enrolled = Enrolment.objects.listed().filter(run__in=coordinated_by(user))
    return User.objects.filter(Exists(enrolled.filter(person=OuterRef("pk"))))


def looks_after(user: User, delivery: Delivery) -> bool:
    """Whether a quiz belongs to one of the person's own cohorts."""
    runs = coordinated_by(user)
    return LineItem.objects.filter(delivery=delivery, run__in=runs).exists()


def looked_after_by(user: User) -> QuerySet[Delivery]:
    return Delivery.objects.filter(line_item__run__in=coordinated_by(user))


def course_audience(user: AbstractBaseUser | AnonymousUser) -> Q:
    """Courses that are not public, for those who take or look after a run of them."""
    if not isinstance(user, User):
        return Q(pk__in=[])
    taken = Enrolment.objects.with_access().filter(person=user).values("run__course")
    staffed = RunStaff.objects.filter(person=user).values("run__course")
    return Q(pk__in=taken) | Q(pk__in=staffed)
