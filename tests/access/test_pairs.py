"""Every permission is one question in two forms: about one thing, and the set of all it is true for."""

from collections.abc import Callable
from inspect import signature
from types import ModuleType
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

import assessments.permissions as assessments
import courses.permissions as courses
import credentials.permissions as credentials
import curriculum.permissions as curriculum
import jobs.permissions as jobs
import people.permissions as people
from tests.access.world import SIGNED_IN, Role, World

pytestmark = pytest.mark.django_db

Question, Set = Callable[[Any, Any], bool], Callable[[Any], QuerySet[Any]]

PAIRS: list[tuple[ModuleType, str, str]] = [
    (assessments, "can_take", "takeable_by"),
    (assessments, "can_grade", "gradable_by"),
    (assessments, "can_extend", "extendable_by"),
    (assessments, "can_edit_item", "items_editable_by"),
    (assessments, "can_publish_item", "items_publishable_by"),
    (assessments, "can_read_item", "items_readable_by"),
    (courses, "can_learn", "learnable_by"),
    (courses, "can_preview", "previewable_by"),
    (courses, "can_coordinate", "coordinated_by"),
    (courses, "can_manage", "manageable_by"),
    (courses, "looks_after", "looked_after_by"),
    (credentials, "can_view", "viewable_by"),
    (credentials, "can_revoke", "revocable_by"),
    (curriculum, "can_see_course", "courses_visible_to"),
    (curriculum, "can_edit_course", "courses_editable_by"),
    (curriculum, "can_translate_course", "courses_translatable_by"),
    (curriculum, "can_review_course", "courses_reviewable_by"),
    (curriculum, "can_release_course", "courses_releasable_by"),
    (jobs, "can_view", "viewable_by"),
    (people, "can_print_slip", "slip_printable_by"),
    (people, "can_lead", "agencies_led_by"),
    (people, "can_confirm_recovery", "recovery_confirmable_by"),
    (people, "can_vouch", "vouchable_by"),
    (people, "can_handle_data_request", "data_requests_handled_by"),
    (people, "can_see_invitation", "invitations_seen_by"),
    (people, "can_read_mail", "mails_read_by"),
]
# Asked only of people who are signed in: the doors before them let nobody else through.
BEHIND_A_DOOR = {courses}


@pytest.fixture
def everybody(world: World, settings: Any) -> dict[str, Any]:
    settings.IS_DEMONSTRATION = True  # so that there is mail to read
    closed = world.people[Role.ROOT].__class__.objects.get(pk=world.people[Role.ROOT].pk)
    closed.is_active = False
    return {
        **{role.name: world.people[role] for role in SIGNED_IN},
        "nobody": AnonymousUser(),
        "closed": closed,
    }


@pytest.mark.parametrize(
    ("module", "can", "able"), PAIRS, ids=lambda part: part if isinstance(part, str) else part.__name__
)
def test_the_question_and_the_set_agree(
    everybody: dict[str, Any], module: ModuleType, can: str, able: str
) -> None:
    question: Question = getattr(module, can)
    allowed: Set = getattr(module, able)
    things = allowed(everybody["ROOT"]).model._default_manager.all()
    asked = {name: user for name, user in everybody.items() if module not in BEHIND_A_DOOR or user.pk}
    one_by_one = {
        name: {thing.pk for thing in things if question(user, thing)} for name, user in asked.items()
    }
    together = {name: set(allowed(user).values_list("pk", flat=True)) for name, user in asked.items()}
    assert one_by_one == together
    assert any(together.values()), "nobody in this world is allowed anything: the test says nothing"


@pytest.mark.parametrize(
    ("module", "can", "able"),
    [pair for pair in PAIRS if pair[0] not in BEHIND_A_DOOR | {curriculum}],
    ids=lambda part: part if isinstance(part, str) else part.__name__,
)
def test_strangers_and_closed_accounts_are_allowed_nothing(
    everybody: dict[str, Any], module: ModuleType, can: str, able: str
) -> None:
    for name in ("nobody", "closed"):
        assert not getattr(module, able)(everybody[name]).exists(), name


def test_no_question_about_a_thing_stands_without_its_set() -> None:
    """``can_write_items(user)`` is about nobody's thing and has none."""
    modules = (assessments, courses, credentials, curriculum, jobs, people)
    asked = {
        (module.__name__, name)
        for module in modules
        for name, function in vars(module).items()
        if name.startswith("can_") and function.__module__ == module.__name__
        if len(signature(function).parameters) == 2
    }
    assert asked == {(module.__name__, can) for module, can, _able in PAIRS if can.startswith("can_")}
