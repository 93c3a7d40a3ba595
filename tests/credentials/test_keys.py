import stat
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import CommandError

from credentials import keys, signatures
from credentials.errors import NoSigner
from credentials.signatures import FileSeal, NoSeal, Seal


def test_demonstration_makes_a_chain_marked_test_once(settings: LazySettings, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path / "keys"
    first = keys.read("root.pem")
    assert keys.read("root.pem") == first
    assert keys.problems() == []
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["certificates"]
    for path in (tmp_path / "keys" / "certificates").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_real_site_never_invents_keys(settings: LazySettings, tmp_path: Path) -> None:
    settings.KEYS_DIR, settings.IS_DEMONSTRATION = tmp_path, False
    with pytest.raises(NoSigner):
        signatures.signer()
    with pytest.raises(CommandError):
        call_command("certificate_keys", stdout=StringIO(), stderr=StringIO())
    assert list(tmp_path.iterdir()) == []


def test_command_makes_the_badge_key_once_and_names_what_is_missing(
    settings: LazySettings, tmp_path: Path
) -> None:
    settings.KEYS_DIR, settings.IS_DEMONSTRATION = tmp_path, False
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("certificate_keys", badge_key=True, stdout=StringIO(), stderr=errors)
    assert errors.getvalue().splitlines() == [
        "seal.p12 is missing.",
        "seal.password is missing.",
        "root.pem is missing.",
    ]
    made = keys.read("badge.pem")
    assert not keys.make_badge_key()
    assert keys.read("badge.pem") == made


def test_wrong_passphrase_is_named(settings: LazySettings, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path
    (keys.folder() / "seal.password").write_bytes(b"wrong")
    assert keys.problems() == ["seal.p12 does not open with seal.password."]


def test_second_maker_of_a_chain_gives_way(tmp_path: Path) -> None:
    keys.make_test_keys(tmp_path / "certificates")
    first = (tmp_path / "certificates" / "root.pem").read_bytes()
    keys.make_test_keys(tmp_path / "certificates")
    assert (tmp_path / "certificates" / "root.pem").read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["certificates"]


def test_signer_is_a_setting(settings: LazySettings) -> None:
    assert isinstance(signatures.signer(), FileSeal)
    settings.CREDENTIAL_SIGNER = "none"
    assert isinstance(signatures.signer(), NoSeal)
    assert signatures.signer().sign(b"%PDF-1.7", reason="x") == b"%PDF-1.7"


def test_file_that_is_no_pdf_has_no_intact_seal() -> None:
    assert {signatures.check(content) for content in (b"", b"hello", b"%PDF-1.7")} == {Seal.BROKEN}
