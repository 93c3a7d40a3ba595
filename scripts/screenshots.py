"""Pictures of the main pages of a running demonstration, into docs/screenshots.

    make demo                      # in one terminal
    make screenshots               # in another one; BASE= names another address

Needs Chromium (CHROMIUM=/path, default /usr/bin/chromium) and the development packages.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TARGET = Path(os.environ.get("TARGET", ROOT / "docs" / "screenshots"))
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
WIDTHS = {"360": (360, 760), "1280": (1280, 800)}

# file name → (role, address in describe_demo, language, width, whole page)
PICTURES = {
    "front-en-1280": ("", "front", "en", "1280", False),
    "front-th-360": ("", "front", "th", "360", False),
    "course-en-1280": ("", "course", "en", "1280", False),
    "dashboard-en-360": ("trainee", "dashboard", "en", "360", False),
    "lesson-ja-360": ("trainee", "lesson", "ja", "360", False),
    "lesson-en-1280": ("trainee", "lesson", "en", "1280", False),
    "lesson-ar-360": ("trainee", "lesson", "ar", "360", False),
    "quiz-id-360": ("trainee", "quiz", "id", "360", False),
    "coordinator-en-1280": ("coordinator", "coordinator", "en", "1280", False),
    "unit-ja-1280": ("contact", "unit", "ja", "1280", False),
    "verify-en-360": ("", "verify_number", "en", "360", False),
}


def main() -> None:
    facts = json.loads(
        subprocess.run(
            [sys.executable, "manage.py", "describe_demo", "--json"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    base = os.environ.get("BASE", facts["base"]).rstrip("/")
    accounts = {account["role"]: account for account in facts["accounts"]}
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGUMENTS
        )
        for role in dict.fromkeys(entry[0] for entry in PICTURES.values()):
            take(browser, base, facts["urls"], accounts.get(role), role)
        certificate(browser, base, facts["urls"], accounts["trainee"])
        browser.close()


def take(
    browser: Browser, base: str, urls: dict[str, str], account: dict[str, str] | None, role: str
) -> None:
    context = browser.new_context(locale="en")
    page = context.new_page()
    if account:
        sign_in(page, base, urls, account)
    for name, (needed, address, language, width, whole) in PICTURES.items():
        if needed == role:
            page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))
            page.goto(base + in_language(urls[address], language))
            page.screenshot(path=TARGET / f"{name}.png", full_page=whole)
            print(name)
    context.close()


def sign_in(page: Page, base: str, urls: dict[str, str], account: dict[str, str]) -> None:
    page.goto(base + urls["sign_in"])
    page.fill("input[name=login]", account["email"])
    page.fill("input[name=password]", account["password"])
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/accounts/login" not in address)


def in_language(address: str, language: str) -> str:
    _empty, _prefix, rest = address.split("/", 2)
    return f"/{language}/{rest}"


def certificate(browser: Browser, base: str, urls: dict[str, str], account: dict[str, str]) -> None:
    """The PDF's first page; drawn by pdftoppm (Debian: poppler-utils)."""
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, base, urls, account)
    answer = context.request.get(base + urls["certificate_pdf"])
    pdf = TARGET / "certificate.pdf"
    pdf.write_bytes(answer.body())
    subprocess.run(
        ["pdftoppm", "-png", "-r", "80", "-singlefile", str(pdf), str(TARGET / "certificate")], check=True
    )
    pdf.unlink()
    context.close()
    print("certificate")


if __name__ == "__main__":
    main()
