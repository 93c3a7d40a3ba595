"""What every test may count on: English, an empty cache, compiled catalogues."""

import gc
import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import settings as hypothesis

from curriculum import gate

# No test is timed. CI tries the same examples each time; at a desk new ones are looked for.
hypothesis.register_profile("desk", deadline=None)
hypothesis.register_profile("ci", deadline=None, derandomize=True)
hypothesis.load_profile("ci" if os.environ.get("CI") else "desk")

# Making the test database costs a third less when garbage is collected less often.
gc.set_threshold(100_000, 50, 100)


@pytest.fixture(autouse=True)
def in_english_with_an_empty_cache() -> Iterator[None]:
    """A page in Thai must not decide what the next test reads."""
    cache.clear()
    gate.remember(False)  # as any page before has asked: the notice on pages costs no query
    with translation.override("en"):
        yield
