from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from credentials import drawing, limits, names, numbers, verifying
from credentials.errors import UnreadableUpload
from credentials.models import Credential
from credentials.revoking import reissue, revoke
from credentials.signatures import Seal
from credentials.verifying import State
from tests.factories.credentials import HARD_NAMES, make_credential
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


def test_answer_tells_every_state_apart(settings: LazySettings) -> None:
    staff = make_user()
    specimen = make_credential()
    settings.IS_DEMONSTRATION = False
    valid, taken_back, replaced = make_credential(), make_credential(), make_credential()
    past = make_credential(valid_until=timezone.now() - timedelta(days=1))
    revoke(taken_back, actor=staff, reason="issued by mistake")
    fresh = reissue(replaced, actor=staff, reason="name corrected")

    found = {
        name: verifying.verify(number, language="en").state
        for name, number in {
            "specimen": specimen.number,
            "valid": valid.number.lower(),
            "expired": past.number,
            "revoked": taken_back.number,
            "superseded": replaced.shown_number,
            "replacement": fresh.number,
            "unknown": numbers.new(),
            "mistyped": valid.number[:-1] + ("0" if valid.number[-1] != "0" else "1"),
        }.items()
    }
    assert found == {
        "specimen": State.SPECIMEN,
        "valid": State.VALID,
        "expired": State.EXPIRED,
        "revoked": State.REVOKED,
        "superseded": State.SUPERSEDED,
        "replacement": State.VALID,
        "unknown": State.UNKNOWN,
        "mistyped": State.MISTYPED,
    }


def test_replaced_certificate_names_its_successor() -> None:
    old = make_credential()
    fresh = reissue(old, actor=make_user(), reason="name corrected")
    assert verifying.verify(old.number, language="en").replaced_by == fresh.number


def test_answer_holds_no_full_name_unless_the_holder_agreed() -> None:
    credential = make_credential(
        make_user(native_name="สมศักดิ์ ใจดี", primary_identifier="", secondary_identifier="")
    )
    assert verifying.verify(credential.number, language="en").name == "ส••• ใ•••"
    Credential.objects.update(is_name_public=True)
    assert verifying.verify(credential.number, language="en").name == "สมศักดิ์ ใจดี"


def test_masked_name_keeps_whole_characters() -> None:
    assert names.masked("葛󠄀城 ปั๊ม नि O’Connor") == "葛󠄀••• ปั๊••• नि••• O•••"


@pytest.mark.parametrize(
    ("typed", "is_same"),
    [
        ("Ana Lúcia Souza", True),
        ("SOUZA ana lucia", True),
        ("Ａｎａ　Ｌｕｃｉａ　Ｓｏｕｚａ", True),
        ("Ana Souza", False),
        ("", False),
    ],
)
def test_name_is_compared_as_people_write_it(typed: str, is_same: bool) -> None:
    assert names.is_same(typed, {"native": "Ana Lúcia Souza", "latin": ""}) is is_same


@pytest.mark.parametrize("language", HARD_NAMES)
def test_hard_name_confirms_itself(language: str) -> None:
    credential = make_credential(make_user(native_name=HARD_NAMES[language]))
    assert verifying.confirm_name(credential.number, HARD_NAMES[language])
    assert not verifying.confirm_name(credential.number, "Somebody Else")


# --- Files ----------------------------------------------------------------------------------------


def test_issued_file_is_recognised() -> None:
    credential = drawing.draw(make_credential())
    found = verifying.verify_upload(drawing.stored_file(credential), language="en")
    assert (found.seal, found.is_credential_authentic, found.is_stored_file) == (Seal.INTACT, True, True)
    assert found.answer.number == credential.number


def test_changed_file_is_not_trusted() -> None:
    content = bytearray(drawing.stored_file(drawing.draw(make_credential())))
    place = content.index(b"/Title")
    content[place + 20] ^= 1
    found = verifying.verify_upload(bytes(content), language="en")
    assert found.seal is Seal.BROKEN
    assert not found.is_genuine


def test_page_drawn_anew_around_our_credential_is_not_trusted() -> None:
    original = drawing.stored_file(drawing.draw(make_credential()))
    forged = BytesIO()
    with pikepdf.open(BytesIO(original)) as document:
        del document.Root["/AcroForm"], document.Root["/Perms"], document.pages[0].obj["/Annots"]
        document.save(forged)
    found = verifying.verify_upload(forged.getvalue(), language="en")
    assert found.seal is Seal.MISSING
    assert found.is_credential_authentic
    assert not found.is_genuine


def test_addition_after_the_seal_is_not_trusted() -> None:
    original = drawing.stored_file(drawing.draw(make_credential()))
    found = verifying.verify_upload(original + b"\n% something added\n", language="en")
    assert not found.is_genuine


def test_file_that_is_no_certificate_is_refused_with_a_sentence() -> None:
    plain = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(plain)
    for content in (b"", b"hello", b"%PDF-1.7 but broken", plain.getvalue()):
        with pytest.raises(UnreadableUpload):
            verifying.verify_upload(content, language="en")


# --- Pages ----------------------------------------------------------------------------------------


def test_check_page_answers_without_a_name_and_is_in_no_index(client: Client) -> None:
    credential = make_credential(make_user(native_name="Siti Rahma", primary_identifier="RAHMA"))
    response = client.get(f"/en/verify/{credential.number}/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "Specimen: not a real award" in page
    assert "Siti" not in page and "RAHMA" not in page
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"


def test_check_page_tells_unknown_and_mistyped_apart(client: Client) -> None:
    number = numbers.new()
    unknown = client.get(f"/en/verify/{number}/")
    mistyped = client.get(f"/en/verify/{number[:-1]}U/")
    assert (unknown.status_code, mistyped.status_code) == (404, 404)
    assert "No such certificate" in unknown.content.decode()
    assert "typing mistake" in mistyped.content.decode()


def test_name_on_the_paper_is_confirmed_without_showing_it_before(client: Client) -> None:
    credential = make_credential(make_user(native_name="Siti Rahma"))
    address = f"/en/verify/{credential.number}/"
    assert "The name matches" in client.post(address, {"name": "siti rahma"}).content.decode()
    assert "not the name on the certificate" in client.post(address, {"name": "Dewi"}).content.decode()
    assert "Enter the name you read" in client.post(address, {"name": ""}).content.decode()


def test_name_is_confirmed_from_a_page_that_sends_no_referrer() -> None:
    credential = make_credential(make_user(native_name="Siti Rahma"))
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(
        f"/en/verify/{credential.number}/", {"name": "Siti Rahma"}, headers={"origin": "null"}
    )
    assert response.status_code == 200


@pytest.mark.parametrize("prefix", ["v", "V"])
def test_short_address_goes_to_the_readers_language_in_any_case(client: Client, prefix: str) -> None:
    credential = make_credential()
    client.cookies["language"] = "th"
    response = client.get(f"/{prefix}/{credential.number.lower()}")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/th/verify/{credential.number}/"


def test_number_form_leads_to_the_answer(client: Client) -> None:
    credential = make_credential()
    response = client.get("/en/verify/", {"number": f" {credential.shown_number.lower()} "})
    assert response.headers["Location"] == f"/en/verify/{credential.number}/"
    assert client.get("/en/verify/", {"number": ""}).status_code == 200
    assert client.get("/en/verify/", {"number": "a/b/../c"}, follow=True).status_code == 404


def test_upload_page_reports_the_file(client: Client) -> None:
    content = drawing.stored_file(drawing.draw(make_credential()))
    response = client.post(
        "/en/verify/file/", {"file": SimpleUploadedFile("a.pdf", content, "application/pdf")}
    )
    assert "the file we issued, unchanged" in response.content.decode()


def test_upload_page_says_what_is_wrong(client: Client) -> None:
    large = SimpleUploadedFile("a.pdf", b"%PDF-1.7" + b"0" * verifying.LARGEST_UPLOAD, "application/pdf")
    for file in (large, SimpleUploadedFile("a.txt", b"hello")):
        response = client.post("/en/verify/file/", {"file": file})
        assert response.status_code == 422
        assert "There is 1 mistake" in response.content.decode()
    assert client.post("/en/verify/file/", {}).status_code == 422


def test_checking_is_limited_and_typing_mistakes_do_not_count(client: Client) -> None:
    number = numbers.new()
    for _turn in range(limits.PER_MINUTE + 5):
        assert client.get(f"/en/verify/{number[:-1]}U/").status_code == 404
    for _turn in range(limits.PER_MINUTE):
        assert client.get(f"/en/verify/{number}/").status_code == 404
    refused = client.get(f"/en/verify/{number}/")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert client.get(f"/en/verify/{number}/", REMOTE_ADDR="192.0.2.7").status_code == 404
