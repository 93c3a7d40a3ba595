"""A demonstration, a browser, and people signed in. Nothing here touches Django's test database."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.demonstration import Demonstration

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
PASSWORD = "manabiya-demo"
LEARNER = "anggraeni@demo.example"
# Sukarman of the demonstration has finished the autumn course.
FINISHED = "person2@demo.example"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    demo = Demonstration(tmp_path_factory.mktemp("demonstration") / "var")
    demo.prepare()
    demo.start()
    try:
        yield demo
    finally:
        demo.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed when the folder's tests are over: its event loop would forbid Django's database to later tests."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@dataclass
class Complaints:
    """What a browser reports behind the page: console errors (CSP among them), exceptions, strangers asked."""

    base: str
    found: list[str] = field(default_factory=list)
    # Beginnings of paths whose own answer may be 404, such as that for an unknown number.
    may_be_missing: tuple[str, ...] = ()

    def watch(self, page: Page) -> None:
        page.on("console", lambda said: self._hear(said.type, said.text, said.location["url"]))
        page.on("pageerror", lambda error: self.found.append(f"exception: {error} ({page.url})"))
        page.on("request", lambda request: self._ask(request.url))

    def _hear(self, kind: str, text: str, address: str) -> None:
        path = address.removeprefix(self.base)
        if kind == "error" and not ("404" in text and path.startswith(self.may_be_missing)):
            self.found.append(f"console: {text} ({address})")

    def _ask(self, address: str) -> None:
        if not address.startswith((self.base + "/", "data:", "blob:")):
            self.found.append(f"third party: {address}")


@pytest.fixture
def complaints(demonstration: Demonstration) -> Iterator[Complaints]:
    """A test that opens pages with this fails when the browser had something to complain about."""
    book = Complaints(demonstration.base)
    yield book
    assert not book.found, "\n".join(book.found)


OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def open_context(browser: Browser, demonstration: Demonstration) -> Iterator[OpenContext]:
    opened = []

    def new(**options: Any) -> BrowserContext:
        context = browser.new_context(base_url=demonstration.base, **options)
        context.set_default_timeout(20_000)
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()


def sign_in(page: Page, email: str, password: str, *, language: str = "en") -> None:
    page.goto(f"/{language}/accounts/login/")
    fill_sign_in(page, email, password)


def fill_sign_in(page: Page, email: str, password: str) -> None:
    page.fill("#id_login", email)
    page.fill("#id_password", password)
    page.click("main form[action*='/accounts/login/'] button.btn:not([type=button])")
    page.wait_for_url(lambda address: "/accounts/login/" not in address)


@dataclass
class Accounts:
    """The cookies of accounts, each signed in once by the form."""

    browser: Browser
    demonstration: Demonstration
    known: dict[str, Any] = field(default_factory=dict)
    attempt: str = ""

    def state(self, who: str) -> Any:
        """``who``: a role of the demonstration, an address, or nothing for a stranger."""
        if who and who not in self.known:
            email, password = (who, PASSWORD) if "@" in who else self.demonstration.account(who)
            context = self.browser.new_context(base_url=self.demonstration.base, service_workers="block")
            sign_in(context.new_page(), email, password)
            self.known[who] = context.storage_state()
            context.close()
        return self.known[who] if who else None

    def open_attempt(self) -> str:
        """The path of an attempt that ``LEARNER`` has open."""
        if not self.attempt:
            name, _at, _domain = LEARNER.partition("@")
            self.demonstration.new_person(name.capitalize())
            self.attempt = self.demonstration.new_attempt(LEARNER)
        return self.attempt


@pytest.fixture(scope="package")
def accounts(browser: Browser, demonstration: Demonstration) -> Accounts:
    return Accounts(browser, demonstration)
