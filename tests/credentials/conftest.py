from pathlib import Path

import pytest
from django.conf import LazySettings

from credentials.models.credential import private_storage


@pytest.fixture(autouse=True)
def keys_and_private_files(settings: LazySettings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A throw-away chain, made once per run, and nothing left in the working copy."""
    root = tmp_path_factory.getbasetemp()
    settings.IS_DEMONSTRATION = True
    settings.KEYS_DIR = root / "keys"
    private_storage().location  # noqa: B018 (made by the settings of the test run, below a temporary folder)
    return root
