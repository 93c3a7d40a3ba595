import pytest
from django.core.cache import cache

from website.standing_pages import create_standing_pages


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def site(db):
    create_standing_pages()
