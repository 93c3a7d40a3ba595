import json
from datetime import timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from credentials import drawing, personal_data, verifying
from credentials.models import Credential
from credentials.verifying import State
from tests.factories.credentials import make_credential
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_own_file_holds_every_certificate() -> None:
    person = make_user(native_name="Siti Rahma")
    credential = make_credential(person)
    make_credential()
    (held,) = personal_data.export_for(person)
    assert held["number"] == credential.shown_number
    assert held["facts"]["recipient"]["native"] == "Siti Rahma"
    assert json.dumps(held, cls=DjangoJSONEncoder)


def test_closed_account_hides_the_name_and_keeps_the_paper_checkable() -> None:
    person = make_user(native_name="Siti Rahma", kana_name="シティ")
    credential = make_credential(person)
    Credential.objects.update(is_name_public=True)
    personal_data.erase_for(person)
    credential.refresh_from_db()
    assert not credential.is_name_public
    assert credential.facts["recipient"]["kana"] == ""
    assert verifying.confirm_name(credential.number, "Siti Rahma")


def test_after_its_period_a_certificate_keeps_number_and_state_only(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    old = drawing.draw(make_credential())
    recent = drawing.draw(make_credential())
    Credential.objects.filter(pk=old.pk).update(issued_at=timezone.now() - timedelta(days=31 * 365))
    with django_capture_on_commit_callbacks(execute=True):
        disposed = personal_data.dispose(timezone.now() - timedelta(days=30 * 365))
    assert disposed == 1
    assert personal_data.dispose(timezone.now() - timedelta(days=30 * 365)) == 0
    assert not old.file.storage.exists(old.file.name)
    answer = verifying.verify(old.number, language="en")
    assert (answer.state, answer.name) == (State.SPECIMEN, "")
    assert drawing.stored_file(Credential.objects.get(pk=recent.pk))
