"""Where an address is open to several, each finds only what is theirs behind it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Attempt
from courses.models import Acknowledgement, Enrolment
from curriculum.models import Course, Handling
from tests.access.world import Role, World
from tests.factories.assessments import make_item
from tests.factories.courses import make_enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of(world: World) -> Callable[[Role], Client]:
    def made(role: Role) -> Client:
        client = Client()
        client.force_login(world.people[role])
        return client

    return made


def test_a_contact_sees_the_own_prefecture_only(world: World, client_of: Callable[[Role], Client]) -> None:
    officers = {Role.CONTACT: world.people[Role.OFFICER], Role.OTHER_CONTACT: world.far_officer}
    for address in ("unit_home", "unit_export"):
        for role in officers:
            response = client_of(role).get(reverse(address), {"status": "open"})
            text = b"".join(response).decode()
            seen = {contact for contact, officer in officers.items() if officer.code in text}
            assert seen == {role}, address


@pytest.mark.parametrize(
    ("role", "printed", "not_printed"),
    [
        (Role.FOCAL_POINT, Role.TRAINEE, Role.OTHER_TRAINEE),
        (Role.OTHER_FOCAL_POINT, Role.OTHER_TRAINEE, Role.TRAINEE),
        (Role.COORDINATOR, Role.TRAINEE, Role.OTHER_TRAINEE),
        (Role.CONTACT, Role.OFFICER, Role.TRAINEE),
        (Role.ADMINISTRATOR, Role.TRAINEE, Role.ROOT),
    ],
)
def test_slips_are_printed_for_ones_own_people_only(
    world: World, client_of: Callable[[Role], Client], role: Role, printed: Role, not_printed: Role
) -> None:
    client, own, other = client_of(role), world.people[printed], world.people[not_printed]
    page = client.get(reverse("slips")).content.decode()
    assert own.code in page and other.code not in page
    sent = {"person": [str(own.uuid), str(other.uuid), "no-person"]}
    slips = client.post(reverse("slips"), sent).content.decode()
    assert own.code in slips and other.code not in slips


def test_what_a_form_names_must_be_ones_own_too(world: World, client_of: Callable[[Role], Client]) -> None:
    """The address is the own cohort's, the learner, the quiz or the target somebody else's."""
    client, run = client_of(Role.COORDINATOR), world.run.slug
    theirs = world.other_enrolment
    act = reverse("coord_act", args=[run])
    assert client.post(act, {"do": "note", "people": str(theirs.uuid), "text": "x"}).status_code == 302
    assert not theirs.notes.exists()
    for name in ("coord_person", "coord_admit", "coord_transfer", "coord_ease"):
        address = reverse(name, args=[run, theirs.uuid])
        answer = client.get(address) if name == "coord_person" else client.post(address, {"to": run})
        assert answer.status_code == 404, name
    mine = world.enrolment.uuid
    moved = client.post(reverse("coord_transfer", args=[run, mine]), {"to": world.other_run.slug})
    assert moved.status_code == 404
    quiz = world.other_run.line_items.get().delivery.uuid
    eased = client.post(
        reverse("coord_ease", args=[run, mine]), {"quiz": str(quiz), "extra_minutes": 5, "reason": "x"}
    )
    assert eased.status_code == 422


def test_nobody_joins_a_course_that_does_not_exist_for_them(
    world: World, client_of: Callable[[Role], Client]
) -> None:
    address = reverse("enrol", args=[world.restricted_run.slug])
    assert client_of(Role.TRAINEE).post(address).status_code == 404
    assert not Enrolment.objects.filter(run=world.restricted_run).exists()
    assert client_of(Role.OTHER_AUTHOR).post(address).status_code == 302


def test_handling_rules_are_accepted_before_quiz_and_lesson_count(
    world: World, client_of: Callable[[Role], Client]
) -> None:
    Course.objects.filter(pk=world.course.pk).update(handling=Handling.RESTRICTED)
    learner = make_enrolment(world.run, world.people[Role.MEMBER])
    attempts = Attempt.objects.filter(person=learner.person)
    client = client_of(Role.MEMBER)
    quiz, lesson = (reverse("learn_unit", args=[world.run.slug, slug]) for slug in ("quiz-1", "lesson-1"))
    assert client.post(f"{quiz}start/").url == quiz
    assert client.post(f"{lesson}done/").url == lesson
    assert not attempts.exists() and not learner.progress.exists()
    client.post(reverse("acknowledge_handling", args=[world.run.slug]))
    assert Acknowledgement.objects.count() == 1
    assert client.post(f"{quiz}start/").url != quiz
    assert attempts.count() == 1


def test_questions_are_chosen_among_those_of_ones_own_areas(
    world: World, client_of: Callable[[Role], Client]
) -> None:
    foreign = make_item("choice", subject_area=world.other_area, code="foreign-question")
    room = "wagtailsnippetchoosers_assessments_item"
    for role, own, other in (
        (Role.AUTHOR, world.item, foreign),
        (Role.OTHER_AUTHOR, foreign, world.item),
    ):
        client = client_of(role)
        for act in ("choose", "choose_results"):
            listing = client.get(reverse(f"{room}:{act}")).content.decode()
            assert str(own) in listing and str(other) not in listing
        assert client.get(reverse(f"{room}:chosen", args=[own.pk])).status_code == 200
        assert client.get(reverse(f"{room}:chosen", args=[other.pk])).status_code == 404
        both = client.get(reverse(f"{room}:chosen_multiple"), {"id": [own.pk, other.pk]}).content.decode()
        assert str(own) in both and str(other) not in both
    assert "foreign-question" not in client_of(Role.MANAGER).get(reverse(f"{room}:choose")).content.decode()


def test_a_queue_of_answers_is_taken_for_ones_own_attempt_with_its_token_from_our_own_pages(
    world: World, client_of: Callable[[Role], Client]
) -> None:
    address = reverse("answers", args=[world.open_attempt.uuid])
    entry = {"client_id": "x", "question": 1, "response": ["a"]}
    body = {"token": world.open_attempt.token, "entries": [entry]}

    def sent(role: Role, content: dict[str, object], **headers: str) -> int:
        return (
            client_of(role)
            .post(address, content, content_type="application/json", headers=headers)
            .status_code
        )

    same = {"Sec-Fetch-Site": "same-origin"}
    assert sent(Role.TRAINEE, body, **same) == 200
    assert sent(Role.OTHER_TRAINEE, body, **same) == 404
    assert sent(Role.COORDINATOR, body, **same) == 404
    assert sent(Role.TRAINEE, body | {"token": "wrong"}, **same) == 404
    assert sent(Role.TRAINEE, body) == 403
    for site in ("cross-site", "same-site", "none"):
        assert sent(Role.TRAINEE, body, **{"Sec-Fetch-Site": site}) == 403
    assert sent(Role.TRAINEE, body, Origin="https://evil.example") == 403
