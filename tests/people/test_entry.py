import threading

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from people import invitations, recovery
from people.errors import PassRefused, RecoveryRefused
from people.models import (
    AppointmentRole,
    AuditEntry,
    Invitation,
    MembershipRole,
    Notification,
    PassKind,
    RecoveryRequest,
)
from people.permissions import (
    can_confirm_recovery,
    can_print_slip,
    can_vouch,
    recovery_confirmable_by,
    slip_printable_by,
    vouchable_by,
)
from tests.factories.people import make_agency, make_appointed, make_member, make_membership, make_user

pytestmark = pytest.mark.django_db
NEW = "three-plain-words-4"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def slip_for(person):
    return invitations.issue_slips([person], actor=make_user())[0]


def enter(client, code: str, password: str = NEW):
    client.get(reverse("entry_with_code", args=[code]))
    return client.post(reverse("entry_password"), {"password1": password, "password2": password})


# --- Slips ----------------------------------------------------------------------------------------


def test_a_slip_lets_the_person_in_once(client):
    person = make_user(email=None)
    code = slip_for(person).code
    assert enter(client, code).url == reverse("dashboard")
    assert client.session["_auth_user_id"] == str(person.pk)
    person.refresh_from_db()
    assert person.check_password(NEW)
    with pytest.raises(PassRefused):
        invitations.find(code)


def test_a_code_used_on_an_account_in_use_is_told_to_its_owner(client):
    newcomer, person = make_user(), make_user(last_login=timezone.now())
    for one in (newcomer, person):
        enter(client, slip_for(one).code)
        client.logout()
    told = Notification.objects.filter(kind="account").values_list("person", "title")
    assert list(told) == [(person.pk, "Your password was set anew with a code")]


def test_opening_the_link_alone_uses_nothing_up(client):
    code = slip_for(make_user()).code
    client.get(reverse("entry_with_code", args=[code]))
    client.get(reverse("entry_password"))
    assert invitations.find(code)


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: code.replace("-", ""), lambda code: code.replace("-", " ")]
)
def test_a_code_is_read_as_people_type_it(client, change):
    code = change(slip_for(make_user()).code)
    assert client.post(reverse("entry"), {"code": code}).url == reverse("entry_password")


def test_a_wrong_code_says_what_to_do(client):
    response = client.post(reverse("entry"), {"code": "AAAA-BBBB-CCCC"})
    assert "Ask your coordinator" in response.content.decode()


def test_codes_cannot_be_tried_without_end(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"entry_code": "3/m/ip"}
    code = slip_for(make_user()).code
    for _attempt in range(3):
        client.post(reverse("entry"), {"code": "AAAA-BBBB-CCCC"})
    assert client.post(reverse("entry"), {"code": code}).status_code == 429


def test_only_the_digest_of_a_code_is_stored():
    slip = slip_for(make_user())
    row = Invitation.objects.values().get()
    assert slip.code not in str(row) and slip.code.replace("-", "") not in str(row)


def test_a_new_slip_makes_the_old_one_void():
    person = make_user()
    old, new = slip_for(person), slip_for(person)
    assert invitations.find(new.code).person == person
    with pytest.raises(PassRefused):
        invitations.find(old.code)


def test_a_slip_ends_after_its_days():
    slip = slip_for(make_user())
    Invitation.objects.update(expires_at=timezone.now())
    with pytest.raises(PassRefused):
        invitations.find(slip.code)


def test_a_weak_password_is_refused_and_the_code_stays(client):
    code = slip_for(make_user()).code
    response = enter(client, code, "1234567890")
    assert response.status_code == 200
    assert "too common" in str(response.context["form"].errors)
    assert invitations.find(code)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_use_a_code_once():
    person = make_user()
    code = slip_for(person).code
    outcomes, barrier = [], threading.Barrier(2)

    def use(password: str) -> None:
        barrier.wait()
        try:
            invitations.accept(code, password=password)
            outcomes.append(password)
        except PassRefused:
            outcomes.append("")
        finally:
            connection.close()

    threads = [threading.Thread(target=use, args=(f"three-plain-words-{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [password for password in outcomes if password]
    assert len(outcomes) == 2 and len(won) == 1
    person.refresh_from_db()
    assert person.check_password(won[0])


# --- Invitations ----------------------------------------------------------------------------------


def test_an_invitation_is_mailed_in_the_persons_language(django_capture_on_commit_callbacks, client):
    person = make_user(email="haruo@example.org", language="ja")
    with django_capture_on_commit_callbacks(execute=True):
        invitations.invite(person, actor=make_user())
    message = mail.outbox[0]
    url = next(line for line in message.body.splitlines() if line.startswith("http"))
    assert "/ja/enter/" in url
    assert person.code in message.body
    enter(client, url.rstrip("/").rsplit("/", 1)[1])
    assert client.session["_auth_user_id"] == str(person.pk)
    assert list(AuditEntry.objects.filter(action__startswith="mail").values_list("action", flat=True)) == [
        "mail.issued",
        "mail.accepted",
    ]


def test_an_invitation_needs_an_address():
    with pytest.raises(PassRefused, match="slip"):
        invitations.invite(make_user(email=None), actor=None)


def test_a_withdrawn_invitation_is_void():
    slip = slip_for(make_user())
    invitations.withdraw(slip.invitation, actor=make_user())
    with pytest.raises(PassRefused):
        invitations.find(slip.code)


def test_a_closed_account_gets_no_code():
    with pytest.raises(PassRefused):
        invitations.issue_slips([make_user(is_active=False)], actor=make_user())


# --- Who may print --------------------------------------------------------------------------------


def test_slips_are_printed_for_the_people_of_ones_agencies():
    agency = make_agency()
    section = make_agency(parent=agency)
    contact = make_member(MembershipRole.FOCAL_POINT, agency)
    own = make_member(MembershipRole.TRAINEE, agency)
    of_section = make_member(MembershipRole.TRAINEE, section)
    stranger, staff = make_member(), make_member(MembershipRole.OFFICER, agency, is_staff=True)
    assert set(slip_printable_by(contact)) == {own, of_section}
    everybody = [own, of_section, stranger, staff, contact]
    assert [can_print_slip(contact, person) for person in everybody] == [True, True, False, False, False]
    assert not slip_printable_by(own).exists()


def test_an_administrator_prints_for_everybody_but_superusers():
    administrator = make_appointed(AppointmentRole.ADMINISTRATOR)
    person, root = make_user(), make_user(is_superuser=True)
    assert can_print_slip(administrator, person)
    assert not can_print_slip(administrator, root)


def test_the_slips_page_prints_new_codes(client):
    agency = make_agency()
    contact = make_member(MembershipRole.FOCAL_POINT, agency)
    person = make_member(MembershipRole.TRAINEE, agency, native_name="สมชาย")
    stranger = make_member()
    client.force_login(contact)
    assert "สมชาย" in client.get(reverse("slips")).content.decode()
    response = client.post(reverse("slips"), {"person": [str(person.uuid), str(stranger.uuid)]})
    assert [row["slip"].person for row in response.context["rows"]] == [person]
    code = response.context["rows"][0]["slip"].code
    page = response.content.decode()
    assert code in page and "<svg" in page and "style=" not in page.split("<main")[1]
    assert "no-store" in response["Cache-Control"]
    assert invitations.find(code).person == person


def test_the_slips_page_is_not_there_for_others(client):
    client.force_login(make_member())
    assert client.get(reverse("slips")).status_code == 404


def test_the_slips_page_costs_the_same_for_one_and_three(client, django_assert_max_num_queries):
    agency = make_agency()
    contact = make_member(MembershipRole.FOCAL_POINT, agency)
    client.force_login(contact)
    make_member(agency=agency)
    client.get(reverse("slips"))
    with django_assert_max_num_queries(12) as one:
        client.get(reverse("slips"))
    make_membership(agency=agency)
    make_membership(agency=agency)
    with django_assert_max_num_queries(12) as three:
        client.get(reverse("slips"))
    assert len(one) == len(three)


# --- Recovery -------------------------------------------------------------------------------------


def test_recovery_takes_two_people_and_removes_the_lost_second_factor(client):
    person, first, second = make_user(), *(make_appointed(AppointmentRole.ADMINISTRATOR) for _ in range(2))
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    request = recovery.vouch(person, actor=first, evidence="Came to my office.")
    with pytest.raises(RecoveryRefused):
        recovery.confirm(request, actor=first)
    slip = recovery.confirm(request, actor=second)
    assert slip.invitation.kind == PassKind.RECOVERY
    enter(client, slip.code)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert not Authenticator.objects.filter(user=person).exists()
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"recovery.vouched", "recovery.confirmed", "recovery.issued", "recovery.accepted"} <= actions


def test_the_named_contact_vouches_and_others_do_not():
    person, contact, other = make_user(), make_user(), make_user()
    recovery.name_contact(person, contact, actor=person)
    assert recovery.vouch(person, actor=contact, evidence="My sergeant.")
    with pytest.raises(RecoveryRefused):
        recovery.vouch(person, actor=other, evidence="I know him.")
    with pytest.raises(RecoveryRefused):
        recovery.vouch(person, actor=person, evidence="It is me.")


def test_recovery_permissions_agree_with_their_sets():
    person, contact, first, second = (
        make_user(),
        make_user(),
        *(make_appointed(AppointmentRole.ADMINISTRATOR) for _ in range(2)),
    )
    recovery.name_contact(person, contact, actor=person)
    request = recovery.vouch(person, actor=first, evidence="x")
    for user in (person, contact, first, second):
        assert can_vouch(user, person) == (person in vouchable_by(user)) == recovery.may_vouch(user, person)
        assert (
            can_confirm_recovery(user, request)
            == (request in recovery_confirmable_by(user))
            == (user == second)
        )


def test_nobody_names_themselves():
    person = make_user()
    with pytest.raises(RecoveryRefused):
        recovery.name_contact(person, person, actor=person)


def test_recovery_works_through_the_pages(client, settings):
    settings.IS_DEMONSTRATION = True
    person = make_user(code="ABCD-2345")
    first, second = (make_appointed(AppointmentRole.ADMINISTRATOR, is_fictitious=True) for _ in range(2))
    client.force_login(first)
    assert client.get(reverse("recoveries"), {"code": "abcd-2345"}).context["found"] == person
    client.post(reverse("recovery_vouch", args=[person.uuid]), {"evidence": "Showed the service card."})
    request = RecoveryRequest.objects.get()
    assert client.post(reverse("recovery_confirm", args=[request.uuid])).status_code == 404
    client.force_login(second)
    response = client.post(reverse("recovery_confirm", args=[request.uuid]))
    assert invitations.find(response.context["rows"][0]["slip"].code).person == person


def test_the_recovery_page_is_not_there_for_others(client):
    client.force_login(make_member())
    assert client.get(reverse("recoveries")).status_code == 404
