"""The service worker beside a reader: what it fetches for days without a connection changes nothing for them."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenContext, sign_in
from tests.browser.demonstration import Demonstration


def test_installing_the_worker_does_not_change_the_language(
    demonstration: Demonstration, open_context: OpenContext
) -> None:
    email, password = demonstration.new_person("Nugroho")
    page = open_context().new_page()
    sign_in(page, email, password, language="id")
    page.goto("/id/me/")
    page.evaluate("navigator.serviceWorker.ready.then(() => caches.match('/ar/offline/')).then(Boolean)")
    page.wait_for_function("async () => Boolean(await caches.match('/ar/offline/'))")
    chosen = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}["language"]
    assert chosen == "id"
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "id")
    # The copy kept for everybody who uses this phone names nobody.
    kept = page.evaluate("caches.match('/id/offline/').then(copy => copy.text())")
    assert email not in kept and "Nugroho" not in kept
