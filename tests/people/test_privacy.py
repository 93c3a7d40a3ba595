import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from people import invitations, privacy
from people.errors import DataRequestRefused
from people.models import (
    AppointmentRole,
    AuditEntry,
    DataRequest,
    Notification,
    NotificationKind,
    RequestKind,
    RequestState,
    RetentionRule,
)
from people.notifications import notify
from people.permissions import can_handle_data_request, data_requests_handled_by
from tests.factories.people import PASSWORD, make_appointed, make_member, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_registries(monkeypatch):
    for name in ("_exporters", "_erasers", "_disposers"):
        monkeypatch.setattr(privacy, name, dict(getattr(privacy, name)))


# --- My data as a file ----------------------------------------------------------------------------


def test_my_data_holds_what_we_know_and_nothing_of_others(client):
    person = make_member(native_name="山田 春男", kana_name="ヤマダ ハルオ", email="haruo@example.org")
    make_member(native_name="Somebody Else")
    notify(person, NotificationKind.NEWS, title="Welcome", url="")
    client.force_login(person)
    response = client.post(reverse("me_data_file"))
    held = json.loads(response.content)
    assert held["people"]["account"]["native_name"] == "山田 春男"
    assert held["people"]["memberships"][0]["role"] == "trainee"
    assert held["people"]["notices"][0]["title"] == "Welcome"
    assert "Somebody Else" not in response.content.decode()
    assert "password" not in held["people"]["account"]
    assert response["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(action="data.exported", object_id=person.pk).exists()


def test_an_app_adds_its_part_to_the_file():
    person = make_user()
    privacy.register("courses", lambda user: [user.pk])
    assert privacy.export(person, actor=person)["courses"] == [person.pk]


def test_the_file_is_made_only_on_request(client):
    client.force_login(make_user())
    assert client.get(reverse("me_data_file"))["Location"] == reverse("me_data")


# --- Requests -------------------------------------------------------------------------------------


def test_a_request_is_received_answered_and_told(client):
    person, handler = make_user(), make_appointed(AppointmentRole.ADMINISTRATOR)
    client.force_login(person)
    client.post(reverse("me_data"), {"kind": "correction", "text": "My kana is wrong."})
    asked = DataRequest.objects.get()
    privacy.take(asked, actor=handler)
    privacy.answer(asked, actor=handler, is_done=True, text="Corrected today.")
    asked.refresh_from_db()
    assert (asked.state, asked.handled_by) == (RequestState.DONE, handler)
    assert Notification.objects.get(person=person).body == "Corrected today."
    with pytest.raises(DataRequestRefused):
        privacy.answer(asked, actor=handler, is_done=False, text="Again.")


def test_the_same_thing_is_asked_once(client):
    person = make_user()
    privacy.ask(person, kind=RequestKind.CORRECTION)
    with pytest.raises(DataRequestRefused), transaction.atomic():
        privacy.ask(person, kind=RequestKind.CORRECTION)
    privacy.ask(person, kind=RequestKind.DELETION)
    client.force_login(person)
    response = client.post(reverse("me_data"), {"kind": "correction", "text": "x"})
    assert "already asked" in response.content.decode()


def test_nobody_answers_their_own_request():
    handler = make_appointed(AppointmentRole.ADMINISTRATOR)
    asked = privacy.ask(handler, kind=RequestKind.DELETION)
    with pytest.raises(DataRequestRefused):
        privacy.answer(asked, actor=handler, is_done=True, text="Done.")
    assert not can_handle_data_request(handler, asked)
    assert asked not in data_requests_handled_by(handler)


def test_a_granted_deletion_blanks_the_account_and_keeps_its_number(client):
    person = make_member(native_name="Gone", email="gone@example.org", password=PASSWORD)
    invitations.issue_slips([person], actor=make_user())
    handler = make_appointed(AppointmentRole.ADMINISTRATOR)
    erased = []
    privacy.register_eraser("courses", lambda user: erased.append(user.pk))
    asked = privacy.ask(person, kind=RequestKind.DELETION)
    privacy.answer(asked, actor=handler, is_done=True, text="Deleted.")
    person.refresh_from_db()
    assert (person.email, person.native_name, person.primary_identifier, person.mrz_name) == (
        None,
        "—",
        "",
        "",
    )
    assert not person.is_active and not person.has_usable_password()
    assert not person.memberships.filter(to_on=None).exists() and person.memberships.exists()
    assert not person.invitations.exists()
    assert erased == [person.pk]
    assert AuditEntry.objects.filter(action="user.erased", object_id=person.pk).exists()


def test_a_refused_deletion_changes_nothing():
    person = make_user(native_name="Stays")
    asked = privacy.ask(person, kind=RequestKind.DELETION)
    privacy.answer(
        asked, actor=make_appointed(AppointmentRole.ADMINISTRATOR), is_done=False, text="A course runs."
    )
    person.refresh_from_db()
    assert person.is_active and person.native_name == "Stays"


def test_the_queue_is_for_administrators(client, settings):
    settings.IS_DEMONSTRATION = True
    asked = privacy.ask(make_user(native_name="Asker"), kind=RequestKind.CORRECTION)
    client.force_login(make_member())
    assert client.get(reverse("data_requests")).status_code == 404
    assert client.get(reverse("data_request", args=[asked.uuid])).status_code == 404
    client.force_login(make_appointed(AppointmentRole.ADMINISTRATOR, is_fictitious=True))
    assert "Asker" in client.get(reverse("data_requests")).content.decode()
    client.post(reverse("data_request", args=[asked.uuid]), {"take": "1"})
    client.post(reverse("data_request", args=[asked.uuid]), {"is_done": "yes", "text": "Corrected."})
    asked.refresh_from_db()
    assert asked.state == RequestState.DONE


# --- Retention ------------------------------------------------------------------------------------


def test_every_kind_has_a_row_that_staff_can_change():
    kinds = {disposer.kind for disposer, _rule in privacy.retention_table()}
    assert {"notices", "invitations", "sign_ins", "data_requests", "audit"} <= kinds
    assert kinds <= set(RetentionRule.objects.values_list("kind", flat=True))


def test_retention_is_enforced_by_the_sites_figure():
    person = make_user()
    notice = notify(person, NotificationKind.NEWS, title="Old", url="")
    Notification.objects.filter(pk=notice.pk).update(created_at=timezone.now() - timedelta(days=100))
    assert privacy.enforce_retention()["notices"] == 0
    RetentionRule.objects.filter(kind="notices").update(months=3)
    assert privacy.enforce_retention()["notices"] == 1
    rule = RetentionRule.objects.get(kind="notices")
    assert rule.disposed_count == 1 and rule.enforced_at
    assert AuditEntry.objects.get(action="retention.enforced").data["gone"]["notices"] == 1


def test_an_app_brings_its_own_kind():
    asked = []
    privacy.register_disposer(
        "attempts", "Attempts", months=60, dispose=lambda before: asked.append(before) or 0
    )
    privacy.enforce_retention()
    assert asked[0] < datetime.now(UTC) - timedelta(days=5 * 365)


def test_the_data_page_shows_how_long_what_is_kept(client):
    RetentionRule.objects.filter(kind="audit").update(months=31, legal_note="Decision 4")
    client.force_login(make_user())
    page = client.get(reverse("me_data")).content.decode()
    assert "Record of acts" in page and ">31<" in page and "Decision 4" in page
