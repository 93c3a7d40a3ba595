"""What a lesson weighs on the line: counted by the browser as it arrives, and compressed as a proxy would send it."""

import gzip
import urllib.request
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import FINISHED, Accounts, Complaints, OpenContext
from tests.browser.demonstration import ROOT, Demonstration

KB = 1024
STATIC = ROOT / "website/static/website"


@dataclass
class Line:
    """Every request of a page and the bytes that really came, by the browser's own count."""

    kinds: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    def listen(self, page: Page) -> None:
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.on(
            "Network.requestWillBeSent", lambda e: self.kinds.update({e["requestId"]: e.get("type", "Other")})
        )
        line.on("Network.requestServedFromCache", lambda e: self.kept.add(e["requestId"]))
        line.on(
            "Network.loadingFinished",
            lambda e: self.sizes.update({e["requestId"]: int(e["encodedDataLength"])}),
        )

    def forget(self) -> None:
        self.kinds.clear()
        self.sizes.clear()
        self.kept.clear()

    def sent(self) -> list[str]:
        """Requests that went over the line, pictures aside."""
        return [
            request
            for request, kind in self.kinds.items()
            if kind != "Image" and request not in self.kept and self.sizes.get(request, 1)
        ]

    def weight(self, kind: str = "") -> int:
        return sum(self.sizes.get(one, 0) for one in self.sent() if not kind or self.kinds[one] == kind)


def test_first_and_later_views_of_a_lesson(
    demonstration: Demonstration, accounts: Accounts, open_context: OpenContext, complaints: Complaints
) -> None:
    page = open_context(storage_state=accounts.state("trainee"), service_workers="block").new_page()
    complaints.watch(page)
    line = Line()
    line.listen(page)
    page.goto(demonstration.urls["lesson"], wait_until="networkidle")
    first = line.weight()
    assert len(line.sent()) <= 6, [line.kinds[one] for one in line.sent()]
    assert first <= 50 * KB
    assert line.weight("Document") <= 14 * KB
    line.forget()
    page.locator("main a[rel=next], .rail a").first.click()
    page.wait_for_load_state("networkidle")
    assert 1 <= len(line.sent()) <= 2, [line.kinds[one] for one in line.sent()]
    print(f"first view {first} bytes, later view {line.weight()} bytes")


@pytest.mark.parametrize("language", ["en", "ja", "id", "th", "ar"])
def test_no_learner_page_outgrows_the_first_round_trip(
    language: str, demonstration: Demonstration, accounts: Accounts, open_context: OpenContext
) -> None:
    context = open_context(storage_state=accounts.state(FINISHED))
    page = context.new_page()
    page.goto("/en/learn/koban-autumn/")
    lessons = page.locator("main ol.rail a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert len(lessons) > 20
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in context.cookies())
    paths = [
        *lessons,
        "/en/learn/koban-autumn/",
        "/en/me/",
        "/en/courses/",
        "/en/courses/koban/",
        "/en/me/settings/",
    ]
    sizes = {}
    for path in (path.replace("/en/", f"/{language}/", 1) for path in paths):
        asked = urllib.request.Request(
            f"{demonstration.base}{path}", headers={"Cookie": cookies, "Accept-Encoding": "gzip"}
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:
            assert answer.headers["Content-Encoding"] == "gzip", path
            sizes[path] = len(answer.read())
    heavy = {path: size for path, size in sizes.items() if size > 14 * KB}
    assert not heavy, heavy
    print(f"{language}: heaviest {max(sizes.values())} bytes")


@pytest.mark.parametrize(
    ("name", "plain", "compressed"), [("app.css", 15 * KB, 5 * KB), ("coord.css", 6 * KB, 2 * KB)]
)
def test_style_sheets_stay_small(
    name: str, plain: int, compressed: int, demonstration: Demonstration
) -> None:
    with urllib.request.urlopen(f"{demonstration.base}/static/website/{name}", timeout=30) as answer:
        sheet = answer.read()
    assert len(sheet) <= plain
    assert len(gzip.compress(sheet)) <= compressed


def test_scripts_stay_small(demonstration: Demonstration) -> None:
    weight = 0
    for path in ("/static/website/app.js", "/static/website/outbox.js", "/sw.js"):
        with urllib.request.urlopen(f"{demonstration.base}{path}", timeout=30) as answer:
            weight += len(gzip.compress(answer.read()))
    assert weight <= 6 * KB
