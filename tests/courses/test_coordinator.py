import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from assessments.models import Extension
from assessments.permissions import can_extend, extendable_by
from courses import enrolment, permissions, roster
from courses.errors import ImportRefused
from courses.models import CourseRun, Enrolment, EnrolmentMode
from people.models import AppointmentRole, AuditEntry, MembershipRole, Notification, User
from people.permissions import slip_printable_by
from people.roles import COORDINATOR, has_role
from tests.factories.courses import make_coordinator, make_enrolment, make_run
from tests.factories.people import make_agency, make_appointed, make_country, make_member, make_user

pytestmark = pytest.mark.django_db


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def run():
    return make_run()


@pytest.fixture
def coordinator(run):
    return make_coordinator(run)


@pytest.fixture
def client(coordinator):
    client = client_of(coordinator)
    client.get("/en/coord/")
    return client


PAGES = ["", "export/", "grades/", "people/", "settings/"]


# --- Scope ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("page", PAGES)
def test_pages_of_other_cohorts_do_not_exist(client, page):
    assert client.get(f"/en/coord/{make_run().slug}/{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_for_the_own_cohort_and_for_nobody_else(client, run, page):
    make_enrolment(run)
    assert client.get(f"/en/coord/{run.slug}/{page}").status_code == 200
    learner = client_of(make_enrolment(run).person)
    assert learner.get(f"/en/coord/{run.slug}/{page}").status_code == 404


def test_home_lists_own_cohorts_only(client, run):
    make_run(titles={"en": "Somebody else's cohort"})
    html = client.get("/en/coord/").content.decode()
    assert run.title in html
    assert "Somebody else" not in html
    assert client_of(make_user()).get("/en/coord/").status_code == 404


def test_extra_time_and_tries_of_a_quiz_are_given_with_a_reason(client, run):
    one = make_enrolment(run)
    delivery = run.line_items.get().delivery
    page = f"/en/coord/{run.slug}/person/{one.uuid}/"
    sent = {"quiz": str(delivery.uuid), "extra_minutes": "15", "extra_attempts": "1"}
    assert client.post(f"{page}quiz/", sent).status_code == 422
    assert not delivery.extensions.exists()
    html = client.post(
        f"{page}quiz/", {**sent, "reason": "Reads with a magnifier"}, follow=True
    ).content.decode()
    given = delivery.extensions.get()
    assert (given.person, given.extra_seconds, given.extra_attempts) == (one.person, 900, 1)
    assert html.count("Reads with a magnifier") == 2  # beside the quiz, and in the history
    assert "Extra time or tries for a quiz" in html
    assert AuditEntry.objects.filter(action="extension.granted", object_id=str(given.pk)).count() == 1


def test_extra_time_keeps_a_later_end_given_before(client, run):
    one = make_enrolment(run)
    delivery = run.line_items.get().delivery
    enrolment.extend(one, due_at=run.closes_at + timedelta(days=9), actor=make_user(), reason="Ill")
    sent = {"quiz": str(delivery.uuid), "extra_minutes": "5", "reason": "Power cut"}
    client.post(f"/en/coord/{run.slug}/person/{one.uuid}/quiz/", sent)
    assert delivery.extensions.get().closes_at == run.closes_at + timedelta(days=9)
    assert delivery.extensions.get().extra_seconds == 300


def test_extra_time_is_given_in_own_cohorts_only(client, run, coordinator):
    one, other_run = make_enrolment(run), make_run()
    other = make_enrolment(other_run)
    theirs, ours = other_run.line_items.get().delivery, run.line_items.get().delivery
    sent = {"quiz": str(theirs.uuid), "extra_attempts": "1", "reason": "x"}
    assert client.post(f"/en/coord/{other_run.slug}/person/{other.uuid}/quiz/", sent).status_code == 404
    assert client.post(f"/en/coord/{run.slug}/person/{other.uuid}/quiz/", sent).status_code == 404
    assert client.post(f"/en/coord/{run.slug}/person/{one.uuid}/quiz/", sent).status_code == 422
    assert (
        client_of(one.person).post(f"/en/coord/{run.slug}/person/{one.uuid}/quiz/", sent).status_code == 404
    )
    assert not Extension.objects.exists()
    assert list(extendable_by(coordinator)) == [ours]
    assert [can_extend(coordinator, ours), can_extend(coordinator, theirs)] == [True, False]
    assert [can_extend(one.person, ours), extendable_by(one.person).exists()] == [False, False]


def test_learners_of_other_cohorts_are_not_reached_through_an_own_one(client, run):
    other = make_enrolment()
    assert client.get(f"/en/coord/{run.slug}/person/{other.uuid}/").status_code == 404
    assert client.post(f"/en/coord/{run.slug}/person/{other.uuid}/admit/").status_code == 404
    response = client.post(
        f"/en/coord/{run.slug}/act/", {"do": "withdraw", "people": [other.uuid], "reason": "x"}
    )
    other.refresh_from_db()
    assert (response.status_code, other.state) == (302, "active")


def test_permission_pairs_agree():
    run, other = make_run(), make_run()
    people = [
        make_coordinator(run),
        make_enrolment(run).person,
        make_user(),
        make_appointed(AppointmentRole.MANAGER),
    ]
    pairs = [
        (permissions.can_coordinate, permissions.coordinated_by),
        (permissions.can_learn, permissions.learnable_by),
        (permissions.can_preview, permissions.previewable_by),
        (permissions.can_manage, permissions.manageable_by),
    ]
    for person in people:
        for can, those in pairs:
            for one in (run, other):
                assert can(person, one) == those(person).filter(pk=one.pk).exists(), (can.__name__, person.pk)


def test_coordinator_is_a_role_and_prints_slips_of_own_people(run, coordinator):
    learner = make_enrolment(run).person
    assert has_role(coordinator, COORDINATOR)
    assert not has_role(learner, COORDINATOR)
    assert list(slip_printable_by(coordinator)) == [learner]


# --- The cohort page ------------------------------------------------------------------------------
def test_cohort_page_costs_the_same_for_1_3_and_60_people(client, run):
    counts = []
    for size in (1, 3, 60):
        for at in range(size - run.enrolments.count()):
            make_enrolment(
                run, make_user(country=make_country("ID" if at % 2 else "TH")), last_visit_at=timezone.now()
            )
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/en/coord/{run.slug}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 10


def test_cohort_page_puts_those_who_need_attention_first(client, run):
    CourseRun.objects.filter(pk=run.pk).update(opens_at=timezone.now() - timedelta(days=30))
    calm = make_enrolment(run, make_user(native_name="Calm"), last_visit_at=timezone.now(), done_count=3)
    idle = make_enrolment(
        run, make_user(native_name="Idle"), last_visit_at=timezone.now() - timedelta(days=12),
        enrolled_at=timezone.now() - timedelta(days=20), done_count=3,
    )  # fmt: skip
    html = client.get(f"/en/coord/{run.slug}/").content.decode()
    assert html.index("Idle") < html.index("Calm")
    assert "No visit for 12 days" in html
    only = client.get(f"/en/coord/{run.slug}/?status=attention").content.decode()
    assert ("Idle" in only, "Calm" in only) == (True, False)
    assert (idle.state, calm.state) == ("active", "active")


def test_filters_find_by_name_code_and_country(client, run):
    first = make_enrolment(run, make_user(native_name="山田 花子", country=make_country("JP"))).person
    make_enrolment(run, make_user(native_name="Budi", country=make_country("ID")))
    for query in ("q=山田", f"q={first.code}", f"q={first.email}", "country=JP"):
        html = client.get(f"/en/coord/{run.slug}/?{query}").content.decode()
        assert ("山田 花子" in html, "Budi" in html) == (True, False), query
    assert client.get(f"/en/coord/{run.slug}/?country=XX&status=odd&page=z").status_code == 200


def test_export_is_on_record_and_opens_in_excel(client, run, coordinator):
    make_enrolment(run, make_user(native_name="=1+1"))
    csv = b"".join(client.get(f"/en/coord/{run.slug}/export/").streaming_content).decode("utf-8-sig")
    assert "'=1+1" in csv
    book = b"".join(client.get(f"/en/coord/{run.slug}/export/?format=xlsx").streaming_content)
    assert load_workbook(BytesIO(book)).active["B2"].value == "=1+1"
    entries = AuditEntry.objects.filter(action="run.people_exported", actor_id=coordinator.pk)
    assert [entry.data["format"] for entry in entries] == ["csv", "xlsx"]


# --- Acting ---------------------------------------------------------------------------------------
def test_write_extend_note_withdraw_show_first_and_act_on_post(client, run, coordinator):
    people = [make_enrolment(run) for _at in range(2)]
    url, ticked = f"/en/coord/{run.slug}/act/", [str(one.uuid) for one in people]
    assert "For 2 people" in client.get(url, {"do": "write", "people": ticked}).content.decode()
    assert client.post(url, {"do": "write", "people": ticked, "subject": "", "text": ""}).status_code == 422
    client.post(url, {"do": "write", "people": ticked, "subject": "Hello", "text": "How is it going?"})
    notices = Notification.objects.filter(title="Hello", actor=coordinator)
    assert set(notices.values_list("person", flat=True)) == {one.person_id for one in people}
    day = (timezone.now() + timedelta(days=80)).date().isoformat()
    client.post(url, {"do": "extend", "people": ticked, "due_on": day, "reason": "duty"})
    client.post(url, {"do": "note", "people": ticked[:1], "text": "Called, will go on."})
    client.post(url, {"do": "withdraw", "people": ticked[1:], "reason": "moved"})
    first, second = (Enrolment.objects.get(pk=one.pk) for one in people)
    assert (first.due_at.date().isoformat(), first.notes.get().text, second.state) == (
        day,
        "Called, will go on.",
        "withdrawn",
    )
    html = client.get(f"/en/coord/{run.slug}/person/{first.uuid}/").content.decode()
    assert "Called, will go on." in html
    assert "New deadline" in html
    assert client.get(url, {"do": "write"}).status_code == 302
    assert client.get(url, {"do": "other"}).status_code == 404


def test_admit_and_transfer(client, run, coordinator):
    CourseRun.objects.filter(pk=run.pk).update(seats=1)
    make_enrolment(run)
    waiting = make_enrolment(run)
    url = f"/en/coord/{run.slug}/person/{waiting.uuid}/admit/"
    assert "All seats are taken" in client.post(url, follow=True).content.decode()
    CourseRun.objects.filter(pk=run.pk).update(seats=2)
    client.post(url)
    waiting.refresh_from_db()
    assert waiting.state == "active"
    target = make_run(run.release, coordinators=[coordinator])
    client.post(f"/en/coord/{run.slug}/person/{waiting.uuid}/transfer/", {"to": target.slug})
    assert target.enrolments.get().person == waiting.person
    foreign = make_run(run.release)
    assert (
        client.post(f"/en/coord/{run.slug}/person/{waiting.uuid}/transfer/", {"to": foreign.slug}).status_code
        == 404
    )


def test_add_by_code_and_address_names_the_unknown(client, run):
    known, other = make_user(), make_user(email="Known@Example.org")
    response = client.post(
        f"/en/coord/{run.slug}/people/",
        {"people": f"{known.code.lower()}\nknown@example.org\nnobody@example.org\n"},
    )
    html = response.content.decode()
    assert set(run.enrolments.values_list("person", flat=True)) == {known.pk, other.pk}
    assert "nobody@example.org" in html
    assert "Nobody has this code or address" in html


def test_settings_change_code_thresholds_and_assignment(client, run):
    url = f"/en/coord/{run.slug}/settings/"
    client.post(url, {"do": "new_code"})
    run.refresh_from_db()
    assert len(run.join_code) == 9
    client.post(url, {"do": "drop_code"})
    limits = {"idle_days": 5, "behind_lessons": 3, "failed_attempts": 2, "due_days": 7, "due_percent": 60}
    client.post(url, {"do": "thresholds", **limits})
    run.refresh_from_db()
    assert (run.join_code, run.attention) == ("", limits)
    assert client.post(url, {"do": "thresholds", **limits, "idle_days": 0}).status_code == 422
    agency = make_agency()
    officer = make_member(MembershipRole.OFFICER, agency)
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    client.post(url, {"do": "assign", "agency": agency.pk, "due_on": day})
    assert run.enrolments.get().person == officer
    assert agency.name in client.get(url).content.decode()


def test_gradebook_costs_the_same_for_1_and_3_people(client, run):
    counts = []
    for size in (1, 3):
        for _at in range(size - run.enrolments.count()):
            make_enrolment(run)
        client.get(f"/en/coord/{run.slug}/grades/")
        with CaptureQueriesContext(connection) as queries:
            html = client.get(f"/en/coord/{run.slug}/grades/").content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "Quiz 1" in html


# --- Lists ----------------------------------------------------------------------------------------
LIST = """email,name,country,language
new@example.org,高橋 花子,日本,ja
bad.example.org,X,JP,ja
b@example.org,Y,INDO,en
new@example.org,Z,JP,ja
"""


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp932", "Shift-JIS (CP932)"), ("utf-16", "UTF-16")],
)
def test_read_knows_the_encodings_of_spreadsheets(encoding, named):
    sheet = roster.read(LIST.encode(encoding))
    assert (sheet.encoding, sheet.rows[0]["name"]) == (named, "高橋 花子")


def test_read_takes_semicolons_and_other_column_names():
    assert roster.read("メール;氏名\na@example.org;山田\n".encode()).rows == [
        {"email": "a@example.org", "name": "山田"}
    ]


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"name,country\nX,JP\n", b"x" * 1_000_001, b"email,name\na@b.example," + b"x" * 200_000],
    ids=["empty", "blank", "no-mark", "too-large", "a-cell-too-long"],
)
def test_read_refuses_what_is_no_list(content):
    with pytest.raises(ImportRefused):
        roster.read(content)


def test_check_names_column_value_and_fix_and_writes_nothing(run):
    make_country("JP")
    before = User.objects.count()
    lines = roster.check(run, roster.read(LIST.encode()).rows)
    assert [line.result for line in lines] == ["ready", "wrong", "wrong", "repeated"]
    assert [(m.column, m.value, m.sentence) for m in lines[1].mistakes] == [
        ("email", "bad.example.org", "The address has no @.")
    ]
    assert lines[2].mistakes[0].sentence.startswith("No such country.")
    assert (User.objects.count(), run.enrolments.count()) == (before, 0)


def test_check_costs_the_same_for_few_and_many(run):
    counts = []
    for size in (1, 30):
        rows = [{"email": f"p{at}@example.org", "name": "P"} for at in range(size)]
        with CaptureQueriesContext(connection) as queries:
            roster.check(run, rows)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_import_checks_lets_correct_and_saves_what_is_ready(client, run):
    make_country("JP")
    url = f"/en/coord/{run.slug}/import/"
    upload = SimpleUploadedFile("list.csv", LIST.encode("cp932"), "text/csv")
    html = client.post(url, {"file": upload}).content.decode()
    assert "Shift-JIS (CP932)" in html
    assert "2 rows have mistakes." in html
    assert "Nothing has been saved yet." in html
    assert run.enrolments.count() == 0
    rows = json.dumps(roster.read(LIST.encode()).rows)
    sent = {"rows": rows, "encoding": "UTF-8", "cell-3-email": "good@example.org"}
    assert "1 row has mistakes." in client.post(url, {**sent, "do": "check"}).content.decode()
    bad = b"".join(client.post(url, {**sent, "do": "mistakes"}).streaming_content).decode("utf-8-sig")
    assert "INDO" in bad
    assert "good@example.org" not in bad
    assert client.post(url, {**sent, "do": "save"}).url == f"/en/coord/{run.slug}/"
    people = {one.person.email: one for one in run.enrolments.select_related("person")}
    assert set(people) == {"new@example.org", "good@example.org"}
    assert people["new@example.org"].person.country_id == "JP"
    assert people["new@example.org"].person.invitations.count() == 1
    client.post(url, {**sent, "do": "save"})
    assert run.enrolments.count() == 2
    assert client.post(url, {"rows": "broken", "do": "save"}, follow=True).status_code == 200


def test_import_reads_excel(client, run):
    make_country("TH")
    sheet = [
        ["メール", "氏名", "国", "code"],
        ["x@example.org", "สมชาย ใจดี", "TH", None],
        [None, None, None, 421.0],
    ]
    assert roster.read(workbook(sheet)).rows == [
        {"email": "x@example.org", "name": "สมชาย ใจดี", "country": "TH", "code": ""},
        {"email": "", "name": "", "country": "", "code": "421"},
    ]
    upload = SimpleUploadedFile("list.xlsx", workbook(sheet[:2]))
    html = client.post(f"/en/coord/{run.slug}/import/", {"file": upload}).content.decode()
    assert "1 row is ready." in html
    assert "สมชาย ใจดี" in html


def workbook(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def bomb() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "0" * 40_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"\x89PNG\r\n\x1a\n\x81 ", "The letters of this file cannot be read."),
        (b"PK\x03\x04 cut off", "This file is no list of people."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an Excel file of the old kind."),
        (b'code,email\nA,"' + b"x" * 200_000, "This file is no list of people."),
        (b"<html><table>", "The first row must name the columns"),
        (b"code\n" * 400_000, "This file is too large."),
        (bomb(), "This file is no list of people."),
    ],
    ids=["empty", "picture", "broken", "old-excel", "open-quote", "page", "large", "bomb"],
)
def test_file_that_is_no_list_is_refused_with_a_sentence(client, run, content, sentence):
    upload = SimpleUploadedFile("list.csv", content)
    answer = client.post(f"/en/coord/{run.slug}/import/", {"file": upload}, follow=True)
    assert answer.redirect_chain == [(f"/en/coord/{run.slug}/people/", 302)]
    assert sentence in answer.content.decode()


def test_import_takes_no_cell_that_a_database_would_refuse(run):
    rows = roster.read(b"email,name\na@example.org,A\0nn\n").rows
    assert rows == [{"email": "a@example.org", "name": "Ann"}]
    [line] = roster.check(run, [{"email": "a@example.org", "name": "n" * 301}])
    assert [mistake.column for mistake in line.mistakes] == ["name"]


def test_import_into_a_nominated_cohort_needs_an_eligible_agency():
    run = make_run(enrolment_mode=EnrolmentMode.NOMINATED)
    coordinator = make_coordinator(run)
    agency, other = make_agency(code="polri"), make_agency(code="other", is_eligible=False)
    rows = [
        {"email": f"{at}@example.org", "name": "N", "agency": code}
        for at, code in enumerate(["polri", "other", ""])
    ]
    assert [line.result for line in roster.check(run, rows)] == ["ready", "wrong", "wrong"]
    roster.save(run, rows, actor=coordinator)
    assert run.enrolments.get().nominated_by == agency
    assert run.enrolments.get().person.memberships.get().agency == agency
    assert other.nominated_enrolments.count() == 0
