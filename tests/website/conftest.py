import pytest

from website.standing_pages import create_standing_pages


@pytest.fixture
def site(db):
    """The standing pages in the source language."""
    create_standing_pages(["en"])


@pytest.fixture
def whole_site(db):
    """The standing pages in every language."""
    create_standing_pages()
