"""The pages of an attempt and the queue's address, as browsers with and without script use them."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments import attempts
from assessments.models import Attempt, AttemptState, ItemResponse
from tests.assessments.test_attempts import answer_right, statements
from tests.factories.assessments import PARTS, make_attempt, make_delivery, make_item, make_version
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

SAME = {"HTTP_SEC_FETCH_SITE": "same-origin"}
HOUR = timedelta(hours=1)


@pytest.fixture
def attempt() -> Attempt:
    return make_attempt(make_delivery(allowed_seconds=3600))


@pytest.fixture
def learner(client: Client, attempt: Attempt) -> Client:
    client.force_login(attempt.person)
    return client


def page(attempt: Attempt, number: int = 1, language: str = "en") -> str:
    return f"/{language}/attempt/{attempt.uuid}/{number}/"


def place_of(attempt: Attempt, interaction: str) -> Any:
    return attempt.items.select_related("version", "current").get(version__interaction=interaction)


def send(client: Client, attempt: Attempt, *entries: dict[str, Any], **extra: Any) -> Any:
    body = {"token": attempt.token, "sent_at": timezone.now().isoformat(), "entries": list(entries)}
    body |= extra.pop("body", {})
    return client.post(
        reverse("answers", args=[attempt.uuid]),
        json.dumps(body),
        content_type="application/json",
        **(SAME | extra),
    )


# --- Pages ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "ja", "ar"])
def test_every_question_is_shown_in_every_language(learner: Client, attempt: Attempt, language: str) -> None:
    for number in range(1, len(PARTS) + 1):
        response = learner.get(page(attempt, number, language))
        assert response.status_code == 200
        html = response.content.decode()
        assert f'data-question="{number}"' in html and attempt.token in html
        assert "style=" not in html and "onclick" not in html
        assert "no-store" in response["Cache-Control"]
        if language == "ar" and "response-g1" not in html:
            assert '<fieldset class="stack--s" aria-describedby="hint" lang="en" dir="ltr">' in html


def test_a_post_saves_and_goes_on(learner: Client, attempt: Attempt) -> None:
    item = place_of(attempt, "numeric")
    response = learner.post(page(attempt, item.position), {"response": "12.138", "flag": "on", "go": "next"})
    assert response.status_code == 302
    item.refresh_from_db()
    assert (item.current.response, item.is_flagged) == ("12.138", True)
    html = learner.get(page(attempt, item.position)).content.decode()
    assert 'value="12.138"' in html and "Flagged" in html and "Saved" in html


def test_the_same_post_twice_changes_nothing(learner: Client, attempt: Attempt) -> None:
    item = place_of(attempt, "choice")
    for _ in range(2):
        learner.post(page(attempt, item.position), {"response": "a"})
    assert ItemResponse.objects.count() == 1


def test_going_back_saves_too_and_the_last_question_leads_to_the_overview(
    learner: Client, attempt: Attempt
) -> None:
    back = learner.post(page(attempt, 2), {"go": "prev"})
    assert back["Location"] == page(attempt, 1)
    last = learner.post(page(attempt, len(PARTS)), {"go": "next"})
    assert last["Location"].endswith("/review/")


def test_what_cannot_be_read_is_shown_again_as_typed(learner: Client, attempt: Attempt) -> None:
    item = place_of(attempt, "numeric")
    response = learner.post(page(attempt, item.position), {"response": "many"})
    assert response.status_code == 422
    assert 'value="many"' in response.content.decode() and "in digits" in response.content.decode()
    assert not ItemResponse.objects.exists()


def test_switching_the_language_keeps_question_and_answer(learner: Client, attempt: Attempt) -> None:
    item = place_of(attempt, "cloze")
    learner.post(page(attempt, item.position), {"response-g1": "visit", "response-g2": "consent"})
    html = learner.get(page(attempt, item.position, "ja")).content.decode()
    assert "が必要です" in html and 'value="visit"' in html
    learner.post(page(attempt, item.position, "ja"), {"response-g1": "訪問", "response-g2": "consent"})
    item.refresh_from_db()
    assert (item.current.language, item.current.response["g1"]) == ("ja", "訪問")


def test_whoever_it_does_not_belong_to_finds_nothing(client: Client, attempt: Attempt) -> None:
    assert client.get(page(attempt)).status_code == 302
    client.force_login(make_user())
    for name in ("review", "result"):
        assert client.get(f"/en/attempt/{attempt.uuid}/{name}/").status_code == 404
    assert client.get(page(attempt)).status_code == 404
    assert client.post(f"/en/attempt/{attempt.uuid}/submit/").status_code == 404
    assert send(client, attempt, {"client_id": "a", "question": 1}).status_code == 404
    assert client.get(f"/en/attempt/{attempt.uuid}/99/").status_code == 404


@pytest.mark.parametrize("count", [3, 30])
def test_question_page_costs_the_same_for_any_number_of_questions(client: Client, count: int) -> None:
    attempt = make_attempt(make_delivery(items=[make_item("true_false") for _ in range(count)]))
    client.force_login(attempt.person)
    client.get(page(attempt))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page(attempt)).status_code == 200
    assert len(statements(captured)) <= 8


# --- Overview, submitting, result -----------------------------------------------------------------
def test_overview_counts_what_is_empty_and_submitting_leads_to_the_result(
    learner: Client, attempt: Attempt
) -> None:
    answer_right(attempt, 3)
    html = learner.get(f"/en/attempt/{attempt.uuid}/review/").content.decode()
    assert f"{len(PARTS) - 3} questions have no answer." in html
    for _ in range(2):
        response = learner.post(f"/en/attempt/{attempt.uuid}/submit/", follow=True)
        assert response.status_code == 200
    html = response.content.decode()
    assert re.search(r"Not yet: 3 of 7\. You need 4\.90\.", html)
    assert "You have 2 more tries." in html and "Right answer" in html
    assert learner.get(page(attempt))["Location"].endswith("/result/")


def test_a_passed_result_says_so(learner: Client, attempt: Attempt) -> None:
    answer_right(attempt)
    html = learner.post(f"/en/attempt/{attempt.uuid}/submit/", follow=True).content.decode()
    assert "You passed: 7 of 7 (100%)" in html


def test_right_answers_stay_hidden_when_the_author_wants_it(client: Client) -> None:
    attempt = make_attempt(make_delivery(shows_answers=False))
    client.force_login(attempt.person)
    html = client.post(f"/en/attempt/{attempt.uuid}/submit/", follow=True).content.decode()
    assert "Right answer" not in html and "Read the lesson again." not in html


def test_a_provisional_result_shows_no_answers_and_can_be_made_final(
    learner: Client, attempt: Attempt
) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=attempt.started_at - 2 * HOUR, due_at=attempt.started_at - HOUR
    )
    html = learner.get(page(attempt), follow=True).content.decode()
    assert "This result is not final yet" in html and "Right answer" not in html
    html = learner.post(f"/en/attempt/{attempt.uuid}/settle/", follow=True).content.decode()
    assert "Right answer" in html
    attempt.refresh_from_db()
    assert (attempt.state, attempt.is_final) == (AttemptState.EXPIRED, True)


@pytest.mark.parametrize("count", [3, 30])
def test_result_costs_the_same_for_any_number_of_questions(client: Client, count: int) -> None:
    attempt = make_attempt(make_delivery(items=[make_item("true_false") for _ in range(count)]))
    client.force_login(attempt.person)
    attempts.submit(attempt, actor=attempt.person)
    client.get(f"/en/attempt/{attempt.uuid}/result/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/en/attempt/{attempt.uuid}/result/").status_code == 200
    assert len(statements(captured)) <= 11


# --- The queue's address --------------------------------------------------------------------------
def test_queue_gets_an_answer_for_each_entry(learner: Client, attempt: Attempt) -> None:
    numeric, choice = place_of(attempt, "numeric"), place_of(attempt, "choice")
    entries = [
        {"client_id": "1", "question": str(numeric.position), "response": "12138", "language": "ja"},
        {"client_id": "2", "question": choice.position, "response": "b"},
        {"client_id": "3", "question": numeric.position, "response": "nope"},
    ]
    for _ in range(2):
        response = send(learner, attempt, *entries)
        assert response.status_code == 200
        body = response.json()
        assert [result["status"] for result in body["results"]] == ["stored", "stored", "refused"]
        assert 3500 < body["seconds_left"] <= 3600 and body["saved_at"]
    assert ItemResponse.objects.count() == 2


def test_queue_answers_in_the_language_of_the_page(learner: Client, attempt: Attempt) -> None:
    entry = {"client_id": "1", "question": 99, "response": "x", "language": "ja"}
    assert send(learner, attempt, entry).json()["results"][0]["message"]


def test_queue_takes_an_ordinary_form(learner: Client, attempt: Attempt) -> None:
    item = place_of(attempt, "cloze")
    fields = {"token": attempt.token, "client_id": "f", "question": item.position, "response-g1": "visit"}
    response = learner.post(reverse("answers", args=[attempt.uuid]), fields, **SAME)
    assert response.json()["results"] == [{"client_id": "f", "status": "stored", "message": "Saved"}]
    item.refresh_from_db()
    assert item.current.response == {"g1": "visit"}


def test_queue_needs_this_site_this_person_and_this_attempt(client: Client, attempt: Attempt) -> None:
    entry = {"client_id": "1", "question": 1, "response": None}
    assert send(client, attempt, entry).status_code == 401
    client.force_login(attempt.person)
    assert send(client, attempt, entry, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    url = reverse("answers", args=[attempt.uuid])
    assert client.post(url, "{}", content_type="application/json").status_code == 403
    older = {"HTTP_ORIGIN": "http://testserver"}
    body = json.dumps({"token": attempt.token, "entries": [entry]})
    assert client.post(url, body, content_type="application/json", **older).status_code == 200
    foreign = {"HTTP_ORIGIN": "https://elsewhere.example"}
    assert client.post(url, body, content_type="application/json", **foreign).status_code == 403
    assert send(client, attempt, entry, body={"token": "wrong"}).status_code == 404
    assert send(client, attempt, entry, body={"token": None}).status_code == 400
    assert client.get(url).status_code == 405


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("not json", 400), ("[]", 400), ('{"entries": []}', 400),
        ('{"entries": {}}', 400), ('{"entries": [1]}', 400),
        ('{"entries": [{"question": 1}]}', 400), ('{"entries": [{"client_id": ""}]}', 400),
        (json.dumps({"entries": [{"client_id": str(n)} for n in range(301)]}), 413),
        ('{"entries": "' + "x" * 600_000 + '"}', 413), ("[" * 100_000, 400),
        ('{"entries": [{"client_id": "\\u0000"}]}', 400),
    ],
)  # fmt: skip
def test_queue_says_what_is_wrong_with_bad_input(
    learner: Client, attempt: Attempt, body: str, status: int
) -> None:
    response = learner.post(
        reverse("answers", args=[attempt.uuid]), body, content_type="application/json", **SAME
    )
    assert response.status_code == status
    assert response.json()["message"]


@pytest.mark.parametrize(
    ("device", "serial", "kept"),
    [
        ("d", 3, ("d", 3)), ("d", "3", ("d", 3)), ("", 3, ("", 0)), ("d", 0, ("", 0)), ("d", -1, ("", 0)),
        ("d", 2**31, ("", 0)), ("d", "9" * 40, ("", 0)), ("d", "x", ("", 0)), ("d", True, ("", 0)),
        ("d" * 65, 3, ("", 0)), ("\u0000", 3, ("", 0)), (["d"], 3, ("", 0)), (None, None, ("", 0)),
    ],
)  # fmt: skip
def test_queue_takes_the_device_and_its_count_only_when_they_make_sense(
    learner: Client, attempt: Attempt, device: object, serial: object, kept: tuple[str, int]
) -> None:
    item = place_of(attempt, "true_false")
    entry = {"client_id": "1", "question": item.position, "response": "true"}
    assert send(learner, attempt, entry | {"device": device, "serial": serial}).status_code == 200
    row = ItemResponse.objects.get()
    assert (row.device, row.serial) == kept


def test_a_form_takes_its_place_among_the_saves_of_its_device(learner: Client, attempt: Attempt) -> None:
    item = place_of(attempt, "true_false")
    posted = {"response": "true", "device": "d", "serial": "3"}
    assert learner.post(page(attempt, item.position), posted).status_code == 302
    older = {"client_id": "1", "question": item.position, "response": "false", "device": "d", "serial": 2}
    assert send(learner, attempt, older).json()["results"][0]["status"] == "superseded"
    item.refresh_from_db()
    assert item.current.response is True


def test_saving_one_answer_costs_five_statements_beyond_session_and_user(
    learner: Client, attempt: Attempt
) -> None:
    send(learner, attempt, {"client_id": "0", "question": 1, "response": None})
    with CaptureQueriesContext(connection) as captured:
        send(learner, attempt, {"client_id": "1", "question": 2, "response": "true"})
    work = [sql for sql in statements(captured) if "session" not in sql and 'FROM "people_user"' not in sql]
    assert len(work) <= 5


def test_late_answers_are_told_so(learner: Client, attempt: Attempt) -> None:
    answered = (timezone.now() - HOUR).isoformat()
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=attempt.started_at - 2 * HOUR, due_at=attempt.started_at - HOUR / 2
    )
    item = place_of(attempt, "true_false")
    entry = {"client_id": "1", "question": item.position, "response": "false", "answered_at": answered}
    body = send(learner, attempt, entry).json()
    assert body["results"][0]["status"] == "late"
    assert body["seconds_left"] == 0


# --- Practice -------------------------------------------------------------------------------------
@pytest.mark.parametrize("interaction", sorted(PARTS))
def test_a_practice_question_is_asked_and_checked_without_a_record(client: Client, interaction: str) -> None:
    from assessments import practice

    version = make_version([make_item(interaction)]).item_versions.get()
    questions = practice.practice_texts([version.uuid], ("ja", "en"))
    html = practice.question_html(questions[version.uuid], back="/ja/learn/x/y/")
    assert version.texts.get(language="ja").text["stem"][:3] in html or interaction == "cloze"
    ticket = practice.ticket(version, "/ja/learn/x/y/")
    response = client.post(
        "/ja/practice/", {"ticket": ticket, "response": "true" if interaction == "true_false" else "12"}
    )
    assert response.status_code == (200)
    assert "/ja/learn/x/y/" in response.content.decode()
    assert client.post("/ja/practice/", {"ticket": ticket + "x"}).status_code == 404
    assert not ItemResponse.objects.exists()
