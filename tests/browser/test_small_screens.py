"""What a phone of 360 pixels shows first, and what must stay usable there."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Accounts, OpenContext
from tests.browser.demonstration import Demonstration
from tests.browser.test_pages import overflow

PHONE = {"viewport": {"width": 360, "height": 740}, "service_workers": "block"}
RED = "rgb(206, 0, 0)"


def phone(open_context: OpenContext, accounts: Accounts, who: str) -> Page:
    return open_context(storage_state=accounts.state(who), **PHONE).new_page()


def top(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("language", ["en", "ja", "th", "ar"])
def test_first_course_stands_on_the_first_screen(
    language: str, accounts: Accounts, open_context: OpenContext
) -> None:
    page = phone(open_context, accounts, "")
    page.goto(f"/{language}/courses/")
    assert top(page, "main article h2") < 600
    page.locator("main details.fold summary").click()
    page.select_option("select[name=level]", "basic")
    page.locator("main details.fold button").click()
    page.wait_for_url("**level=basic**")
    expect(page.locator("select[name=level]")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "th", "ar"])
@pytest.mark.parametrize(
    ("who", "path"), [("coordinator", "/coord/"), ("contact", "/unit/"), ("coordinator", "/me/notices/")]
)
def test_current_tab_is_in_sight(
    language: str, who: str, path: str, accounts: Accounts, open_context: OpenContext
) -> None:
    page = phone(open_context, accounts, who)
    page.goto(f"/{language}{path}")
    box = page.locator(".tabs [aria-current]").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360


def test_field_with_a_mistake_has_a_red_frame_and_the_first_focus(
    accounts: Accounts, open_context: OpenContext
) -> None:
    page = phone(open_context, accounts, "")
    page.goto("/en/report-a-problem/")
    page.locator("main form button.btn").click()
    expect(page.locator("#id_text")).to_have_css("border-top-color", RED)
    expect(page.locator("#id_text")).to_have_css("border-top-width", "2px")
    expect(page.locator("[data-focus]")).to_be_focused()
    page.locator("[data-focus] a").click()
    expect(page.locator("#id_text")).to_be_focused()


LONG_NAME = """
from courses.models import CourseRun
taken = CourseRun.objects.get(slug="koban-autumn").enrolments.filter(state="active").last()
person = taken.person
person.native_name = "Sri Wahyuni Kusumaningratnasari Prawirodirdjo-Hadiningrat Sastroamidjojo"
person.primary_identifier = "PRAWIRODIRDJOHADININGRATSASTROAMIDJOJOKUSUMANINGRATNASARI"
person.save()
print(person.email, taken.uuid)
"""


def test_long_name_stays_on_the_screen(
    accounts: Accounts, open_context: OpenContext, demonstration: Demonstration
) -> None:
    email, enrolment = demonstration.shell(LONG_NAME).split()
    page = phone(open_context, accounts, "coordinator")
    page.goto(f"{demonstration.urls['coordinator']}person/{enrolment}/")
    assert overflow(page) == []
    page = phone(open_context, accounts, email)
    for path in ("/en/me/settings/", "/ar/me/"):
        page.goto(path)
        assert overflow(page) == []


def test_results_of_a_cohort_are_seen_beside_the_names(
    accounts: Accounts, open_context: OpenContext, demonstration: Demonstration
) -> None:
    page = phone(open_context, accounts, "coordinator")
    page.goto(f"{demonstration.urls['coordinator']}grades/")
    box = page.locator("tbody td", has_text="%").first.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 360


def test_list_can_be_corrected_on_a_phone_and_survives_another_language(
    accounts: Accounts, open_context: OpenContext, demonstration: Demonstration
) -> None:
    page = phone(open_context, accounts, "coordinator")
    page.goto(f"{demonstration.urls['coordinator']}people/")
    page.set_input_files(
        "input[type=file]",
        files=[
            {
                "name": "list.csv",
                "mimeType": "text/csv",
                "buffer": "メール,氏名\nwrong,山田\n".encode("cp932"),
            }
        ],
    )
    page.locator("form[enctype] button.btn").click()
    box = page.locator("input[name='cell-2-email']").bounding_box()
    assert box is not None
    assert box["width"] >= 120
    page.goto(page.url.replace("/en/", "/ja/"))
    assert page.url.endswith("/people/")
    expect(page.locator(".notes .note")).to_have_count(1)


def test_paper_shows_the_course_and_no_buttons(
    accounts: Accounts, open_context: OpenContext, demonstration: Demonstration
) -> None:
    page = phone(open_context, accounts, "trainee")
    page.goto(demonstration.urls["lesson"])
    expect(page.locator(".paper")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".paper")).to_be_visible()
    expect(page.locator(".btn:visible")).to_have_count(0)
