from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from credentials.keys import make_test_keys
from tests.access.world import World, make_world


@pytest.fixture(scope="package")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Made once; each test leaves it as it was, and all of it is taken back at the end."""
    keys = tmp_path_factory.mktemp("keys")
    make_test_keys(keys / "certificates")
    with override_settings(KEYS_DIR=keys), django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)
