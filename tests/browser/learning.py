"""A learner's hands: answers questions by reading the page, with the keys of the course package."""

import re
import unicodedata
from functools import cache
from typing import Any

import yaml
from playwright.sync_api import Page, expect

from tests.browser.demonstration import ROOT

ITEMS = ROOT / "demo/courses/koban/items"
QUESTION = "form[data-autosave]"


@cache
def items() -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(ITEMS.glob("*.yaml"))]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def item_on(page: Page, language: str) -> dict[str, Any]:
    """The item a question page shows, known by its wording in ``language``."""
    shown = plain(page.locator(f"{QUESTION} fieldset").inner_text())
    found = [
        item
        for item in items()
        if all(
            plain(piece) in shown
            for piece in re.split(r"\{gap:\w+\}", item["stem"][language])
            if len(piece) > 3
        )
    ]
    assert len(found) == 1, f"{[item['code'] for item in found]} fit: {shown}"
    return found[0]


def kind_of(item: dict[str, Any]) -> str:
    return "multi" if item.get("multiple") else item["interaction"]


def give_answer(page: Page, item: dict[str, Any], language: str) -> None:
    """The right answer, given through the controls as they are labelled."""
    form = page.locator(f"{QUESTION} fieldset")
    match kind_of(item):
        case "choice" | "multi":
            for part in item["parts"]:
                if part.get("correct"):
                    form.get_by_label(part["text"][language], exact=True).check()
        case "true_false":
            form.locator(f"input[value={'true' if item['answer'] else 'false'}]").check()
        case "match":
            for part in item["parts"]:
                form.get_by_label(part["text"][language], exact=True).select_option(
                    label=part["match"][language]
                )
        case "order":
            for place, part in enumerate(item["parts"], 1):
                form.get_by_label(part["text"][language], exact=True).select_option(label=str(place))
        case "numeric":
            form.locator("#response").fill(str(item["number"]["value"]))
        case "short_text":
            form.locator("#response").fill(item["parts"][0]["accepted"]["*"][0])
        case "cloze":
            gaps = form.locator("input.entry--gap")
            order = re.findall(r"\{gap:(\w+)\}", item["stem"][language])
            accepted = {part["id"]: part["accepted"] for part in item["parts"]}
            for place, gap in enumerate(order):
                gaps.nth(place).fill(accepted[gap][language][0])
        case other:
            raise AssertionError(f"No hand for {other}")


def answer_on(page: Page) -> Any:
    """What the controls of the question hold now, without regard to language."""
    return page.evaluate(
        """() => [...document.querySelectorAll('form[data-autosave] [name^=response]')]
            .map(c => c.type === 'radio' || c.type === 'checkbox' ? [c.value, c.checked] : [c.name, c.value])
            .sort((a, b) => a[0] < b[0] ? -1 : 1)"""
    )


def wait_until_saved(page: Page) -> None:
    """Scripts are on: the server has acknowledged every answer of this page, and none waits on the phone."""
    page.evaluate(
        """async () => {
            for (let turn = 0; turn < 200; turn++) {
                await new Promise(ok => setTimeout(ok, 50));
                if (!(await outbox.all()).length) return;
            }
            throw new Error('An answer was not acknowledged within ten seconds.');
        }"""
    )
    expect(page.locator("[data-save-state].ok")).to_contain_text(re.compile(r"\d\d[.:]\d\d"))


def switch_language(page: Page, language: str) -> None:
    """By the menu in the head, which works without scripts."""
    menu = page.locator(f"details.pop:has(a[hreflang={language}])")
    menu.locator("summary").click()
    menu.locator(f"a[hreflang={language}]").click()
    page.wait_for_url(re.compile(rf"/{language}/"))
