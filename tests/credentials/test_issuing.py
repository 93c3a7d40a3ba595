from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from credentials.errors import AlreadyAwarded, IncompleteFacts
from credentials.issuing import issue
from credentials.models import Credential
from jobs.models import Job
from people.models import AuditEntry
from tests.factories.credentials import make_achievement, make_credential, make_signatory
from tests.factories.people import make_user


@pytest.mark.django_db
def test_issuing_freezes_names_titles_and_signatories() -> None:
    make_signatory()
    person = make_user(native_name="สมศักดิ์ ใจดี", primary_identifier="JAIDEE", secondary_identifier="SOMSAK")
    credential = make_credential(person, language="th")

    person.native_name = "Somebody Else"
    person.save()
    credential.achievement.title_th = "changed"
    credential.achievement.save()
    credential.refresh_from_db()

    assert credential.facts["recipient"]["native"] == "สมศักดิ์ ใจดี"
    assert credential.facts["recipient"]["latin"] == "JAIDEE SOMSAK"
    assert credential.facts["recipient"]["mrz"].startswith("JAIDEE<<SOMSAK")
    assert credential.title_in("th") == "โคบังและชูไซโช: ตำรวจที่ใกล้ชิดประชาชน"
    assert credential.facts["signatories"] == [
        {
            "native": "佐藤 健一",
            "latin": "SATO Kenichi",
            "posts": {"en": "Director of the Training Centre", "ja": "研修センター所長"},
        }
    ]


@pytest.mark.django_db
def test_issuing_leaves_out_a_signatory_not_in_office() -> None:
    make_signatory(valid_to=date(2021, 3, 31))
    assert make_credential().facts["signatories"] == []


@pytest.mark.django_db
def test_issuing_twice_with_one_key_gives_one_award_and_one_job() -> None:
    person, achievement = make_user(), make_achievement()
    first = make_credential(person, achievement, context="run:1", key="enrolment:1")
    second = make_credential(person, achievement, context="run:1", key="enrolment:1")
    assert first == second
    assert Job.objects.filter(kind="credentials.draw").count() == 1
    assert AuditEntry.objects.filter(action="credential.issued").count() == 1


@pytest.mark.django_db
def test_issuing_refuses_a_second_current_award_in_the_same_context() -> None:
    person, achievement = make_user(), make_achievement()
    make_credential(person, achievement, context="run:1", key="enrolment:1")
    with pytest.raises(AlreadyAwarded):
        make_credential(person, achievement, context="run:1", key="by hand")
    assert make_credential(person, achievement, context="run:2", key="enrolment:2").pk


@pytest.mark.django_db
def test_issuing_without_a_date_of_completion_is_refused() -> None:
    with pytest.raises(IncompleteFacts):
        make_credential(completed_on=None)
    assert not Credential.objects.exists()


@pytest.mark.django_db
def test_issuing_refuses_facts_it_would_not_print() -> None:
    with pytest.raises(TypeError):
        make_credential(grade="A+")


@pytest.mark.django_db(transaction=True)
def test_two_threads_issue_one_award() -> None:
    person, achievement = make_user(), make_achievement()

    def work(_turn: int) -> str:
        try:
            return issue(
                recipient=person,
                achievement=achievement,
                context="run:1",
                facts={"completed_on": date(2026, 3, 31)},
                evidence={},
                actor=None,
                idempotency_key="enrolment:1",
            ).number
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        numbers = set(pool.map(work, range(6)))

    assert numbers == {Credential.objects.get().number}
    assert Job.objects.filter(kind="credentials.draw").count() == 1
