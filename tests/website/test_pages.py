import gzip
import re

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail.models import Page, Site

from tests.factories.people import make_user
from website.models import HomePage, ProblemReport, StandardPage
from website.standing_pages import SLUGS, TEXTS, create_standing_pages, read_text

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def _languages_of(page):
    return re.findall(
        r'<a lang="[^"]+" hreflang="([^"]+)" dir="[^"]+" href="([^"]+)"( aria-current="true")?', page
    )


# --- Standing pages -------------------------------------------------------------------------------


def test_standing_pages_stand_in_every_language(whole_site):
    assert HomePage.objects.live().count() == len(LANGUAGES)
    assert StandardPage.objects.live().count() == len(LANGUAGES) * len(SLUGS)
    assert (
        HomePage.objects.get(locale__language_code="en").pk
        == Site.objects.get(is_default_site=True).root_page_id
    )


def test_making_standing_pages_twice_changes_nothing(whole_site):
    page = StandardPage.objects.get(slug="help", locale__language_code="ja")
    page.title = "変えた"
    page.save()
    assert create_standing_pages() == []
    page.refresh_from_db()
    assert page.title == "変えた"
    assert not Page.objects.filter(title__startswith="Welcome").exists()


@pytest.mark.parametrize("slug", ["home", *SLUGS])
def test_standing_texts_exist_in_the_first_five_languages(slug):
    titles = {read_text(slug, language).title for language in ("en", "ja", "id", "th", "ar")}
    assert len(titles) == 5
    shapes = set()
    for language in ("en", "ja", "id", "th", "ar"):
        text = (TEXTS / f"{slug}.{language}.md").read_text()
        shapes.add(
            (len(re.findall(r"^## ", text, re.MULTILINE)), len(re.findall(r"^- ", text, re.MULTILINE)))
        )
    assert len(shapes) == 1


def test_front_pages_answer_in_their_language(client, whole_site):
    for language in LANGUAGES:
        response = client.get(f"/{language}/")
        page = response.content.decode()
        assert response.status_code == 200
        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
        assert page.count("<h1") == 1
        assert len(gzip.compress(response.content)) <= 14 * 1024


def test_standard_pages_answer(client, whole_site):
    for language in LANGUAGES:
        for slug in SLUGS:
            response = client.get(f"/{language}/{slug}/")
            assert response.status_code == 200
            assert read_text(slug, language).title in response.content.decode()


def test_privacy_page_shows_the_retention_the_daily_job_follows(client, site):
    page = client.get("/en/privacy/").content.decode()
    assert "Problem reports" in page
    assert "24 months" in page


# --- Language menu --------------------------------------------------------------------------------


def test_language_menu_leads_to_the_same_page(client, whole_site):
    links = _languages_of(client.get("/ja/privacy/").content.decode())
    assert [(code, url) for code, url, _current in links] == [
        (code, f"/{code}/privacy/") for code in LANGUAGES
    ]
    assert [code for code, _url, current in links if current] == ["ja"]


def test_language_menu_keeps_view_and_query(client, site):
    links = _languages_of(client.get("/en/report-a-problem/?page=/en/help/").content.decode())
    assert ("th", "/th/report-a-problem/?page=/en/help/") in [
        (code, url.replace("%2F", "/")) for code, url, _ in links
    ]


def test_language_menu_of_an_untranslated_page_leads_to_the_front(client, site):
    front = HomePage.objects.get(locale__language_code="en")
    front.add_child(instance=StandardPage(title="News", slug="news", body="<p>x</p>", locale=front.locale))
    links = {code: url for code, url, _current in _languages_of(client.get("/en/news/").content.decode())}
    assert links["en"] == "/en/news/"
    assert links["th"] == "/th/"


def test_language_names_are_marked_with_their_own_language(client, site):
    assert '<a lang="ar" hreflang="ar" dir="rtl"' in client.get("/en/").content.decode()


# --- Frame ----------------------------------------------------------------------------------------


def test_every_page_offers_to_report_a_problem_about_it(client, site):
    assert '/report-a-problem/?page=/en/help/"' in client.get("/en/help/").content.decode()


def test_signed_in_person_sees_own_tabs_and_can_sign_out(client, site):
    client.force_login(make_user(display_name="Somchai"))
    page = client.get("/en/help/").content.decode()
    assert "Somchai" in page
    assert "data-sign-out" in page
    assert f'href="{reverse("dashboard")}"' in page


def test_demonstration_says_so_on_every_page(client, site, settings):
    assert "fictitious" not in client.get("/en/help/").content.decode()
    settings.IS_DEMONSTRATION = True
    assert "the people are fictitious" in client.get("/en/help/").content.decode()


def test_scripts_stay_within_their_weight(client, db):
    from website.stylesheets import TARGET

    worker = client.get("/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    files = [(TARGET / name).read_bytes() for name in ("app.js", "outbox.js")] + [worker.content]
    assert sum(len(gzip.compress(data)) for data in files) <= 6 * 1024


def test_files_at_the_root_answer(client, db):
    assert "Disallow: /admin/" in client.get("/robots.txt").content.decode()
    assert client.get("/manifest.webmanifest").json()["name"] == "Manabiya"
    assert client.get("/en/offline/").status_code == 200


# --- Errors ---------------------------------------------------------------------------------------


def test_missing_page_answers_in_the_language_asked(client, whole_site):
    for language in LANGUAGES:
        response = client.get(f"/{language}/no-such-page/")
        assert response.status_code == 404
        assert f'<html lang="{language}"' in response.content.decode()
        assert response.content.decode().count("<h1>") == 1


def test_broken_page_touches_no_database(db, rf, django_assert_num_queries):
    from website.views import server_error

    for language in LANGUAGES:
        with django_assert_num_queries(0):
            response = server_error(rf.get(f"/{language}/anything/"))
        assert response.status_code == 500
        assert f'<html lang="{language}"' in response.content.decode()


def test_broken_request_answers_400(rf):
    from website.views import bad_request

    response = bad_request(rf.get("/th/"), Exception())
    assert response.status_code == 400
    assert '<html lang="th"' in response.content.decode()


def test_forged_form_says_what_to_do(site):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    response = client.post("/en/report-a-problem/", {"text": "x"})
    assert response.status_code == 403
    assert "The form had expired" in response.content.decode()


# --- Problem reports ------------------------------------------------------------------------------


def test_report_is_kept_and_leads_back(client, site):
    response = client.post(
        "/id/report-a-problem/",
        {"text": "Tombol tidak jalan", "contact": "a@example.org", "page": "/en/help/"},
        follow=True,
    )
    report = ProblemReport.objects.get()
    assert (report.text, report.page_url, report.language, report.reporter) == (
        "Tombol tidak jalan", "/en/help/", "id", None,
    )  # fmt: skip
    assert response.redirect_chain == [("/en/help/", 302)]


def test_report_names_the_person_signed_in(client, site):
    person = make_user()
    client.force_login(person)
    client.post("/en/report-a-problem/", {"text": "x"})
    assert ProblemReport.objects.get().reporter == person


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_report_never_leads_to_another_site(client, site, page):
    response = client.post("/en/report-a-problem/", {"text": "x", "page": page})
    assert response["Location"] == "/en/"


def test_empty_report_is_explained(client, site):
    page = client.post("/en/report-a-problem/", {"text": ""}).content.decode()
    assert 'role="alert"' in page
    assert "Write what happened" in page
    assert not ProblemReport.objects.exists()


def test_many_reports_from_one_place_are_held_back(client, site):
    for _time in range(6):
        response = client.post("/en/report-a-problem/", {"text": "x"})
    assert ProblemReport.objects.count() == 5
    assert "Wait ten minutes" in response.content.decode()


def test_people_behind_one_proxy_are_told_apart(client, site, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(6):
        client.post(
            "/en/report-a-problem/", {"text": "x"}, headers={"X-Forwarded-For": f"203.0.113.{number}"}
        )
    assert ProblemReport.objects.count() == 6


# --- Style guide ----------------------------------------------------------------------------------


def test_style_guide_is_for_staff(client, site):
    assert client.get("/en/styleguide/").status_code == 302
    client.force_login(make_user())
    assert client.get("/en/styleguide/").status_code == 404


@pytest.mark.parametrize("language", ["en", "ja", "th", "km", "ar"])
def test_style_guide_shows_each_script(client, site, language):
    client.force_login(make_user(is_staff=True))
    response = client.get(f"/en/styleguide/?language={language}")
    page = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in page
    assert page.count("data-scheme=") == 2
