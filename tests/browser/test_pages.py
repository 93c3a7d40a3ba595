"""Each main page by the fitting account, in scripts of four kinds: what axe, the console and the width say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import LEARNER, Accounts, Complaints, OpenContext
from tests.browser.demonstration import Demonstration

LANGUAGES = ("en", "ja", "th", "ar")
LOOKS = ((360, "light"), (1280, "dark"), (360, "dark"), (1280, "light"))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}


@dataclass(frozen=True)
class Shown:
    """A page: who opens it, and its path without the language."""

    name: str
    who: str
    path: str | Callable[[Demonstration, Accounts], str]


def _url(name: str) -> Callable[[Demonstration, Accounts], str]:
    return lambda demonstration, accounts: demonstration.urls[name].removeprefix("/en")


def _question(number: int) -> Callable[[Demonstration, Accounts], str]:
    return lambda demonstration, accounts: f"{accounts.open_attempt()}{number}/"


PAGES = (
    Shown("front", "", "/"),
    Shown("sign-in", "", "/accounts/login/"),
    Shown("catalogue", "", "/courses/"),
    Shown("course", "", _url("course")),
    Shown("verify", "", _url("verify")),
    Shown("verified", "", _url("verify_number")),
    Shown("dashboard", "trainee", _url("dashboard")),
    Shown("outline", "trainee", _url("outline")),
    Shown("lesson", "trainee", _url("lesson")),
    Shown("quiz", "trainee", _url("quiz")),
    Shown("certificate", "trainee", _url("certificate")),
    Shown("settings", "trainee", "/me/settings/"),
    Shown("question of choices", LEARNER, _question(1)),
    Shown("question with gaps", LEARNER, _question(4)),
    Shown("question of order", LEARNER, _question(6)),
    Shown("question of pairs", LEARNER, _question(9)),
    Shown("review", LEARNER, lambda demonstration, accounts: f"{accounts.open_attempt()}review/"),
    Shown("officer", "officer", _url("dashboard")),
    Shown("cohort", "coordinator", _url("coordinator")),
    Shown("unit", "contact", _url("unit")),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_page_is_open_to_everybody_and_to_every_screen(
    shown: Shown,
    language: str,
    demonstration: Demonstration,
    accounts: Accounts,
    open_context: OpenContext,
    complaints: Complaints,
) -> None:
    path = shown.path if isinstance(shown.path, str) else shown.path(demonstration, accounts)
    state = accounts.state(shown.who)
    page = open_context(storage_state=state, service_workers="block", reduced_motion="reduce").new_page()
    complaints.watch(page)
    answer = page.goto(f"/{language}{path}")
    assert answer is not None and answer.status == 200, f"{page.url}: {answer and answer.status}"
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    found = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{width} {scheme}: {violation}" for violation in violations(page)]
    assert not found, "\n".join(found)
    page.set_viewport_size({"width": 320, "height": 640})
    assert overflow(page) == [], "The page scrolls sideways at 320 px."
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert overflow(page) == [], "The page scrolls sideways at 360 px with text twice as large."


def violations(page: Page) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{one['id']}: {one['help']}: " + " | ".join(node["html"][:160] for node in one["nodes"][:4])
        for one in found
    ]


def overflow(page: Page) -> list[str]:
    """What sticks out of a page that scrolls sideways."""
    return page.evaluate(
        """() => {
            const root = document.scrollingElement, width = root.clientWidth;
            if (root.scrollWidth <= width) return [];
            const scrolls = e => {
                for (let up = e.parentElement; up && up !== root; up = up.parentElement) {
                    if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(up).overflowX)) return true;
                }
                return false;
            };
            const out = [...document.querySelectorAll('body *')].filter(e => {
                const box = e.getBoundingClientRect();
                return (box.right > width + 1 || box.left < -1) && e.checkVisibility() && !scrolls(e);
            });
            return [`${root.scrollWidth} > ${width}`, ...out.slice(0, 6).map(e => e.outerHTML.slice(0, 120))];
        }"""
    )
