from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from people.models import Delivery, NotificationKind, OutgoingMail, RecoveryContact
from people.notifications import delivery_for
from tests.factories.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def settings_of(person, **changes) -> dict[str, str]:
    values = {
        "language": person.language,
        "second_language": "en",
        "time_zone": "Asia/Bangkok",
        "display_name": "",
        "name_order": "primary_first",
        **{f"notice_{kind.value}": "mail" for kind in NotificationKind},
    }
    return {**values, **changes}


def test_settings_are_saved_and_the_page_follows_the_language(client):
    person = make_user()
    client.force_login(person)
    response = client.post(
        "/en/me/settings/",
        settings_of(person, language="th", display_name="Chai", saves_data="on", notice_result="site"),
    )
    assert response.url == "/th/me/settings/"
    person.refresh_from_db()
    assert (person.language, person.time_zone, person.display_name, person.saves_data) == (
        "th",
        "Asia/Bangkok",
        "Chai",
        True,
    )
    assert delivery_for(person, "result") == Delivery.SITE


@pytest.mark.parametrize(
    "change", [{"language": "xx"}, {"time_zone": "Mars/Olympus"}, {"notice_result": "pigeon"}]
)
def test_settings_refuse_what_does_not_exist(client, change):
    person = make_user()
    client.force_login(person)
    assert client.post("/en/me/settings/", settings_of(person, **change)).status_code == 200
    person.refresh_from_db()
    assert (person.language, person.time_zone) == ("en", "UTC")


def test_settings_ask_who_you_are(client):
    for name in ("me_settings", "me_notices", "me_data", "mailbox", "slips", "recoveries", "data_requests"):
        assert client.get(reverse(name)).url.startswith(reverse("account_login"))


def test_the_contact_is_named_by_code(client):
    person, contact = make_user(), make_user(code="ABCD-2345")
    client.force_login(person)
    client.post(reverse("me_contact"), {"contact": "abcd2345"})
    assert RecoveryContact.objects.get(person=person).contact == contact
    assert client.post(reverse("me_contact"), {"contact": "ZZZZ-9999"}).status_code == 422
    client.post(reverse("me_contact"), {"contact": ""})
    assert not RecoveryContact.objects.exists()


# --- Language, time zone, last visit --------------------------------------------------------------


def test_the_language_chosen_before_sign_in_survives_it(client):
    person = make_user(email="a@example.org", password=PASSWORD, language="en")
    client.get("/th/accounts/login/")
    client.post("/th/accounts/login/", {"login": "a@example.org", "password": PASSWORD})
    person.refresh_from_db()
    assert person.language == "th"


def test_the_language_of_the_menu_becomes_the_persons(client):
    person = make_user(language="en")
    client.force_login(person)
    client.get("/ja/me/settings/")
    person.refresh_from_db()
    assert person.language == "ja"


def test_a_language_the_site_does_not_offer_is_not_adopted(client):
    person = make_user(language="en")
    client.cookies["language"] = "xx"
    client.force_login(person)
    client.get("/files/nothing/")
    person.refresh_from_db()
    assert person.language == "en"


def test_the_time_zone_of_the_person_is_active(client, settings):
    settings.IS_DEMONSTRATION = True
    person = make_user(time_zone="Asia/Tokyo")
    OutgoingMail.objects.create(
        sender="a", recipients="b", subject="c", text="d", sent_at="2026-01-01T20:00Z"
    )
    person.is_staff = True
    person.save()
    client.force_login(person)
    page = client.get(reverse("mailbox")).content.decode()
    assert "2 January 2026" in page and "05:00" in page


def test_a_wrong_time_zone_does_not_break_the_page(client):
    client.force_login(make_user(time_zone="Mars/Olympus"))
    assert client.get(reverse("me_notices")).status_code == 200


def test_the_last_visit_is_stamped_at_most_every_five_minutes(client):
    person = make_user()
    client.force_login(person)
    client.get(reverse("me_notices"))
    person.refresh_from_db()
    first = person.seen_at
    client.get(reverse("me_notices"))
    person.refresh_from_db()
    assert person.seen_at == first
    session = client.session
    session["refreshed_at"] -= 301
    session.save()
    client.get(reverse("me_notices"))
    person.refresh_from_db()
    assert person.seen_at > first and timezone.now() - person.seen_at < timedelta(minutes=1)


def test_the_middleware_adds_no_query_to_most_requests(client, django_assert_num_queries):
    client.force_login(make_user())
    client.get("/en/me/settings/contact/")
    with django_assert_num_queries(2):  # the session and the person
        client.get("/en/me/settings/contact/")


# --- Mail of a demonstration ----------------------------------------------------------------------


def test_mails_land_in_the_mailbox_of_a_demonstration(client, settings):
    settings.EMAIL_BACKEND = "people.mailbox.DatabaseBackend"
    settings.IS_DEMONSTRATION = True
    make_user(email="a@example.org", password=PASSWORD)
    client.post(reverse("account_reset_password"), {"email": "a@example.org"})
    stored = OutgoingMail.objects.get()
    assert stored.recipients == "a@example.org" and "<html" in stored.html and not mail.outbox
    client.force_login(make_user(is_staff=True))
    assert stored.subject in client.get(reverse("mailbox")).content.decode()
    assert "/password/reset/key/" in client.get(reverse("mailbox_mail", args=[stored.pk])).content.decode()
    html = client.get(reverse("mailbox_html", args=[stored.pk]))
    assert html.content.decode() == stored.html
    assert "script-src 'none'" in html["Content-Security-Policy"]


@pytest.mark.parametrize(("is_demonstration", "is_staff"), [(True, False), (False, True)])
def test_the_mailbox_is_for_staff_of_a_demonstration_only(client, settings, is_demonstration, is_staff):
    settings.IS_DEMONSTRATION = is_demonstration
    stored = OutgoingMail.objects.create(sender="a", recipients="b", subject="c", text="d")
    client.force_login(make_user(is_staff=is_staff))
    for url in (
        reverse("mailbox"),
        reverse("mailbox_mail", args=[stored.pk]),
        reverse("mailbox_html", args=[stored.pk]),
    ):
        assert client.get(url).status_code == 404


def test_the_mailbox_keeps_the_newest(settings, monkeypatch):
    settings.EMAIL_BACKEND = "people.mailbox.DatabaseBackend"
    monkeypatch.setattr("people.mailbox.KEPT", 3)
    for number in range(5):
        mail.send_mail(f"Mail {number}", "x", None, ["a@example.org"])
    assert list(OutgoingMail.objects.values_list("subject", flat=True)) == ["Mail 4", "Mail 3", "Mail 2"]
