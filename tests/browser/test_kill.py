"""The server is killed between two answers. What it acknowledged is there; what it did not, the phone still has."""

import json
import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenContext, sign_in
from tests.browser.demonstration import Demonstration
from tests.browser.learning import QUESTION, answer_on, give_answer, item_on, wait_until_saved

# Everything an attempt leaves behind: journal, ledger of points, results, awards, drawings.
TRACES = """
from assessments.models import Attempt, ItemResponse, Score
from courses.models import Completion, Enrolment, Result
from credentials.models import Credential
import json
attempt = Attempt.objects.get(uuid={uuid!r})
person = attempt.person
print(json.dumps([
    Attempt.objects.filter(person=person).count(), ItemResponse.objects.filter(attempt=attempt).count(),
    Score.objects.filter(attempt_item__attempt=attempt).count(), attempt.state, str(attempt.score),
    str(attempt.closed_at), Result.objects.filter(enrolment__person=person).count(),
    Completion.objects.filter(enrolment__person=person).count(), Credential.objects.filter(recipient=person).count(),
]))
"""


def test_killing_the_server_between_answers_loses_none_and_repeating_changes_nothing(
    demonstration: Demonstration, open_context: OpenContext
) -> None:
    email, password = demonstration.new_person("Prasetya")
    attempt = demonstration.new_attempt(email)
    uuid = attempt.split("/")[2]
    page = open_context(viewport={"width": 360, "height": 740}).new_page()
    sign_in(page, email, password, language="en")

    def answer(number: int) -> list[str]:
        page.goto(f"/en{attempt}{number}/")
        give_answer(page, item_on(page, "en"), "en")
        page.keyboard.press("Tab")
        return answer_on(page)

    # Acknowledged by script and acknowledged by form; then the process dies.
    posted: list[str] = []
    page.context.on(
        "requestfinished", lambda one: "/answers/" in one.url and posted.append(one.post_data or "")
    )
    given = {1: answer(1)}
    wait_until_saved(page)
    given[2] = answer(2)
    wait_until_saved(page)
    given[3] = answer(3)
    page.locator(f"{QUESTION} .acts button[value=next]").click()
    page.wait_for_url(re.compile("/4/$"))
    demonstration.kill_web()

    # An answer given while there is no server stays on the phone and says so.
    give_answer(page, item_on(page, "en"), "en")
    page.keyboard.press("Tab")
    given[4] = answer_on(page)
    expect(page.locator("[data-save-state]")).to_contain_text("Kept on this phone")
    demonstration.start()
    for number in (1, 2, 3):
        page.goto(f"/en{attempt}{number}/")
        assert answer_on(page) == given[number], f"Answer {number} was acknowledged and is gone."
    page.goto(f"/en{attempt}4/")
    wait_until_saved(page)
    assert answer_on(page) == given[4]
    page.goto(f"/en{attempt}review/")
    expect(page.locator("main ol.list li").nth(3)).to_contain_text("Answered")

    # The acknowledged saves once more, word for word.
    before = traces(demonstration, uuid)
    assert posted
    for body in posted:
        again = page.request.post(
            f"/answers/{uuid}/", data=json.loads(body), headers={"Origin": demonstration.base}
        )
        assert again.status == 200
        assert {one["status"] for one in again.json()["results"]} <= {"stored", "superseded"}
    assert traces(demonstration, uuid) == before

    # Submitted twice, from two copies of the same page.
    copy = page.context.new_page()
    copy.goto(f"/en{attempt}review/")
    submit(page)
    after = traces(demonstration, uuid)
    assert after != before
    submit(copy)
    assert traces(demonstration, uuid) == after


def submit(page: Page) -> None:
    page.locator("main form[action$='/submit/'] button").click()
    page.wait_for_url("**/result/")
    expect(page.locator("main h1")).to_have_text("Result")


def traces(demonstration: Demonstration, uuid: str) -> list[object]:
    return json.loads(demonstration.shell(TRACES.format(uuid=uuid)))
