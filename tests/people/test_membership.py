from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from people import membership
from people.errors import MembershipRefused
from people.models import AppointmentRole, AuditEntry, Membership, MembershipRole
from people.roles import register, require_mfa, roles_of
from tests.factories.people import make_agency, make_member, make_membership, make_user

pytestmark = pytest.mark.django_db


def test_join_begins_a_membership_and_is_recorded():
    actor, person, agency = make_user(), make_user(), make_agency()
    made = membership.join(person, agency, role=MembershipRole.OFFICER, actor=actor, post="Sergeant")
    assert roles_of(person) == {"officer"}
    entry = AuditEntry.objects.get(action="membership.joined")
    assert (entry.actor_id, entry.object_id, entry.data) == (
        actor.pk,
        str(made.pk),
        {"person": person.pk, "agency": agency.pk, "role": "officer"},
    )


def test_join_twice_is_joining_once():
    person, agency = make_user(), make_agency()
    first = membership.join(person, agency, role="trainee", actor=None)
    assert membership.join(person, agency, role="trainee", actor=None) == first


def test_leave_ends_the_membership_and_keeps_it():
    ongoing = make_membership(role=MembershipRole.TRAINEE)
    ended = membership.leave(ongoing, actor=None, on=timezone.localdate() - timedelta(days=1))
    assert roles_of(ended.person) == frozenset()
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("on", [date(2025, 12, 31), None])
def test_leave_refuses_what_makes_no_sense(on):
    ongoing = make_membership(to_on=None if on else date(2026, 2, 1))
    with pytest.raises(MembershipRefused):
        membership.leave(ongoing, actor=None, on=on)


def test_change_role_ends_one_membership_and_begins_the_next_on_that_day():
    old = make_membership(role=MembershipRole.OFFICER, post="Inspector")
    new = membership.change_role(old, role=MembershipRole.CONTACT, actor=None)
    old.refresh_from_db()
    assert (old.to_on, new.from_on, new.post) == (timezone.localdate(), timezone.localdate(), "Inspector")


def test_a_membership_yet_to_begin_gives_no_role():
    person = make_user()
    make_membership(person, from_on=timezone.localdate() + timedelta(days=1))
    assert roles_of(person) == frozenset()


def test_appoint_and_dismiss_open_and_close_the_editing_rooms():
    person = make_user()
    appointment = membership.appoint(person, role=AppointmentRole.ADMINISTRATOR, actor=None)
    person.refresh_from_db()
    assert (
        person.is_staff
        and person.has_perm("people.change_agency")
        and person.has_perm("wagtailadmin.access_admin")
    )
    membership.dismiss(appointment, actor=None)
    person = type(person).objects.get(pk=person.pk)
    assert not person.is_staff and not person.groups.exists()
    with pytest.raises(MembershipRefused):
        membership.dismiss(appointment, actor=None)
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {
        "appointment.made",
        "appointment.ended",
    }


def test_every_role_of_the_platform_has_its_group():
    assert set(AppointmentRole.values) <= set(Group.objects.values_list("name", flat=True))


def test_roles_of_costs_one_query_without_questions_of_other_apps(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr("people.roles._questions", {})
    person = make_member()
    with django_assert_num_queries(1):
        roles_of(person)


def test_roles_of_other_apps_come_through_the_registry(monkeypatch):
    monkeypatch.setattr("people.roles._questions", {})
    person, other = make_user(), make_user()
    register("author", lambda user: user == person)
    assert roles_of(person) == {"author"}
    assert require_mfa(person)
    assert roles_of(other) == frozenset()
    assert not require_mfa(other)


def test_a_closed_account_has_no_roles():
    assert roles_of(make_member(is_active=False)) == frozenset()
