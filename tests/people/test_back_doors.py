"""Doors that come with the parts this site is made of, and must not lead past its own."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from people.membership import appoint
from people.models import AppointmentRole, User
from tests.factories.courses import give_second_factor
from tests.factories.people import PASSWORD, make_appointed, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/en/_util/login/", "/admin/login/"])
def test_a_password_alone_opens_no_other_sign_in_page(client: Client, path: str) -> None:
    person = make_appointed(AppointmentRole.ADMINISTRATOR, password=PASSWORD)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    client.post(path, {"username": person.code, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    sent = urlsplit(client.get(f"{path}?next=/admin/").url)
    assert (sent.path, parse_qs(sent.query)) == (reverse("account_login"), {"next": ["/admin/"]})


@pytest.mark.parametrize("runs", [True, False])
def test_people_of_a_demonstration_sign_in_only_where_one_runs(
    client: Client, settings: Any, runs: bool
) -> None:
    settings.IS_DEMONSTRATION = runs
    person = make_user(password=PASSWORD, is_fictitious=True)
    client.post(reverse("account_login"), {"login": person.code, "password": PASSWORD})
    assert ("_auth_user_id" in client.session) == runs


@pytest.mark.parametrize("command", ["load_demo", "demo"])
def test_a_demonstration_is_not_loaded_into_a_real_site(command: str) -> None:
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command(command)
    assert not User.objects.exists()


def test_the_signed_in_without_a_room_in_the_cms_are_not_sent_round_in_a_circle(client: Client) -> None:
    client.force_login(make_user())
    assert client.get("/admin/", follow=True).status_code == 404


@pytest.mark.parametrize("action", ["assign_role", "set_active_state", "delete"])
def test_nobody_acts_on_many_accounts_at_once(client: Client, action: str) -> None:
    """Roles are given by appointment, accounts closed one by one: both on record, neither by those below."""
    administrator, root = make_user(), make_user(is_superuser=True, is_staff=True)
    appoint(administrator, role=AppointmentRole.ADMINISTRATOR, actor=root)
    give_second_factor(administrator)
    client.force_login(administrator)
    group = Group.objects.create(name="keys to everything")
    listing = client.get("/admin/users/").content.decode()
    assert administrator.code in listing and "/admin/bulk/" not in listing
    for person in (administrator, root):
        address = f"/admin/bulk/people/user/{action}/?id={person.pk}&next=/admin/users/"
        assert client.post(address, {"role": group.pk, "mark_as_active": "False"}).status_code == 404
    root.refresh_from_db()
    assert root.is_active and not group.user_set.exists()


def test_no_account_is_deleted_by_hand(client: Client) -> None:
    root, person = make_user(is_superuser=True, is_staff=True), make_user()
    give_second_factor(root)
    client.force_login(root)
    assert client.post(f"/admin/users/delete/{person.pk}/").status_code == 404
    assert client.post(f"/admin/users/copy/{person.pk}/").status_code == 404
    assert "/delete/" not in client.get(f"/admin/users/edit/{person.pk}/").content.decode()
