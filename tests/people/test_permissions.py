from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from people import audit, invitations, permissions, privacy, recovery
from people.models import AppointmentRole, MembershipRole, OutgoingMail
from tests.factories.people import make_agency, make_appointed, make_member, make_membership, make_user

pytestmark = pytest.mark.django_db

PAIRS: list[tuple[Callable[[Any, Any], bool], Callable[[Any], QuerySet]]] = [
    (permissions.can_print_slip, permissions.slip_printable_by),
    (permissions.can_lead, permissions.agencies_led_by),
    (permissions.can_confirm_recovery, permissions.recovery_confirmable_by),
    (permissions.can_vouch, permissions.vouchable_by),
    (permissions.can_handle_data_request, permissions.data_requests_handled_by),
    (permissions.can_see_invitation, permissions.invitations_seen_by),
    (permissions.can_read_mail, permissions.mails_read_by),
]


@pytest.fixture
def everybody(settings: Any) -> list[Any]:
    settings.IS_DEMONSTRATION = True  # only there is mail to read
    agency = make_agency()
    make_agency(parent=agency)
    people = [
        make_member(MembershipRole.TRAINEE, agency),
        make_member(MembershipRole.OFFICER),
        make_member(MembershipRole.FOCAL_POINT, agency),
        make_member(MembershipRole.CONTACT, agency),
        *(make_appointed(role) for role in AppointmentRole.values),
        make_user(is_staff=True),
        make_user(is_superuser=True),
        make_user(is_active=False),
    ]
    recovery.name_contact(people[0], people[1], actor=people[0])
    recovery.vouch(people[0], actor=people[1], evidence="x")
    privacy.ask(people[0], kind="correction")
    invitations.issue_slips([people[0]], actor=people[2])
    OutgoingMail.objects.create(sender="a", recipients="b", subject="c", text="d")
    return [*people, AnonymousUser()]


@pytest.mark.parametrize(("can", "able"), PAIRS, ids=lambda question: question.__name__)
def test_the_question_and_the_set_agree(everybody, can, able):
    rows = able(everybody[0]).model.objects.all()
    assert rows.exists()
    for user in everybody:
        assert {row for row in rows if can(user, row)} == set(able(user))


@pytest.mark.parametrize(("can", "able"), PAIRS, ids=lambda question: question.__name__)
def test_strangers_and_closed_accounts_see_nothing(everybody, can, able):
    for user in everybody[-2:]:
        assert not able(user).exists()


def test_the_record_of_acts_is_read_by_auditors_and_administrators(everybody):
    audit.record(None, "test", "thing")
    readers = [user for user in everybody if permissions.can_read_audit(user)]
    assert readers == [user for user in everybody if permissions.audit_read_by(user).exists()]
    assert {
        role for user in readers for role in (user.appointments.values_list("role", flat=True) or ["root"])
    } == {
        "auditor",
        "administrator",
        "root",
    }


def test_an_app_adds_the_people_of_its_own_roles(monkeypatch):
    monkeypatch.setattr(permissions, "_slip_sources", [])
    coordinator, learner, other = make_user(), make_user(), make_user()
    permissions.register_slip_source(
        lambda user: (
            type(user).objects.filter(pk=learner.pk) if user == coordinator else type(user).objects.none()
        )
    )
    assert set(permissions.slip_printable_by(coordinator)) == {learner}
    assert not permissions.slip_printable_by(other).exists()


def test_ended_roles_open_nothing():
    agency = make_agency()
    former = make_user()
    make_membership(former, agency, MembershipRole.FOCAL_POINT, to_on="2026-01-02")
    make_member(agency=agency)
    assert not permissions.slip_printable_by(former).exists()
