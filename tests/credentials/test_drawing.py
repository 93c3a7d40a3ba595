import hashlib
import json
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from pytest_django import DjangoCaptureOnCommitCallbacks

from credentials import certificate, drawing, signatures
from credentials.errors import DamagedFile
from credentials.models import Credential
from credentials.signatures import Seal
from documents import pdf
from documents.typst_runner import draw as draw_page
from jobs.models import Job, JobState
from tests.factories.credentials import HARD_NAMES, make_credential, make_signatory
from tests.factories.people import make_user

AT = datetime(2026, 4, 2, 3, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("language", HARD_NAMES)
def test_certificate_keeps_the_standards_and_its_lines(language: str) -> None:
    make_signatory()
    credential = make_credential(make_user(native_name=HARD_NAMES[language]), language=language)
    content = drawing.file_of(credential, at=AT)

    structure = pdf.structure(content)
    assert structure.problems() == []
    assert structure.pages == 1
    assert HARD_NAMES[language] in structure.title
    assert structure.language.startswith(language)
    assert signatures.check(content) is Seal.INTACT


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["th", "km", "lo", "my"])
def test_stacking_scripts_extract_as_typed(language: str) -> None:
    credential = make_credential(make_user(native_name=HARD_NAMES[language]), language=language)
    content = drawing.file_of(credential, at=AT)
    assert HARD_NAMES[language] in pdf.replacement_texts(content)


@pytest.mark.django_db
@pytest.mark.parametrize("language", HARD_NAMES)
def test_reading_order_names_every_line_of_the_page(language: str) -> None:
    make_signatory()
    make_signatory(
        native_name="Siti Rahma", latin_name="", post_en="Head of Training", post_ja="", position=2
    )
    credential = make_credential(make_user(native_name=HARD_NAMES[language]), language=language)
    data = certificate.template_data(
        {**credential.facts, "reissue_of": credential.number},
        number=credential.number,
        base_url="https://training.example.org",
        is_specimen=True,
    )
    drawn = draw_page(certificate.TEMPLATE, data, timestamp=AT)
    assert drawn.warnings == ()
    assert pdf.leaf_count(drawn.pdf) == len(certificate.reading_order(data))


@pytest.mark.django_db
def test_page_is_the_same_to_the_byte_at_the_same_moment() -> None:
    credential = make_credential()
    first, second = (drawing.page(credential, credential_json="{}", at=AT) for _turn in range(2))
    assert first == second


@pytest.mark.django_db
def test_specimen_is_written_across_demonstration_awards_only() -> None:
    credential = make_credential()
    data = {
        is_specimen: certificate.template_data(
            credential.facts, number=credential.number, base_url="http://x", is_specimen=is_specimen
        )["specimen"]
        for is_specimen in (True, False)
    }
    assert data == {True: "SPECIMEN / 見本", False: None}
    assert credential.is_specimen


@pytest.mark.django_db
def test_a_very_long_name_and_title_stay_on_one_page() -> None:
    credential = make_credential(
        make_user(native_name="Wolfeschlegelsteinhausenbergerdorff " * 7),
        titles={"en": "A title that goes on and on about police work " * 5, "ja": "とても長い題名" * 20},
    )
    content = drawing.file_of(credential, at=AT)
    assert pdf.structure(content).pages == 1


@pytest.mark.django_db
def test_issued_award_is_drawn_when_its_transaction_stands(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        credential = make_credential()
        assert not credential.is_drawn
    credential.refresh_from_db()
    content = drawing.stored_file(credential)
    assert hashlib.sha256(content).hexdigest() == credential.file_digest
    assert len(content) == credential.file_size
    assert Job.objects.get(pk=credential.drawing_job_id).state == JobState.DONE


@pytest.mark.django_db
def test_drawing_again_keeps_the_first_file() -> None:
    credential = drawing.draw(make_credential())
    again = drawing.draw(Credential.objects.get(pk=credential.pk))
    assert again.file_digest == credential.file_digest


@pytest.mark.django_db
def test_drawing_continues_after_a_kill_between_file_and_row() -> None:
    credential = make_credential()
    name = f"certificates/{credential.issued_at:%Y}/{credential.uuid}.pdf"
    credential.file.storage.save(name, ContentFile(b"half a file"))
    credential = drawing.draw(credential)
    assert credential.file.name == name
    assert drawing.stored_file(credential).startswith(b"%PDF")


@pytest.mark.django_db
def test_two_runs_that_drew_at_once_keep_one_file() -> None:
    credential = make_credential()
    stale = Credential.objects.get(pk=credential.pk)
    first, second = drawing.draw(credential), drawing.draw(stale)
    assert first.file_digest == second.file_digest


@pytest.mark.django_db
def test_character_no_font_has_is_named_and_not_drawn(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        credential = make_credential(make_user(native_name="Ana \U0001f600"))
    credential.refresh_from_db()
    job = Job.objects.get(pk=credential.drawing_job_id)
    assert not credential.is_drawn
    assert [failure["ref"] for failure in job.failures] == [credential.shown_number]
    assert "U+1F600 GRINNING FACE" in job.failures[0]["message"]


@pytest.mark.django_db
def test_file_changed_in_storage_is_never_served() -> None:
    credential = drawing.draw(make_credential())
    storage = credential.file.storage
    storage.delete(credential.file.name)
    storage.save(credential.file.name, ContentFile(b"%PDF-1.7 something else"))
    with pytest.raises(DamagedFile):
        drawing.stored_file(credential)


@pytest.mark.django_db
def test_attached_credential_is_the_award() -> None:
    credential = drawing.draw(make_credential())
    attached = json.loads(pdf.attachments(drawing.stored_file(credential))["credential.json"])
    assert attached["id"].endswith(f"/v/{credential.number}")
    assert (
        attached["credentialSubject"]["identifier"][0]["identityHash"]
        == credential.facts["recipient"]["native"]
    )
