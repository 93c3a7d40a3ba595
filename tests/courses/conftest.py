import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _empty_cache():
    """Outlines and bodies are kept for ever by row id, and ids come again after a rollback."""
    cache.clear()
