import pytest
from django.core.cache import cache
from django.utils.translation import override

from website.standing_pages import create_standing_pages


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()
    # A request leaves its language switched on.
    with override("en"):
        yield


@pytest.fixture
def site(db):
    """The standing pages in the source language."""
    create_standing_pages(["en"])


@pytest.fixture
def whole_site(db):
    """The standing pages in every language."""
    create_standing_pages()
