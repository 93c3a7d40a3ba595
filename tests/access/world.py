"""One small service with somebody in every role, made by the rules the product uses.

``this`` side: one cohort, one agency, one subject area, one learner. ``other``: the same again, for the
people whose role ends at the other one's door.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser, Group
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.utils import timezone

from assessments import attempts, practice
from assessments.models import DeliveryMarker
from assessments.publishing import publish_item
from courses import certificates, enrolment, runs
from courses.models import EnrolmentMode, LineItem, PackageUpload, RunStaffRole
from credentials.drawing import draw
from curriculum.models import Handling, SubjectRole, SubjectRoleKind
from jobs import queue
from people import audit, invitations, membership, notifications, privacy, recovery
from people.models import (
    AgencyKind,
    AppointmentRole,
    MembershipRole,
    NotificationKind,
    OutgoingMail,
    RetentionRule,
    User,
)
from tests.factories import assessments as quizzes
from tests.factories import courses as cohorts
from tests.factories import curriculum as content
from tests.factories.credentials import make_credential, make_signatory
from tests.factories.people import make_agency, make_member, make_membership, make_prefecture, make_user
from website.models import ProblemReport


class Role(StrEnum):
    STRANGER = "stranger"
    MEMBER = "person with an account and no course"
    TRAINEE = "trainee of this cohort"
    OTHER_TRAINEE = "trainee of another cohort"
    OFFICER = "officer of this prefecture"
    CONTACT = "contact of this prefecture"
    OTHER_CONTACT = "contact of another prefecture"
    FOCAL_POINT = "focal point of the trainee's agency"
    OTHER_FOCAL_POINT = "focal point of another agency"
    COORDINATOR = "coordinator of this cohort"
    OTHER_COORDINATOR = "coordinator of another cohort"
    INSTRUCTOR = "instructor of this cohort"
    AUTHOR = "author of this subject area"
    OTHER_AUTHOR = "author of another subject area"
    TRANSLATOR = "translator of this subject area"
    REVIEWER = "reviewer of this subject area"
    MARKER = "marker of this cohort's quiz"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    ROOT = "holder of full power"


EVERYBODY: Final = frozenset(Role)
SIGNED_IN: Final = EVERYBODY - {Role.STRANGER}
NOBODY: Final[frozenset[Role]] = frozenset()


@dataclass
class World:
    """Somebody in each role and something of each kind."""

    people: dict[Role, User] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, role: Role) -> User | AnonymousUser:
        return self.people.get(role, AnonymousUser())

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["things"][name]
        except KeyError:
            raise AttributeError(name) from None


def make_world() -> World:
    world = World()
    for part in (_places, _people, _content, _cohorts, _roles, _quizzes, _papers, _records):
        part(world)
    for person in world.people.values():
        cohorts.give_second_factor(person)
        person.refresh_from_db()
    cache.clear()
    return world


def _places(world: World) -> None:
    world.things |= {
        "agency": make_agency(code="this-agency"),
        "other_agency": make_agency(code="other-agency"),
    }
    for side, code, name in (("prefecture", "13", "Tokyo"), ("other_prefecture", "27", "Osaka")):
        world.things[side] = make_agency(
            code=side.replace("_", "-"),
            kind=AgencyKind.PREFECTURAL_POLICE,
            prefecture=make_prefecture(code, name),
        )


def _people(world: World) -> None:
    members: dict[Role, tuple[str, str]] = {
        Role.TRAINEE: (MembershipRole.TRAINEE, "agency"),
        Role.OTHER_TRAINEE: (MembershipRole.TRAINEE, "other_agency"),
        Role.FOCAL_POINT: (MembershipRole.FOCAL_POINT, "agency"),
        Role.OTHER_FOCAL_POINT: (MembershipRole.FOCAL_POINT, "other_agency"),
        Role.OFFICER: (MembershipRole.OFFICER, "prefecture"),
        Role.CONTACT: (MembershipRole.CONTACT, "prefecture"),
        Role.OTHER_CONTACT: (MembershipRole.CONTACT, "other_prefecture"),
    }
    for role in SIGNED_IN:
        name = role.name.replace("_", "-").lower()
        world.people[role] = make_user(
            email=f"{name}@example.org",
            native_name=name,
            is_superuser=role == Role.ROOT,
            is_staff=role == Role.ROOT,
        )
    for role, (kind, place) in members.items():
        make_membership(world.people[role], world.things[place], kind)
    # The other contact's prefecture has somebody too, who must stay out of this contact's sight.
    world.things["far_officer"] = make_member(MembershipRole.OFFICER, world.other_prefecture)


def _content(world: World) -> None:
    """Two courses in two subject areas; the pages stand in the CMS, the release is frozen row by row."""
    for side, area in (("", "this-area"), ("other_", "other-area")):
        course = content.make_course_record(
            subject_area=content.make_area(area), slug=f"{area}-course", code=area[:2].upper()
        )
        content.make_course(course=course, lessons=1, languages=("en", "ja"))
        release = cohorts.make_frozen_course(lessons=2, course=course)
        world.things |= {f"{side}area": course.subject_area, f"{side}course": course}
        world.things |= {f"{side}release": release}
    world.things |= {
        "translated_lesson": content.lesson_of(world.course, language="ja"),
        "term": content.make_term(),
        "statistic": content.make_statistic(review_on="2026-01-01"),
        "figure": content.make_figure(),
        "competency": content.make_competency(),
    }
    hidden = content.make_course_record(
        subject_area=world.other_area, slug="restricted-course", code="R", handling=Handling.RESTRICTED
    )
    world.things["restricted"] = hidden
    world.things["restricted_release"] = cohorts.make_frozen_course(lessons=1, quizzes=0, course=hidden)


def _cohorts(world: World) -> None:
    people = world.people
    for side, coordinator, learner in (
        ("", Role.COORDINATOR, Role.TRAINEE),
        ("other_", Role.OTHER_COORDINATOR, Role.OTHER_TRAINEE),
    ):
        run = cohorts.make_run(
            world.things[f"{side}release"],
            slug=f"{side}run".replace("_", "-"),
            coordinators=[people[coordinator]],
        )
        world.things[f"{side}run"] = run
        world.things[f"{side}enrolment"] = cohorts.make_enrolment(run, people[learner])
    world.things["restricted_run"] = cohorts.make_run(world.restricted_release, slug="restricted-run")
    world.things["unit_run"] = cohorts.make_run(
        world.release, slug="unit-run", enrolment_mode=EnrolmentMode.INVITED
    )
    for place in (world.prefecture, world.other_prefecture):
        due = timezone.now() + timedelta(days=10)
        enrolment.assign(world.unit_run, place, due_at=due, actor=people[Role.ROOT])


def _roles(world: World) -> None:
    people = world.people
    world.things["staff"] = runs.appoint_staff(
        world.run, people[Role.INSTRUCTOR], role=RunStaffRole.INSTRUCTOR, actor=None
    )
    for role, kind, area in (
        (Role.AUTHOR, SubjectRoleKind.AUTHOR, world.area),
        (Role.OTHER_AUTHOR, SubjectRoleKind.AUTHOR, world.other_area),
        (Role.TRANSLATOR, SubjectRoleKind.TRANSLATOR, world.area),
        (Role.REVIEWER, SubjectRoleKind.REVIEWER, world.area),
    ):
        content.make_subject_role(kind, area, person=people[role])
    for role, kind in (
        (Role.MANAGER, AppointmentRole.MANAGER),
        (Role.AUDITOR, AppointmentRole.AUDITOR),
        (Role.ADMINISTRATOR, AppointmentRole.ADMINISTRATOR),
    ):
        world.things[f"{kind.value}_appointment"] = membership.appoint(people[role], role=kind, actor=None)


def _quizzes(world: World) -> None:
    """A try of the trainee's that runs and one that is over, and the same question as practice."""
    trainee = world.people[Role.TRAINEE]
    delivery = LineItem.objects.get(run=world.run).delivery
    over = attempts.start(delivery, trainee)
    world.things["closed_attempt"] = attempts.submit(over, actor=trainee)
    world.things["open_attempt"] = attempts.start(delivery, trainee)
    DeliveryMarker.objects.create(delivery=delivery, person=world.people[Role.MARKER])
    item = quizzes.make_item("choice", subject_area=world.area)
    world.things |= {
        "delivery": delivery,
        "item": item,
        "ticket": practice.ticket(publish_item(item, actor=None), back="/en/learn/run/lesson-1/"),
        "revision": item.save_revision(),
        "assessment": quizzes.make_assessment([item]),
    }


def _papers(world: World) -> None:
    """A certificate of the trainee's from this cohort, drawn and stored."""
    achievement = certificates.achievement_for(world.course)
    award = make_credential(
        world.people[Role.TRAINEE], achievement, context=f"run:{world.run.uuid}", language="en"
    )
    world.things |= {"achievement": achievement, "credential": draw(award), "signatory": make_signatory()}
    world.things["undrawn"] = make_credential(achievement=achievement)


def _records(world: World) -> None:
    people = world.people
    packed = BytesIO()
    with ZipFile(packed, "w") as package:
        package.writestr("course.yaml", "code: TH\n")
    world.things["upload"] = PackageUpload.objects.create(
        name="package.zip",
        file=ContentFile(packed.getvalue(), "package.zip"),
        course_code=world.course.code,
        area_code=world.area.code,
        uploaded_by=people[Role.AUTHOR],
    )
    trainee, root = people[Role.TRAINEE], people[Role.ROOT]
    recovery.name_contact(trainee, people[Role.OFFICER], actor=trainee)
    [slip] = invitations.issue_slips([trainee], actor=root)
    world.things |= {
        "trainee": trainee,
        "slip": slip,
        "invitation": slip.invitation,
        "recovery": recovery.vouch(trainee, actor=people[Role.OFFICER], evidence="I know the voice."),
        "request": privacy.ask(trainee, kind="correction", text="My name."),
        "notice": notifications.notify(trainee, NotificationKind.NEWS, title="News"),
        "job": queue.enqueue("credentials.draw", args={"credential": world.credential.pk}, actor=trainee),
        "mail": OutgoingMail.objects.create(sender="a", recipients="b", subject="c", text="d"),
        "entry": audit.record(root, "test", "thing"),
        "membership": trainee.memberships.get(),
        "rule": RetentionRule.objects.first(),
        "subject_role": SubjectRole.objects.get(person=people[Role.AUTHOR]),
        "group": Group.objects.get(name=AppointmentRole.MANAGER),
        "passkey": Authenticator.objects.create(
            user=world.far_officer, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"}
        ),
        "report": ProblemReport.objects.create(text="It hangs.", page_url="/en/", language="en"),
        "stop": notifications.stop_token(trainee, NotificationKind.NEWS),
    }
