"""The whole slice, as a trainee on a phone: from a stranger's first page to a certificate anyone can check."""

import re

import pytest
from playwright.sync_api import Page, expect

from credentials import numbers
from tests.browser.conftest import Complaints, OpenContext, fill_sign_in
from tests.browser.demonstration import Demonstration
from tests.browser.learning import (
    QUESTION,
    answer_on,
    give_answer,
    item_on,
    kind_of,
    plain,
    switch_language,
    wait_until_saved,
)

PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2}
KINDS = {"choice", "multi", "true_false", "match", "order", "numeric", "short_text", "cloze"}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_trainee_walks_from_the_front_page_to_a_checked_certificate(
    scripts: bool, demonstration: Demonstration, open_context: OpenContext, complaints: Complaints
) -> None:
    name = "Wulandari" if scripts else "Kusnadi"
    email, password = demonstration.new_person(name, language="id")
    page = open_context(java_script_enabled=scripts, **PHONE).new_page()
    complaints.watch(page)

    # A stranger reads Thai, chooses Indonesian, signs in; the language stays.
    page.goto("/th/")
    expect(page.locator("html")).to_have_attribute("lang", "th")
    switch_language(page, "id")
    page.locator("main a[href='/id/accounts/login/']").first.click()
    fill_sign_in(page, email, password)
    assert page.url == f"{demonstration.base}/id/me/"
    expect(page.locator("html")).to_have_attribute("lang", "id")

    # Catalogue, course page, a place in the cohort that is open to all.
    page.goto("/id/courses/")
    page.locator("main a[href='/id/courses/koban/']").first.click()
    expect(page.locator("main h1")).to_be_visible()
    page.locator("form[action='/id/enrol/browser/'] button").click()
    page.wait_for_url("**/id/learn/browser/**")
    page.goto("/id/learn/browser/")
    lessons = page.locator("main ol.rail a[href*='/learn/browser/']").count() - 1
    assert lessons >= 20

    # The first lessons, with a change of language between them.
    page.locator("main section.card a.btn").first.click()
    done = read_and_mark(page, 3)
    before = page.url
    switch_language(page, "ja")
    assert page.url == before.replace("/id/", "/ja/")
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator(".prose__body")).to_contain_text(re.compile("[ぁ-ん]{3}"))
    expect(page.locator("main .vh").first).to_contain_text(f"{done}")
    done += read_and_mark(page, 1)
    switch_language(page, "id")
    done += read_and_mark(page, lessons - done)
    assert done == lessons

    # The final assessment: every kind of question.
    expect(page).to_have_url(f"{demonstration.base}/id/learn/browser/final-assessment/")
    page.locator("form[action$='/start/'] button").click()
    seen = answer_everything(page, scripts=scripts)
    assert seen == KINDS
    expect(page).to_have_url(re.compile("/id/attempt/[^/]+/review/"))
    expect(page.locator("main ol.list .tag--warn")).to_have_count(0)
    page.locator("main form[action$='/submit/'] button").click()

    # Result with feedback; the course is complete.
    page.wait_for_url("**/id/attempt/*/result/")
    expect(page.locator(".note--ok").first).to_contain_text("100%")
    judged = page.locator("article.card:has(h3.ok)")
    expect(judged).to_have_count(12)
    expect(page.locator("main")).to_contain_text(
        "Petugas, sering kali bersama keluarganya, tinggal di pos itu."
    )
    page.goto("/id/learn/browser/")
    page.locator("main .note--ok a[href*='/me/certificates/']").click()

    # The certificate: drawn by the worker while the page waits.
    download = page.locator("main a[type='application/pdf']")
    expect(download).to_be_visible(timeout=60_000)
    expect(page.locator(".note--warn").first).to_be_visible()
    pdf = page.request.get(download.get_attribute("href") or "")
    assert pdf.status == 200 and pdf.body().startswith(b"%PDF")
    assert pdf.headers["content-type"] == "application/pdf"
    number = plain(page.locator("dl.facts dd").last.inner_text())

    # Anybody checks the number, without an account and in any language.
    stranger = open_context(java_script_enabled=scripts, **PHONE).new_page()
    complaints.watch(stranger)
    complaints.may_be_missing = ("/en/verify/",)
    assert check(stranger, number.lower()) == "i-alert"  # a specimen: the demonstration awards nothing
    expect(stranger.locator("main")).to_contain_text("Specimen: not a real award")
    expect(stranger.locator("main dl.facts")).to_contain_text(number)
    assert name not in stranger.locator("main").inner_text()
    assert check(stranger, numbers.shown(numbers.new())) == "i-x"
    expect(stranger.locator("main")).to_contain_text("No such certificate")
    assert check(stranger, mistyped(number)) == "i-edit"
    expect(stranger.locator("main")).to_contain_text("The number has a typing mistake")


def read_and_mark(page: Page, count: int) -> int:
    """Read so many lessons and mark them done by their button. A lesson is prose, never a stub."""
    for _lesson in range(count):
        address = page.url
        assert len(page.locator(".prose__body").inner_text()) > 300, address
        page.locator("form[action$='/done/'] button[type=submit]").click()
        page.wait_for_url(lambda now, address=address: now != address)
    return count


def answer_everything(page: Page, *, scripts: bool) -> set[str]:
    """Answer in Indonesian. On the way: reload, go back, and change the language in the middle of a question."""
    seen: set[str] = set()
    while "/review/" not in page.url:
        address = page.url
        item = item_on(page, "id")
        kind = kind_of(item)
        give_answer(page, item, "id")
        given = answer_on(page)
        if scripts:
            page.keyboard.press("Tab")
            wait_until_saved(page)
        if kind not in seen:
            if not scripts:
                # Without scripts an answer is saved by the button; look at it again from there.
                page.locator(
                    "form[data-autosave] button[value=next], form[data-autosave] button[value=review]"
                ).click()
                page.goto(address)
            page.reload()
            assert answer_on(page) == given, f"{item['code']} lost its answer by a reload"
            switch_language(page, "ja")
            assert answer_on(page) == given, f"{item['code']} lost its answer by another language"
            assert item_on(page, "ja") is item
            switch_language(page, "id")
            assert answer_on(page) == given
        seen.add(kind)
        page.locator(f"{QUESTION} .acts button[value=next], {QUESTION} .acts button[value=review]").click()
        page.wait_for_url(lambda now, address=address: now != address)
    return seen


def check(page: Page, number: str) -> str:
    """Type the number into the public form; the icon of the answer."""
    page.goto("/en/verify/")
    page.fill("#id_number", number)
    page.locator("form[action$='/verify/'][method=get] button").click()
    page.wait_for_url(re.compile("/en/verify/[^/]+/$"))
    return (page.locator("[role=status] .note use").first.get_attribute("href") or "").removeprefix("#")


def mistyped(number: str) -> str:
    """One symbol read wrongly."""
    return ("8" if number[0] != "8" else "3") + number[1:]
