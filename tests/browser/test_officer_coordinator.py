"""The other users in their first form: an officer with a module to finish, a coordinator, a stranger, an author."""

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Accounts, Complaints, OpenContext
from tests.browser.demonstration import Demonstration

WIDTHS = {"viewport": {"width": 1280, "height": 900}}
LESSON_PAGE = """
from courses.models import CourseRun
from curriculum.models import UnitKind
from curriculum import models
from wagtail.models import Page
unit = CourseRun.objects.get(slug="koban-autumn").release.units.filter(kind=UnitKind.LESSON).order_by("position").first()
print(Page.objects.filter(slug=unit.slug, locale__language_code="en").get().pk)
"""


@pytest.fixture
def open_as(accounts: Accounts, open_context: OpenContext, complaints: Complaints):
    def opened(who: str, **options: object) -> Page:
        page = open_context(storage_state=accounts.state(who), **{**WIDTHS, **options}).new_page()
        complaints.watch(page)
        return page

    return opened


def test_officer_finds_the_assigned_module_and_its_due_date(open_as) -> None:
    page = open_as("officer", viewport={"width": 360, "height": 740})
    page.goto("/ja/me/")
    due = page.locator("section:has(#due)")
    expect(due.locator("li")).to_have_count(1)
    expect(due.locator("a")).to_have_text("国際協力と私たち")
    expect(due).to_contain_text(re.compile(r"\d{4}年\d{1,2}月\d{1,2}日"))
    page.locator("main .band a.btn").click()
    page.wait_for_url("**/ja/learn/awareness-hyogo/**")
    # For internal use: the rules come first, once.
    expect(page.locator("main")).to_contain_text("内部用")
    page.locator("main form button").click()
    expect(page.locator(".prose__body")).to_contain_text(re.compile("[ぁ-ん]{3}"))


def test_contact_sees_the_unit_and_takes_its_list_away(open_as) -> None:
    page = open_as("contact")
    page.goto("/en/unit/")
    expect(page.locator("section:has(#sum) tbody tr")).to_have_count(1)
    page.select_option("select[name=status]", "")
    page.locator("form.filters button").click()
    expect(page.locator("section:has(#who) tbody tr")).to_have_count(5)
    page.locator("section:has(#who) a[href*='export']", has_text="CSV").click(trial=True)
    rows = table(page, "section:has(#who) a[href*='export']")
    assert len(rows) == 6


def test_coordinator_finds_who_needs_a_call_and_writes_it_down(open_as, demonstration: Demonstration) -> None:
    page = open_as("coordinator")
    page.goto("/en/coord/")
    page.locator(f"main a[href='{demonstration.urls['coordinator']}']").first.click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(19)
    reasons = page.locator("tbody .tag--warn")
    assert reasons.count() >= 3
    expect(page.locator("tbody")).to_contain_text(re.compile("visit", re.I))
    everybody = table(page, "a[href*='/export/']")
    assert len(everybody) == 20

    # Only those who need attention, then one country.
    page.select_option("select[name=status]", "attention")
    page.locator("form.filters button").click()
    page.wait_for_url("**status=attention**")
    expect(rows).not_to_have_count(0)
    few = rows.count()
    assert 0 < few < 19
    for row in rows.all():
        expect(row.locator(".tag--warn").first).to_be_visible()
    assert len(table(page, "a[href*='/export/']")) == few + 1
    page.fill("input[name=q]", "กิตติพงษ์")
    page.select_option("select[name=status]", "")
    page.locator("form.filters button").click()
    expect(page.locator("main")).to_contain_text("Nobody found")
    page.goto(f"{demonstration.urls['coordinator']}?q=LESTARI")
    expect(rows).to_have_count(1)

    # A note about a call.
    rows.locator("th a").click()
    page.locator("button[value=note]").click()
    page.fill("textarea[name=text]", "Called today: back on duty next week. 来週から復帰。")
    page.locator("main form button.btn").first.click()
    page.goto(f"{demonstration.urls['coordinator']}?q=LESTARI")
    rows.locator("th a").click()
    expect(page.locator("section:has(#notes)")).to_contain_text("来週から復帰")


def table(page: Page, link: str) -> list[list[str]]:
    """The rows of the list behind a link, as a spreadsheet would read them."""
    answer = page.request.get(page.locator(link).first.get_attribute("href") or "")
    assert answer.status == 200 and "csv" in answer.headers["content-type"]
    assert "attachment" in answer.headers["content-disposition"]
    return list(csv.reader(io.StringIO(answer.body().decode("utf-8-sig"))))


@pytest.mark.parametrize("path", ["coordinator", "unit"])
def test_a_trainee_finds_no_page_there(
    path: str, accounts: Accounts, open_context: OpenContext, demonstration
) -> None:
    page = open_context(storage_state=accounts.state("trainee")).new_page()
    for address in (demonstration.urls[path], f"{demonstration.urls[path]}export/"):
        answer = page.goto(address)
        assert answer is not None and answer.status == 404, f"{address}: {answer and answer.status}"
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_author_opens_a_lesson_in_the_editor(open_as, demonstration: Demonstration) -> None:
    page = open_as("author")
    page.goto("/admin/")
    expect(page.locator("h1").first).to_be_visible()
    answer = page.goto(f"/admin/pages/{demonstration.shell(LESSON_PAGE)}/edit/")
    assert answer is not None and answer.status == 200
    expect(page.locator("#page-edit-form")).to_be_visible()
    expect(page.locator("[data-streamfield-child]").first).to_be_visible()
    page.wait_for_load_state("networkidle")
