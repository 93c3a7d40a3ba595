"""Which language a request speaks, and what happens to addresses without one."""

import pytest
from django.test import Client

from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_root_leads_to_the_browsers_language() -> None:
    assert Client().get("/", headers={"accept-language": "th,en;q=0.5"}).headers["Location"] == "/th/"


def test_chosen_language_wins_over_the_browsers() -> None:
    client = Client(headers={"accept-language": "th"})
    client.get("/id/courses/")
    assert client.cookies["language"].value == "id"
    assert client.get("/").headers["Location"] == "/id/"


@pytest.mark.parametrize("path", ["/health/nothing/", "/admin-of-nobody", "/static/none.css", "/v/"])
def test_address_without_a_language_is_never_sent_to_a_page_that_is_not_there(path: str) -> None:
    answer = Client().get(path)
    if answer.status_code == 302:
        answer = Client().get(answer.headers["Location"])
    assert answer.status_code == 404


def test_language_the_site_does_not_offer_is_no_page() -> None:
    assert Client().get("/xx/", follow=True).status_code == 404


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "id"),
        ({"sec-fetch-mode": "navigate"}, "id"),
        ({"sec-fetch-mode": "cors"}, "th"),
        ({"sec-fetch-mode": "no-cors"}, "th"),
        ({"hx-request": "true"}, "th"),
    ],
)
def test_only_a_page_somebody_opens_changes_the_language(headers: dict[str, str], language: str) -> None:
    """The service worker fetches the offline page of every language; nobody has chosen one by that."""
    client = Client()
    person = make_user(language="th")
    client.force_login(person)
    client.cookies["language"] = "th"
    assert client.get("/id/offline/", headers=headers).status_code == 200
    person.refresh_from_db()
    assert (client.cookies["language"].value, person.language) == (language, language)
