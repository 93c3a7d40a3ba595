"""Which language a request speaks, and what happens to addresses without one."""

import pytest
from django.test import Client

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
