from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from people import notifications
from people.models import Delivery, Notification, NotificationKind
from people.notifications import (
    deliver,
    deliver_waiting,
    notify,
    prefer,
    send_digests,
    stop_token,
    unread_count,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def tell(person, kind=NotificationKind.RESULT, **fields) -> Notification:
    fields = {"title": "Your result is ready", "body": "You passed.", "url": "/en/me/", **fields}
    return notify(person, kind, **fields)


def test_notify_writes_a_notice_and_mails_after_the_commit(on_commit):
    person = make_user(email="a@example.org")
    with on_commit():
        notice = tell(person)
        assert not mail.outbox
    message = mail.outbox[0]
    notice.refresh_from_db()
    assert notice.mailed_at
    assert (message.to, message.subject) == (["a@example.org"], "Your result is ready")
    assert unread_count(person) == 1


def test_a_mail_is_light_and_in_the_persons_language(on_commit):
    person = make_user(language="ar")
    with on_commit():
        tell(person, url="/en/me/")
    message = mail.outbox[0]
    html = message.alternatives[0].content
    assert '<html lang="ar" dir="rtl">' in html
    assert "/ar/me/" in message.body and "/ar/me/" in html
    assert "<img" not in html and "<style" not in html
    assert len(message.message().as_bytes()) < 20_000
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_lazy_texts_and_functions_are_read_in_the_persons_language():
    person = make_user(language="ja")
    with translation.override("en"):
        notice = notify(
            person,
            NotificationKind.NEWS,
            title=gettext_lazy("Language"),
            body=lambda: translation.get_language() or "",
        )
    with translation.override("ja"):
        assert notice.title == str(gettext_lazy("Language"))
    assert (notice.body, notice.language) == ("ja", "ja")


def test_a_person_without_an_address_gets_no_mail(on_commit):
    with on_commit():
        notice = tell(make_user(email=None))
    assert not mail.outbox and notice.delivery == Delivery.SITE


@pytest.mark.parametrize("delivery", [Delivery.SITE, Delivery.DIGEST])
def test_a_preference_holds_back_the_mail(on_commit, delivery):
    person = make_user()
    prefer(person, {NotificationKind.RESULT: delivery})
    with on_commit():
        tell(person)
    assert not mail.outbox


def test_what_was_read_meanwhile_is_not_mailed():
    notice = tell(make_user())
    notifications.mark_read(Notification.objects.all())
    assert not deliver(notice.pk)
    assert not mail.outbox


def test_a_mail_is_sent_once_however_often_the_worker_is_told():
    notice = tell(make_user())
    assert [deliver(notice.pk), deliver(notice.pk)] == [True, False]
    assert len(mail.outbox) == 1


def test_a_lost_message_is_made_good():
    notice = tell(make_user())
    Notification.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    deliver_waiting()
    assert len(mail.outbox) == 1
    deliver_waiting()
    notice.refresh_from_db()
    assert len(mail.outbox) == 1 and notice.mailed_at


def test_the_digest_gathers_a_week_in_one_mail():
    person = make_user()
    for number in range(3):
        tell(person, NotificationKind.NEWS, title=f"News {number}")
    send_digests()
    assert not mail.outbox
    Notification.objects.filter(title="News 0").update(created_at=timezone.now() - timedelta(days=8))
    send_digests()
    send_digests()
    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject == "3 new notices"
    assert all(f"News {number}" in mail.outbox[0].body for number in range(3))


# --- One tap to stop ------------------------------------------------------------------------------


def test_one_tap_stops_one_kind(client):
    person = make_user()
    url = reverse("stop_mail", args=[stop_token(person, NotificationKind.RESULT)])
    client.get(url)
    assert notifications.delivery_for(person, NotificationKind.RESULT) == Delivery.MAIL
    client.post(url)
    assert notifications.delivery_for(person, NotificationKind.RESULT) == Delivery.SITE
    assert notifications.delivery_for(person, NotificationKind.DEADLINE) == Delivery.MAIL


def test_a_forged_link_stops_nothing(client):
    person = make_user()
    assert client.post(reverse("stop_mail", args=[f"{person.uuid}:result:forged"])).status_code == 404
    assert notifications.delivery_for(person, NotificationKind.RESULT) == Delivery.MAIL


# --- The page -------------------------------------------------------------------------------------


def test_reading_a_notice_marks_it_and_leads_on_in_the_pages_language(client):
    person = make_user()
    notice = tell(person, url="/en/me/data/")
    client.force_login(person)
    assert client.get(f"/th/me/notices/{notice.uuid}/").url == "/th/me/data/"
    notice.refresh_from_db()
    assert notice.read_at


def test_a_notice_never_leads_to_another_site(client):
    person = make_user()
    notice = tell(person, url="https://evil.example/")
    client.force_login(person)
    assert client.get(reverse("me_notice", args=[notice.uuid])).status_code == 200


def test_another_persons_notice_is_not_there(client):
    notice = tell(make_user())
    client.force_login(make_user())
    assert client.get(reverse("me_notice", args=[notice.uuid])).status_code == 404


def test_all_notices_are_marked_at_once(client):
    person, other = make_user(), make_user()
    for owner in (person, person, other):
        tell(owner)
    client.force_login(person)
    client.post(reverse("me_notices"))
    assert (unread_count(person), unread_count(other)) == (0, 1)


def test_the_notices_page_costs_the_same_for_one_and_three(client, django_assert_max_num_queries):
    person = make_user()
    client.force_login(person)
    tell(person)
    client.get(reverse("me_notices"))
    with django_assert_max_num_queries(12) as one:
        client.get(reverse("me_notices"))
    tell(person)
    tell(person)
    with django_assert_max_num_queries(12) as three:
        client.get(reverse("me_notices"))
    assert len(one) == len(three)
