"""The shape of the project, held by the test run."""

import configparser
import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def own_apps() -> set[str]:
    return {
        config.name.partition(".")[0]
        for config in apps.get_app_configs()
        if Path(config.path).is_relative_to(ROOT) and ".venv" not in Path(config.path).parts
    }


def test_every_app_has_its_layer() -> None:
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter")
    layers = contract["importlinter:contract:layers"]["layers"].replace("|", " ").split()
    assert set(layers) == own_apps()


def test_no_model_is_ordered_by_the_order_of_another_table() -> None:
    """``ordering = ["attempt"]`` would join attempts, deliveries and people into every query of an item."""
    joined = [
        f"{model.__name__}.{name}"
        for model in apps.get_models()
        if model._meta.app_config.name.partition(".")[0] in own_apps()
        for name in model._meta.ordering
        if isinstance(name, str)
        and any(field.is_relation and field.name == name.lstrip("-") for field in model._meta.fields)
    ]
    assert joined == []


def test_imports_go_one_way() -> None:
    result = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout


def test_locale_folder_does_not_hide_the_standard_library() -> None:
    assert not (ROOT / "locale" / "__init__.py").exists()


def test_lock_files_hold_no_addresses() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "--index-url" not in text and "://" not in text, lock
