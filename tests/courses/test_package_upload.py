"""A package comes into the CMS as a zip: refused in words, checked without writing, imported by a job, written back."""

import io
import re
import shutil
import stat
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Item, ItemText
from assessments.reviewing import review_text
from courses.errors import PackageRefused
from courses.models import PackageUpload
from courses.packages import uploading
from courses.packages.exporting import export_package
from courses.packages.importing import import_package, rehearse
from courses.packages.reading import PackageError, read_package
from courses.packages.records import Mode, Tally
from courses.packages.unpacking import UnsafeArchive, unpack
from curriculum import releases
from curriculum.models import Course, ReviewState, SubjectRoleKind, TranslationReview
from curriculum.page_reviews import review_translation
from curriculum.pages.models import LessonPage
from jobs.models import Job, JobState
from jobs.queue import cancel, resume, run
from people.models import AuditEntry
from tests.factories.curriculum import make_area, make_subject_role
from tests.factories.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WATCHED = (
    "curriculum",
    "curriculum_pages",
    "assessments",
    "assessments_pages",
    "wagtailcore",
    "wagtail_localize",
)


@pytest.fixture(autouse=True)
def _private(settings, tmp_path: Path) -> None:
    settings.IS_DEMONSTRATION = True  # fictitious people need no second factor
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "private"), "base_url": None},
        },
    }


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The small package of the documentation."""
    text = (Path(settings.BASE_DIR) / "docs" / "course-packages.md").read_text(encoding="utf-8")
    for name, content in re.findall(r"^```\w+ file=(\S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        path = tmp_path / "radio-basics" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path / "radio-basics"


def zipped(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder.parent))
    return packed.getvalue()


def file_of(content: Path | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("radio.zip", content if isinstance(content, bytes) else zipped(content))


def person_with(*roles: str, area: str = "operations"):
    person = make_user(is_fictitious=True)
    for role in roles:
        make_subject_role(role, make_area(area), person=person)
    return person


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def everything() -> dict[str, list]:
    """Every row of the apps an import writes to."""
    models = [model for model in apps.get_models() if model._meta.app_label in WATCHED]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


@pytest.fixture
def imported(package, django_capture_on_commit_callbacks):
    def bring(mode: Mode = Mode.PUBLISH, actor=None, folder: Path | None = None) -> Tally:
        tally = Tally(mode=mode)
        with django_capture_on_commit_callbacks(execute=True):
            import_package(folder or package, actor=actor, tally=tally)
        return tally

    return bring


# --- The zip --------------------------------------------------------------------------------------
def refusal(content: bytes, tmp_path: Path) -> str:
    archive = tmp_path / "given.zip"
    archive.write_bytes(content)
    with pytest.raises(UnsafeArchive) as refused:
        unpack(archive, tmp_path / "room")
    return str(refused.value)


def test_what_is_no_zip_is_refused(tmp_path, package) -> None:
    whole = zipped(package)
    assert "damaged" in refusal(b"not a zip", tmp_path)
    assert "damaged" in refusal(whole[: len(whole) // 2], tmp_path)
    assert "course.yaml" in refusal(zipped(package / "lessons"), tmp_path)


def test_damaged_entry_is_refused(tmp_path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("p/course.yaml", "format: manabiya-course/1")
    content = packed.getvalue().replace(b"format: mana", b"format: xxxx")
    assert "damaged" in refusal(content, tmp_path)


def test_link_in_a_zip_is_refused(tmp_path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("p/figures/antenna.svg")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "outside" in refusal(packed.getvalue(), tmp_path)


def test_zip_with_too_many_files_is_refused(tmp_path, monkeypatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(5001):
            archive.writestr(f"p/{number}.md", "")
    assert "too large" in refusal(packed.getvalue(), tmp_path)


def test_zip_over_the_limit_is_refused_before_it_is_kept(monkeypatch, package) -> None:
    monkeypatch.setattr(uploading, "MAX_PACKED", 100)
    with pytest.raises(UnsafeArchive, match="larger than 50 MB"):
        uploading.receive(file_of(package), actor=person_with(SubjectRoleKind.AUTHOR))
    assert not PackageUpload.objects.exists()


# --- The files ------------------------------------------------------------------------------------
def problems(package: Path) -> list[str]:
    with pytest.raises(PackageError) as refused:
        read_package(package)
    return [str(problem) for problem in refused.value.problems]


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("course.yaml", "minutes: 25", "minutes: soon", "course.yaml:8: “minutes” must be a whole number"),
        ("course.yaml", "level: basic ", "level: expert ", "course.yaml:7: “level” has a value"),
        ("course.yaml", "code: X\n", "code: 'X; DROP'\n", "course.yaml:2: “code” must be a code"),
        ("course.yaml", "slug: one-sentence", "slug: ../../x", "“slug” must be a slug"),
        ("course.yaml", "slug: check,", "slug: one-sentence,", "course.yaml: “one-sentence” is used twice."),
        ("course.yaml", "languages: [en, ja]", "languages: [en, xx]", "“xx” is not one of this site's"),
        (
            "course.yaml",
            "title: {en: Radio basics,",
            "title: {xx: Radio basics,",
            "must be texts by language",
        ),
        ("items/X-01.yaml", "points: 1", "points: many", "items/X-01.yaml:4: “points” must be a number."),
        ("items/X-01.yaml", "{id: b,", "{id: 'b c',", "items/X-01.yaml:11: “id” must be a code"),
        ("items/X-02.yaml", "answer: false", "answer: maybe", "items/X-02.yaml:5: “answer” must be true"),
        (
            "assessments/final.yaml",
            "pass_percent: 70",
            "pass_percent: 170",
            "“pass_percent” must be a percentage",
        ),
        ("statistics.yaml", "2027-04-01", "2027-14-01", "statistics.yaml"),
        (
            "glossary.yaml",
            "- key: call-sign",
            "- &a\n  key: call-sign\n- *a",
            "glossary.yaml:3: The file is not",
        ),
        ("figures.yaml", "figures/antenna.svg", "../../etc/passwd", "../../etc/passwd: The file is outside"),
        ("figures.yaml", "figures/antenna.svg", "figures/none.svg", "figures/none.svg: The file is missing."),
        ("figures/antenna.svg", "<svg", "<html", "figures/antenna.svg: "),
        (
            "lessons/speaking/one-sentence.en.md",
            "<!-- note calm kind=warn -->",
            "<!-- note calm kind=loud -->",
            "lessons/speaking/one-sentence.en.md:12: Block “calm”: kind must be",
        ),
        (
            "lessons/speaking/one-sentence.en.md",
            "<!-- steps order -->",
            "<!-- stairs order -->",
            "lessons/speaking/one-sentence.en.md:8: There is no block type “stairs”.",
        ),
        (
            "lessons/speaking/one-sentence.ja.md",
            "{term:call-sign|",
            "{term:call-sing|",
            "lessons/speaking/one-sentence.ja.md:5: There is no term “call-sing”.",
        ),
        (
            "lessons/speaking/one-sentence.ja.md",
            "2. 名前と場所を言います。",
            "2. 名前と場所を言います。\n3. 待ちます。",
            "lessons/speaking/one-sentence.ja.md:8: Block “order” has another number",
        ),
        (
            "lessons/speaking/one-sentence.en.md",
            "title: One sentence",
            "title: [One",
            "lessons/speaking/one-sentence.en.md:3: The file is not valid YAML",
        ),
    ],
)
def test_problem_is_named_with_file_and_line(package, file, old, new, said) -> None:
    replace(package / file, old, new)
    assert any(said in problem for problem in problems(package)), problems(package)


def test_text_that_is_not_utf8_is_refused(package) -> None:
    (package / "lessons/speaking/one-sentence.ja.md").write_bytes("---\ntitle: 一文\n---\n".encode("cp932"))
    assert "lessons/speaking/one-sentence.ja.md: The file is not text in UTF-8." in problems(package)


def test_endless_nesting_is_refused(package) -> None:
    (package / "glossary.yaml").write_text("[" * 20_000)
    assert any(problem.startswith("glossary.yaml") for problem in problems(package))


# --- Checking writes nothing ----------------------------------------------------------------------
def counts(tally: Tally, what: str) -> dict[str, int]:
    return {kind: counter[what] for kind, counter in tally.counts.items() if counter[what]}


def test_check_of_a_new_course_writes_nothing_and_foretells_the_import(package, imported) -> None:
    before = everything()
    foretold = rehearse(read_package(package))
    assert everything() == before
    done = imported()
    assert counts(foretold, "created") == counts(done, "created")
    assert counts(foretold, "changed") == counts(done, "changed") == {}
    assert counts(done, "created")["page"] == 4


def test_check_of_a_known_course_says_what_changed_and_writes_nothing(package, imported) -> None:
    imported()
    assert not rehearse(read_package(package)).has_changes
    replace(package / "lessons/speaking/one-sentence.en.md", "1. Listen before", "1. Always listen before")
    replace(package / "lessons/speaking/one-sentence.ja.md", "早口は", "早い話は")
    replace(package / "items/X-02.yaml", "answer: false", "answer: true")
    replace(package / "glossary.yaml", "on the air", "by radio")
    replace(package / "assessments/final.yaml", "items: [X-02]", "items: [X-02, X-01]")
    before = everything()
    foretold = rehearse(read_package(package))
    assert everything() == before
    changed = [(entry.kind, entry.name) for entry in foretold.entries if entry.what == "changed"]
    assert changed == [
        ("glossaryterm", "call-sign"),
        ("item", "X-02"),
        ("assessment", "radio-basics-final"),
        ("page", "One sentence"),
        ("translation", "一文で伝える (ja)"),
    ]
    assert counts(imported(), "changed") == counts(foretold, "changed")
    assert not rehearse(read_package(package)).has_changes


# --- In the CMS -----------------------------------------------------------------------------------
def test_author_uploads_checks_and_imports_drafts(package, django_capture_on_commit_callbacks) -> None:
    author = person_with(SubjectRoleKind.AUTHOR)
    client = client_of(author)
    answer = client.post(reverse("course_packages"), {"package": file_of(package)}, follow=True)
    html = answer.content.decode()
    assert "What an import would do" in html and "Import as drafts" in html and "One sentence" in html
    assert not Course.objects.exists()
    upload = PackageUpload.objects.get()
    assert (upload.course_code, upload.area_code, upload.uploaded_by) == ("X", "operations", author)
    page = reverse("course_package", args=[upload.uuid])
    with django_capture_on_commit_callbacks(execute=False):
        client.post(page)
    job = Job.objects.get()
    assert job.total == len(rehearse(read_package(package), writes_areas=False).entries)
    waiting = client.get(page)
    assert waiting.headers["Refresh"] == "3" and "Waiting" in waiting.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.error) == (JobState.DONE, job.total, "")
    lesson = LessonPage.objects.get(slug="one-sentence", locale__language_code="en")
    assert not lesson.live and not Item.objects.filter(live=True).exists()
    assert lesson.get_translations().get().specific.live is False
    assert [finding.is_error for finding in releases.preflight(Course.objects.get())] == [True]
    html = client.get(page).content.decode()
    assert "Nothing: this site says the same already." in html


def test_reviewer_publishes_what_the_author_brought(package, django_capture_on_commit_callbacks) -> None:
    author, reviewer = person_with(SubjectRoleKind.AUTHOR), person_with(SubjectRoleKind.REVIEWER)
    with django_capture_on_commit_callbacks(execute=True):
        upload = uploading.receive(file_of(package), actor=author)
        run(uploading.start_import(upload, actor=author).pk)
    client = client_of(reviewer)
    page = reverse("course_package", args=[upload.uuid])
    assert "Import and publish" in client.get(page).content.decode()
    client.post(page)
    with django_capture_on_commit_callbacks(execute=True):
        run(Job.objects.order_by("-pk")[0].pk)
    assert Job.objects.order_by("-pk")[0].state == JobState.DONE
    lessons = LessonPage.objects.filter(slug="one-sentence")
    assert [lesson.live for lesson in lessons] == [True, True]
    assert Item.objects.filter(live=True).count() == 2
    assert releases.release_course(Course.objects.get(), actor=reviewer).units.studied().count() == 2
    acts = AuditEntry.objects.filter(object_type="package_upload").order_by("pk")
    assert list(acts.values_list("action", "actor_id")) == [
        ("package.uploaded", author.pk),
        ("package.import_started", author.pk),
        ("package.import_started", reviewer.pk),
    ]


def test_author_s_import_leaves_live_pages_and_questions_as_they_are(package, imported) -> None:
    imported()
    replace(package / "lessons/speaking/one-sentence.en.md", "1. Listen before", "1. Always listen before")
    replace(package / "items/X-02.yaml", "answer: false", "answer: true")
    imported(Mode.DRAFT, actor=person_with(SubjectRoleKind.AUTHOR))
    lesson = LessonPage.objects.get(slug="one-sentence", locale__language_code="en")
    assert lesson.live and "Always" not in str(lesson.body)
    assert "Always" in str(lesson.get_latest_revision_as_object().body)
    item = Item.objects.get(code="X-02")
    assert item.is_true is False and item.get_latest_revision_as_object().is_true is True
    assert not rehearse(read_package(package)).has_changes
    imported(Mode.PUBLISH)
    item.refresh_from_db()
    lesson.refresh_from_db()
    assert item.is_true is True and "Always" in str(lesson.body)


def test_problems_are_shown_with_file_and_line_and_nothing_is_imported(package) -> None:
    replace(package / "items/X-01.yaml", "points: 1", "points: many")
    client = client_of(person_with(SubjectRoleKind.AUTHOR))
    html = client.post(
        reverse("course_packages"), {"package": file_of(package)}, follow=True
    ).content.decode()
    assert "1 problem must be mended" in html
    assert "<bdi>items/X-01.yaml</bdi></td><td>4</td><td>“points” must be a number." in html
    assert "Import as drafts" not in html
    client.post(reverse("course_package", args=[PackageUpload.objects.get().uuid]))
    assert not Job.objects.exists() and not Course.objects.exists()


def test_refused_zip_is_said_in_the_form_and_not_kept() -> None:
    client = client_of(person_with(SubjectRoleKind.AUTHOR))
    html = client.post(reverse("course_packages"), {"package": file_of(b"no zip")}).content.decode()
    assert "The file is damaged, or no zip at all. Make the zip again." in html
    assert not PackageUpload.objects.exists()


@pytest.mark.parametrize(
    ("roles", "area", "mode"),
    [
        (["author"], "operations", Mode.DRAFT),
        (["reviewer"], "operations", Mode.PUBLISH),
        (["author", "reviewer"], "operations", Mode.PUBLISH),
        (["author"], "traffic", None),
        (["translator"], "operations", None),
    ],
)
def test_how_far_an_import_goes_follows_the_role(package, roles, area, mode) -> None:
    make_area("operations")
    person = person_with(*roles, area=area)
    if mode is None:
        with pytest.raises(PackageRefused, match="neither author nor reviewer"):
            uploading.mode_open_to(person, read_package(package))
    else:
        assert uploading.mode_open_to(person, read_package(package)) is mode


def test_new_subject_area_is_for_administrators(package) -> None:
    author = person_with(SubjectRoleKind.AUTHOR, area="traffic")
    with pytest.raises(PackageRefused, match="no subject area “operations”"):
        uploading.mode_open_to(author, read_package(package))
    administrator = make_user(is_superuser=True)
    assert uploading.mode_open_to(administrator, read_package(package)) is Mode.PUBLISH


def test_questions_of_another_subject_area_are_not_overwritten(package, imported) -> None:
    imported()
    Item.objects.filter(code="X-02").update(subject_area=make_area("traffic"))
    with pytest.raises(PackageRefused, match="neither author nor reviewer"):
        uploading.mode_open_to(person_with(SubjectRoleKind.AUTHOR), read_package(package))


def test_slug_of_another_course_is_a_problem(package, imported) -> None:
    imported()
    replace(package / "course.yaml", "code: X\n", "code: Y\n")
    upload = uploading.receive(file_of(package), actor=person_with(SubjectRoleKind.AUTHOR))
    found = uploading.check(upload, upload.uploaded_by)
    assert [str(problem) for problem in found.problems] == [
        "course.yaml: The slug “radio-basics” belongs to the course X. Choose another one."
    ]


def test_upload_of_others_is_seen_by_reviewers_of_its_area_only(package) -> None:
    upload = uploading.receive(file_of(package), actor=person_with(SubjectRoleKind.AUTHOR))
    page = reverse("course_package", args=[upload.uuid])
    seen = {
        (role, area): client_of(person_with(role, area=area)).get(page).status_code
        for role in ("author", "reviewer")
        for area in ("operations", "traffic")
    }
    assert seen == {
        ("author", "operations"): 404, ("author", "traffic"): 404,
        ("reviewer", "operations"): 200, ("reviewer", "traffic"): 404,
    }  # fmt: skip


def test_translators_and_learners_have_no_such_page() -> None:
    for person in (person_with(SubjectRoleKind.TRANSLATOR), make_user(is_fictitious=True)):
        assert client_of(person).get(reverse("course_packages")).status_code in {302, 404}


def test_import_stops_where_the_role_was_lost_meanwhile(package, django_capture_on_commit_callbacks) -> None:
    reviewer = person_with(SubjectRoleKind.REVIEWER)
    upload = uploading.receive(file_of(package), actor=reviewer)
    job = uploading.start_import(upload, actor=reviewer)
    reviewer.subject_roles.all().delete()
    run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED and not Course.objects.exists()
    assert "neither author nor reviewer" in job.failures[0]["message"]
    html = client_of(make_user(is_superuser=True, is_fictitious=True)).get(
        reverse("course_package", args=[upload.uuid])
    )
    assert "neither author nor reviewer" in html.content.decode()


def test_cancelled_import_is_finished_by_continuing(package, django_capture_on_commit_callbacks) -> None:
    reviewer = person_with(SubjectRoleKind.REVIEWER)
    upload = uploading.receive(file_of(package), actor=reviewer)
    job = uploading.start_import(upload, actor=reviewer)
    with pytest.raises(PackageRefused, match="being imported already"):
        uploading.start_import(upload, actor=reviewer)
    Job.objects.filter(pk=job.pk).update(is_cancel_requested=True)
    run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED and not LessonPage.objects.exists()
    resume(job)
    with django_capture_on_commit_callbacks(execute=True):
        run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE and LessonPage.objects.filter(live=True).count() == 2
    assert cancel(job).state == JobState.DONE


def test_old_zips_go_and_what_they_brought_stays(package, imported) -> None:
    imported()
    old = uploading.receive(file_of(package), actor=person_with(SubjectRoleKind.AUTHOR))
    PackageUpload.objects.update(uploaded_at=timezone.now() - timedelta(days=40))
    new = uploading.receive(file_of(package), actor=person_with(SubjectRoleKind.AUTHOR))
    assert uploading.dispose_uploads(timezone.now() - timedelta(days=31)) == 1
    assert list(PackageUpload.objects.all()) == [new]
    assert not Path(old.file.path).exists() and Path(new.file.path).exists()
    assert Course.objects.exists()


# --- Out again ------------------------------------------------------------------------------------
def test_course_is_downloaded_as_a_zip_that_comes_back_unchanged(package, imported, tmp_path) -> None:
    imported()
    course = Course.objects.get()
    client = client_of(person_with(SubjectRoleKind.AUTHOR))
    listing = client.get(reverse("wagtailsnippets_curriculum_course:list")).content.decode()
    address = reverse("course_package_download", args=[course.pk])
    assert address in listing
    answer = client.get(address)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="radio-basics.zip"'
    archive = tmp_path / "out.zip"
    archive.write_bytes(b"".join(answer.streaming_content))
    again = read_package(unpack(archive, tmp_path / "again"))
    assert again.modules == read_package(package).modules
    assert not rehearse(again).has_changes
    stranger = client_of(person_with(SubjectRoleKind.AUTHOR, area="traffic"))
    assert stranger.get(address).status_code == 404


def test_course_with_a_film_is_not_written_and_says_so(imported) -> None:
    imported()
    lesson = LessonPage.objects.get(slug="one-sentence", locale__language_code="en")
    film = {"kind": "video", "title": "Film", "file": None, "transcript": "", "duration": 0}
    lesson.body = [*lesson.body.get_prep_value(), {"type": "media", "id": "m", "value": film}]
    lesson.save_revision().publish()
    client = client_of(person_with(SubjectRoleKind.AUTHOR))
    course = Course.objects.get()
    html = client.get(reverse("course_package_download", args=[course.pk]), follow=True).content.decode()
    assert "“One sentence” holds a film, sound or file, which packages do not carry." in html


def test_course_made_in_the_cms_comes_back_to_its_own_pages(package, imported, tmp_path) -> None:
    """Its pages have keys of their own; the package finds them by their place."""
    imported()
    LessonPage.objects.filter(slug="one-sentence").update(translation_key="0" * 31 + "1")
    pages = LessonPage.objects.count()
    export_package(Course.objects.get(), tmp_path / "out")
    replace(tmp_path / "out/lessons/speaking/one-sentence.en.md", "Listen before", "Always listen before")
    imported(folder=tmp_path / "out")
    assert LessonPage.objects.count() == pages
    lesson = LessonPage.objects.get(slug="one-sentence", locale__language_code="en")
    assert "Always" in str(lesson.body)


# --- Checks of translations travel ----------------------------------------------------------------
@pytest.fixture
def checked(package, imported, tmp_path) -> Path:
    """An export whose Japanese lesson and first question stand checked; the database is emptied of checks."""
    imported()
    reviewer = person_with(SubjectRoleKind.REVIEWER)
    lesson = LessonPage.objects.get(slug="one-sentence", locale__language_code="ja")
    review_translation(lesson, ReviewState.SUBJECT, actor=reviewer)
    review_text(Item.objects.get(code="X-01"), "ja", ReviewState.NATIVE, actor=reviewer)
    export_package(Course.objects.get(), tmp_path / "checked")
    TranslationReview.objects.all().delete()
    return tmp_path / "checked"


def lines(folder: Path) -> list[tuple]:
    listed = yaml.safe_load((folder / "reviews.yaml").read_text())
    return [
        (entry.get("unit") or entry.get("question"), entry["language"], entry["state"]) for entry in listed
    ]


def test_export_writes_checks_and_import_takes_them_over(checked, imported) -> None:
    assert lines(checked) == [("X-01", "ja", "native"), ("one-sentence", "ja", "subject")]
    importer = person_with(SubjectRoleKind.REVIEWER)
    imported(folder=checked, actor=importer)
    assert set(TranslationReview.objects.values_list("state", "person")) == {
        ("native", None),
        ("subject", None),
    }
    entries = AuditEntry.objects.filter(action="translation.review_imported")
    assert {entry.actor_id for entry in entries} == {importer.pk}
    release = releases.release_course(Course.objects.get(), actor=None)
    edition = release.units.get(slug="one-sentence").editions.get(language="ja")
    assert edition.review_state == "subject"
    assert ItemText.objects.get(version__item__code="X-01", language="ja").review_state == "native"


def test_check_of_other_words_does_not_count(checked, imported) -> None:
    replace(checked / "lessons/speaking/one-sentence.ja.md", "早口は", "早い話は")
    imported(folder=checked)
    assert list(TranslationReview.objects.values_list("state", flat=True)) == ["native"]


def test_author_cannot_bring_checks(checked, imported) -> None:
    imported(Mode.DRAFT, actor=person_with(SubjectRoleKind.AUTHOR), folder=checked)
    assert not TranslationReview.objects.exists()


def test_package_without_checks_has_no_such_file(package, imported, tmp_path) -> None:
    imported()
    export_package(Course.objects.get(), tmp_path / "out")
    assert not (tmp_path / "out" / "reviews.yaml").exists()
    shutil.rmtree(tmp_path / "out")


def test_safety_mark_travels(package, imported, tmp_path) -> None:
    replace(package / "course.yaml", "safety: false", "safety: true")
    imported()
    assert Course.objects.get().is_safety
    export_package(Course.objects.get(), tmp_path / "out")
    assert read_package(tmp_path / "out").meta["safety"] is True
    assert not rehearse(read_package(tmp_path / "out")).has_changes
