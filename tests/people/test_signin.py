import time
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from config import environment
from people.models import AppointmentRole, AuditEntry, MembershipRole
from people.signin import MfaAdapter, SocialAdapter, person_by_code, tidy_code
from tests.factories.people import PASSWORD, make_appointed, make_member, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def sign_in(client: Client, login: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


@pytest.mark.parametrize(
    "login",
    ["Haruo@Example.org", "haruo@example.org", "K7QM-4TXR", "k7qm4txr", " K7QM 4TXR ", "Ｋ７ＱＭ－４ＴＸＲ"],
)
def test_sign_in_takes_email_and_code_as_people_type_them(client, login):
    person = make_user(email="haruo@example.org", code="K7QM-4TXR", password=PASSWORD)
    response = sign_in(client, login)
    assert response.status_code == 302, response.context["form"].errors
    assert client.session["_auth_user_id"] == str(person.pk)


def test_sign_in_leads_to_the_dashboard(client):
    make_user(email="a@example.org", password=PASSWORD)
    assert sign_in(client, "a@example.org").url == reverse("dashboard")


def test_sign_in_works_without_an_email(client):
    person = make_user(email=None, code="ABCD-2345", password=PASSWORD)
    sign_in(client, "abcd2345")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_code_a_service_issued_itself_is_taken_as_it_is():
    person = make_user(code="ID-0421")
    assert person_by_code("id-0421") == person


def test_tidy_code_keeps_only_the_alphabet():
    assert tidy_code("ｋ7qm–4txr !") == "K7QM4TXR"


@pytest.mark.parametrize("login", ["a@example.org", "nobody@example.org", "ABCD-2345"])
def test_sign_in_with_a_wrong_password_says_so_and_names_nobody_in_the_audit(client, login):
    make_user(email="a@example.org", password=PASSWORD)
    response = sign_in(client, login, "wrong")
    assert response.status_code == 200
    assert "is not right" in str(response.context["form"].errors)
    entry = AuditEntry.objects.get(action="sign_in.failed")
    assert (entry.actor_id, entry.object_id, entry.data) == (None, "", {})


def test_a_closed_account_cannot_sign_in(client):
    make_user(email="a@example.org", password=PASSWORD, is_active=False)
    assert sign_in(client, "a@example.org").url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_sign_in_and_out_are_recorded(client):
    person = make_user(email="a@example.org", password=PASSWORD)
    sign_in(client, "a@example.org")
    client.post(reverse("account_logout"))
    actions = list(AuditEntry.objects.order_by("id").values_list("action", "actor_id"))
    assert actions == [("sign_in", person.pk), ("sign_out", person.pk)]


def test_sign_in_is_limited_per_account(client):
    make_user(email="a@example.org", password=PASSWORD)
    for _attempt in range(5):
        sign_in(client, "a@example.org", "wrong")
    response = sign_in(client, "a@example.org")
    assert "Too many attempts" in str(response.context["form"].errors)


def test_sign_in_form_tells_the_browser_what_it_asks(client):
    page = client.get(reverse("account_login")).content.decode()
    assert 'autocomplete="username webauthn"' in page
    assert 'autocomplete="current-password"' in page
    assert "placeholder" not in page


def test_nobody_can_register_themselves(client):
    response = client.post(
        reverse("account_signup"), {"username": "x", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert "by invitation" in response.content.decode()


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/password_reset/"])
def test_the_doors_of_the_cms_lead_to_ours(client, path):
    make_user(email="a@example.org", password=PASSWORD, is_staff=True, is_superuser=True)
    response = client.post(path, {"username": "a@example.org", "password": PASSWORD})
    assert response.status_code == 302
    assert "/accounts/" in response.url
    assert "_auth_user_id" not in client.session


def test_the_admin_asks_for_our_sign_in(client):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1] == (f"{reverse('account_login')}?next=%2Fadmin%2F", 302)


# --- Password -------------------------------------------------------------------------------------


def test_password_reset_mails_a_link_that_works_once(client):
    person = make_user(email="a@example.org", password=PASSWORD, language="ja")
    client.post(reverse("account_reset_password"), {"email": "a@example.org"})
    message = mail.outbox[0]
    url = next(line for line in message.body.splitlines() if line.startswith("http"))
    page = client.get(url, follow=True)
    client.post(
        page.redirect_chain[-1][0], {"password1": "new-horse-staple-8", "password2": "new-horse-staple-8"}
    )
    person.refresh_from_db()
    assert person.check_password("new-horse-staple-8")
    assert client.get(url).context["token_fail"]
    assert message.extra_headers["Content-Language"] == "ja"


def test_password_reset_does_not_tell_whether_an_address_is_known(client):
    make_user(email="a@example.org", password=PASSWORD)
    known = client.post(reverse("account_reset_password"), {"email": "a@example.org"})
    unknown = client.post(reverse("account_reset_password"), {"email": "b@example.org"})
    assert known.url == unknown.url


# --- Second factor --------------------------------------------------------------------------------


def add_totp(person) -> None:
    TOTP.activate(person, generate_totp_secret())


def code_of(person) -> str:
    """What the app on the person's phone shows now."""
    data = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP).data
    counter = int(time.time()) // 30
    return format_hotp_value(hotp_value(MfaAdapter().decrypt(data["secret"]), counter))


@pytest.mark.parametrize("role", AppointmentRole.values)
def test_roles_that_need_a_second_factor_are_led_to_set_it_up(client, role):
    client.force_login(make_appointed(role))
    for name in ("me_settings", "me_notices", "me_data"):
        assert client.get(reverse(name)).url == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get("/admin/").url == reverse("mfa_index")


@pytest.mark.parametrize("role", MembershipRole.values)
def test_other_roles_are_not_asked(client, role):
    client.force_login(make_member(role))
    assert client.get(reverse("me_settings")).status_code == 200


def test_a_site_can_ask_focal_points_too(client, settings):
    settings.SECOND_FACTOR_ALSO_FOR = ["focal_point"]
    client.force_login(make_member(MembershipRole.FOCAL_POINT))
    assert client.get(reverse("me_settings")).url == reverse("mfa_index")


def test_setting_up_the_app_opens_everything(client):
    person = make_appointed(AppointmentRole.ADMINISTRATOR)
    client.force_login(person)
    client.get(reverse("me_settings"))
    add_totp(person)
    assert client.get(reverse("me_settings")).status_code == 200


def test_sign_in_asks_for_the_code_of_the_app(client):
    person = make_appointed(AppointmentRole.ADMINISTRATOR, email="a@example.org", password=PASSWORD)
    add_totp(person)
    assert sign_in(client, "a@example.org").url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    code = code_of(person)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_secrets_of_the_app_are_stored_encrypted():
    person = make_user()
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.get(user=person).data)


@pytest.mark.parametrize(
    ("is_demonstration", "is_fictitious", "opens"),
    [(True, True, True), (True, False, False), (False, True, False)],
)
def test_only_fictitious_people_of_a_demonstration_do_without(
    client, settings, is_demonstration, is_fictitious, opens
):
    settings.IS_DEMONSTRATION = is_demonstration
    client.force_login(make_appointed(AppointmentRole.MANAGER, is_fictitious=is_fictitious))
    assert (client.get(reverse("me_settings")).status_code == 200) == opens


def test_the_list_of_sign_ins_ends_the_others(client):
    person = make_user(email="a@example.org", password=PASSWORD)
    other = Client()
    sign_in(client, "a@example.org")
    sign_in(other, "a@example.org")
    assert "Sign out everywhere else" in client.get(reverse("usersessions_list")).content.decode()
    client.post(reverse("usersessions_list"))
    assert other.get(reverse("me_settings")).status_code == 302
    assert client.get(reverse("me_settings")).status_code == 200
    assert person.is_active


def test_setting_up_the_app_is_one_walk_from_sign_in_to_the_dashboard(
    client, django_capture_on_commit_callbacks
):
    make_appointed(AppointmentRole.ADMINISTRATOR, email="a@example.org", password=PASSWORD)
    sign_in(client, "a@example.org")
    assert client.get(reverse("dashboard")).url == reverse("mfa_index")
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes")
    assert len(response.context["unused_codes"]) == 10
    assert client.get(reverse("me_settings")).status_code == 200
    assert AuditEntry.objects.filter(action="second_factor.added").count() == 2


def test_a_recovery_code_stands_in_for_the_app_once(client):
    person = make_appointed(AppointmentRole.ADMINISTRATOR, email="a@example.org", password=PASSWORD)
    add_totp(person)
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    for works in (True, False):
        other = Client()
        sign_in(other, "a@example.org")
        other.post(reverse("mfa_authenticate"), {"code": code})
        assert ("_auth_user_id" in other.session) == works


# --- Sign-in at an agency -------------------------------------------------------------------------


@pytest.mark.parametrize(("email", "trusted"), [("a@police.example", True), ("a@other.example", False)])
def test_an_agencys_provider_speaks_only_for_its_own_domains(email, trusted):
    app = SimpleNamespace(settings={"email_domains": ["police.example"]})
    login = SimpleNamespace(provider=SimpleNamespace(app=app))
    assert SocialAdapter().can_authenticate_by_email(login, email) == trusted


def test_an_agencys_provider_makes_no_accounts():
    assert not SocialAdapter().is_open_for_signup(None, None)


def test_the_return_address_of_a_provider_has_no_language():
    assert reverse("openid_connect_callback", args=["police"]).startswith("/accounts/oidc/")


def test_providers_are_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("OIDC_PROVIDERS", '[{"provider_id": "police"}]')
    assert environment.json_list("OIDC_PROVIDERS") == [{"provider_id": "police"}]
    monkeypatch.setenv("OIDC_PROVIDERS", "{}")
    with pytest.raises(ImproperlyConfigured, match="OIDC_PROVIDERS"):
        environment.json_list("OIDC_PROVIDERS")


def test_turning_the_only_second_factor_off_closes_the_door_again(client):
    person = make_appointed(AppointmentRole.ADMINISTRATOR, email="a@example.org", password=PASSWORD)
    add_totp(person)
    sign_in(client, "a@example.org")
    client.post(reverse("mfa_authenticate"), {"code": code_of(person)})
    assert client.get(reverse("me_settings")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
    assert client.get(reverse("me_settings")).url == reverse("mfa_index")
