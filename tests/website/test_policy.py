import base64
import hashlib
import re

import pytest
from django.template.loader import get_template

from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def _policy(response):
    return {
        name: sources
        for name, _space, sources in (
            part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";")
        )
    }


def test_policy_of_a_page_is_strict(client, site):
    policy = _policy(client.get("/en/help/"))
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in " ".join(policy.values())
    assert policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"


def test_policy_allows_exactly_the_one_inline_line(client, site):
    response = client.get("/en/help/")
    line = re.search(r"<script>(.*?)</script>", response.content.decode())[1]
    digest = base64.b64encode(hashlib.sha256(line.encode()).digest()).decode()
    assert _policy(response)["script-src"] == f"'self' 'sha256-{digest}'"
    assert "<script>" not in get_template("base_coord.html").template.source


def test_policy_of_the_admin_lets_wagtail_work(client, site):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    policy = _policy(client.get("/admin/"))
    assert policy["script-src"] == policy["style-src"] == "'self' 'unsafe-inline'"
    assert policy["default-src"] == "'none'"
    assert policy["frame-src"] == "'self'"


def test_no_page_asks_another_site(client, site):
    for path in ("/en/", "/ja/help/", "/ar/privacy/"):
        page = client.get(path).content.decode()
        addresses = re.findall(r"<(?:link|script|img|iframe)[^>]*(?:src|href)=\"(https?://[^\"]+)", page)
        assert [address for address in addresses if not address.startswith("http://testserver/")] == []
