"""What becomes of answers whose request hangs, and of those the server refuses: told, ordered, kept."""

import json
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenContext, sign_in
from tests.browser.demonstration import Demonstration
from tests.browser.learning import QUESTION, answer_on, item_on, kind_of, wait_until_saved
from tests.browser.test_kill import submit


def open_quiz(demonstration: Demonstration, open_context: OpenContext, name: str) -> tuple[Page, str]:
    email, password = demonstration.new_person(name)
    attempt = demonstration.new_attempt(email)
    page = open_context(viewport={"width": 360, "height": 740}, service_workers="block").new_page()
    sign_in(page, email, password)
    return page, attempt


def go_to_a_choice(page: Page, attempt: str) -> int:
    """The number of the first question with radio buttons to choose from."""
    for number in range(1, 30):
        page.goto(f"/en{attempt}{number}/")
        if kind_of(item_on(page, "en")) == "choice":
            return number
    raise AssertionError("No question with radio buttons.")


def choose(page: Page, place: int) -> None:
    page.locator(f"{QUESTION} fieldset input[type=radio]").nth(place).check()


def send_again(page: Page, address: str, body: str) -> str:
    """A request from long ago, as the network delivers it at last: the status of its first entry."""
    status: str = page.evaluate(
        """async ([address, body]) => (await (await fetch(address, {
            method: 'POST', headers: {'Content-Type': 'application/json'}, body })).json()).results[0].status""",
        [address, body],
    )
    return status


def test_a_request_that_hung_does_not_replace_what_was_answered_after_it(
    demonstration: Demonstration, open_context: OpenContext
) -> None:
    page, attempt = open_quiz(demonstration, open_context, "Kurniawan")
    number = go_to_a_choice(page, attempt)
    hung: list[str] = []

    def hang(route: Route) -> None:
        hung.append(route.request.post_data or "")
        route.abort("timedout")

    page.route("**/answers/**", hang)
    choose(page, 0)
    expect(page.locator("[data-save-state]")).to_contain_text("Kept on this phone")
    page.unroute("**/answers/**")
    choose(page, 1)
    wait_until_saved(page)
    given = answer_on(page)
    address = f"/answers/{attempt.split('/')[2]}/"
    assert send_again(page, address, hung[0]) == "superseded"
    page.reload()
    assert answer_on(page) == given

    # The same where the newer answer came by the form's own post.
    hung.clear()
    page.route("**/answers/**", hang)
    choose(page, 2)
    expect(page.locator("[data-save-state]")).to_contain_text("Kept on this phone")
    page.evaluate("document.querySelectorAll('form[data-autosave] input[type=radio]')[0].checked = true")
    page.locator(f"{QUESTION} .acts button[value=next], {QUESTION} .acts button[value=review]").first.click()
    page.wait_for_url(lambda url: not url.endswith(f"/{number}/"))
    page.unroute("**/answers/**")
    assert send_again(page, address, hung[0]) == "superseded"
    page.evaluate("outbox.flush()")
    page.goto(f"/en{attempt}{number}/")
    expect(page.locator(f"{QUESTION} fieldset input[type=radio]").nth(0)).to_be_checked()


def test_refused_answers_are_told_and_can_be_kept_as_a_file(
    demonstration: Demonstration, open_context: OpenContext
) -> None:
    page, attempt = open_quiz(demonstration, open_context, "Wibowo")
    go_to_a_choice(page, attempt)
    other = page.context.new_page()
    other.goto(f"/en{attempt}review/")
    submit(other)
    choose(page, 0)
    box = page.locator("[data-refused]")
    expect(box).to_be_visible()
    expect(box).to_contain_text("The quiz was submitted before this answer was made.")
    expect(page.locator("[data-save-state]")).to_contain_text("Not saved")
    with page.expect_download() as download:
        box.get_by_role("link", name="Save the answers as a file").click()
    entries: list[dict[str, Any]] = json.loads(download.value.path().read_text())
    assert [entry["response"] for entry in entries] == [
        page.locator(f"{QUESTION} fieldset input[type=radio]").nth(0).get_attribute("value")
    ]
