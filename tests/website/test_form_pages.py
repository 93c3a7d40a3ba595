"""Addresses that take only what a form sends: a browser that merely asks for one is led to the form."""

import pytest
from django.urls import NoReverseMatch, resolve, reverse

from tests.factories.courses import make_coordinator, make_run
from tests.factories.people import make_user
from website.middleware import FORM_PAGES

pytestmark = pytest.mark.django_db

SENTENCE = "Nothing was sent. Here is the page with the button."
UUID = "5879a27c-61b5-4e6a-abb7-39ad0c2e241e"


def _address(name):
    for arguments in (
        {},
        {"run": "r"},
        {"run": "r", "unit": "u"},
        {"uuid": UUID},
        {"run": "r", "learner": UUID},
    ):
        try:
            return reverse(name, kwargs=arguments), arguments
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name} has no address")


@pytest.mark.parametrize("name", FORM_PAGES)
def test_each_leads_to_a_page_whose_address_can_be_made(name):
    address, arguments = _address(name)
    page, needed = FORM_PAGES[name]
    assert resolve(address).url_name == name
    assert set(needed) <= set(arguments)
    assert reverse(page, kwargs={key: arguments[key] for key in needed})


def test_a_list_checked_in_another_language_leads_to_the_upload(client):
    run = make_run()
    client.force_login(make_coordinator(run))
    answer = client.get(f"/en/coord/{run.slug}/import/", follow=True)
    assert answer.redirect_chain == [(f"/en/coord/{run.slug}/people/", 302)]
    assert SENTENCE in answer.content.decode()


def test_somebody_elses_form_does_not_exist_after_the_redirect_either(client):
    run = make_run()
    client.force_login(make_user())
    assert client.get(f"/en/coord/{run.slug}/import/", follow=True).status_code == 404


def test_message_lost_with_the_session_leads_to_the_cohort_with_a_word(client):
    run = make_run()
    client.force_login(make_coordinator(run))
    answer = client.get(f"/en/coord/{run.slug}/act/", follow=True)
    assert answer.redirect_chain == [(f"/en/coord/{run.slug}/", 302)]
    assert SENTENCE in answer.content.decode()


def test_a_file_checked_by_a_stranger_leads_to_the_check(client):
    answer = client.get("/en/verify/file/")
    assert (answer.status_code, answer["Location"]) == (302, "/en/verify/")


def test_enrolling_after_signing_in_leads_to_the_course(client):
    run = make_run(enrolment_mode="open")
    client.force_login(make_user())
    answer = client.get(f"/en/enrol/{run.slug}/")
    assert answer["Location"] == f"/en/courses/{run.course.slug}/"


def test_a_machine_still_hears_that_it_must_post(client):
    assert client.get(f"/answers/{UUID}/").status_code == 405
