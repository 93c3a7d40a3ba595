"""The package as authors know it: read, refused with sentences, imported once and again, written back."""

import shutil
import zipfile
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page
from wagtail_localize.models import Translation

from courses.packages.blocks import from_raw, to_raw
from courses.packages.exporting import export_package
from courses.packages.importing import import_package
from courses.packages.prose import to_html, to_markdown
from courses.packages.reading import Block, PackageError, read_package
from courses.packages.unpacking import UnsafeArchive, unpack
from curriculum.models import Course
from curriculum.pages.models import LessonPage
from curriculum.releases import preflight, release_course

DEMO = Path(settings.BASE_DIR) / "demo" / "courses"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The first two modules' worth of a real course, small enough to import in a test: one module, its questions."""
    folder = tmp_path / "package"
    shutil.copytree(DEMO / "koban", folder)
    meta = yaml.safe_load((folder / "course.yaml").read_text())
    meta["modules"] = [meta["modules"][0], meta["modules"][-1]]
    (folder / "course.yaml").write_text(yaml.safe_dump(meta, allow_unicode=True, sort_keys=False))
    return folder


@pytest.mark.parametrize("name", sorted(path.name for path in DEMO.iterdir()))
def test_demonstration_package_is_whole(name: str) -> None:
    package = read_package(DEMO / name)
    for unit in package.units():
        if unit.kind == "lesson":
            assert set(unit.texts) == set(package.languages), unit.slug
    assert len(package.items) >= (12 if name == "koban" else 5)


def test_lessons_of_the_koban_course_are_real_prose() -> None:
    for unit in read_package(DEMO / "koban").units():
        if unit.kind == "lesson":
            words = sum(len(block.body.split()) for block in unit.texts["en"].blocks)
            exercises = sum(block.type in {"question", "check"} for block in unit.texts["en"].blocks)
            assert words >= 350 and exercises, unit.slug


def test_final_assessment_asks_in_every_form() -> None:
    package = read_package(DEMO / "koban")
    codes = [code for section in package.assessments["final"]["sections"] for code in section["items"]]
    forms = {
        (package.items[code]["interaction"], bool(package.items[code].get("multiple"))) for code in codes
    }
    assert len(codes) >= 12
    assert forms == {
        ("choice", False), ("choice", True), ("true_false", False), ("match", False), ("order", False),
        ("numeric", False), ("short_text", False), ("cloze", False),
    }  # fmt: skip


def test_every_problem_is_named_with_its_file(package: Path) -> None:
    lesson = package / "lessons" / "idea-and-history" / "small-post.ja.md"
    lesson.write_text(lesson.read_text() + "\n<!-- text one-more -->\n余分な段落です。\n")
    (package / "lessons" / "idea-and-history" / "from-1874.en.md").unlink()
    with pytest.raises(PackageError) as refused:
        read_package(package)
    assert {problem.file for problem in refused.value.problems} == {
        "lessons/idea-and-history/small-post.ja.md",
        "lessons/idea-and-history/from-1874.en.md",
    }


def test_damaged_yaml_is_refused_in_words(package: Path) -> None:
    (package / "glossary.yaml").write_text("- {key: [")
    with pytest.raises(PackageError, match=r"glossary\.yaml:1: The file is not valid YAML"):
        read_package(package)


@pytest.mark.slow
@pytest.mark.django_db
def test_import_writes_pages_questions_and_translations(
    package: Path, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        imported = import_package(package)
    assert imported.tally.counts["item"]["created"] == len(read_package(package).items)
    lesson = LessonPage.objects.get(slug="small-post", locale__language_code="en")
    japanese = lesson.get_translations().get(locale__language_code="ja").specific
    assert japanese.live and japanese.title == read_package(package).modules[0].units[0].texts["ja"].title
    assert [block.id for block in japanese.body] == [block.id for block in lesson.body]
    translation = Translation.objects.get(
        source__object_id=lesson.translation_key, target_locale__language_code="ja"
    )
    assert translation.get_progress()[0] == translation.get_progress()[1]


@pytest.mark.slow
@pytest.mark.django_db
def test_second_import_changes_nothing(package: Path, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        course = import_package(package).course
    before = list(Page.objects.order_by("pk").values_list("pk", "latest_revision_id", "last_published_at"))
    with django_capture_on_commit_callbacks(execute=True):
        again = import_package(package)
    assert again.course == course
    assert not again.tally.has_changes
    assert (
        list(Page.objects.order_by("pk").values_list("pk", "latest_revision_id", "last_published_at"))
        == before
    )


@pytest.mark.slow
@pytest.mark.django_db
def test_export_is_read_back_as_the_same_course(
    package: Path, tmp_path: Path, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        course = import_package(package).course
    export_package(course, tmp_path / "out")
    first, second = read_package(package), read_package(tmp_path / "out")
    assert second.modules == first.modules
    assert second.languages == first.languages
    with django_capture_on_commit_callbacks(execute=True):
        assert not import_package(tmp_path / "out").tally.has_changes


@pytest.mark.slow
@pytest.mark.django_db
def test_changed_lesson_is_the_only_thing_written(package: Path, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        import_package(package)
    lesson = package / "lessons" / "idea-and-history" / "small-post.en.md"
    lesson.write_text(lesson.read_text().replace("Imagine", "Suppose", 1))
    with django_capture_on_commit_callbacks(execute=True):
        tally = import_package(package).tally
    assert tally.counts["page"]["changed"] == 1
    assert tally.counts["page"]["created"] == 0
    assert tally.counts["item"].keys() == {"same"}


@pytest.mark.slow
@pytest.mark.django_db
def test_imported_course_can_be_released(package: Path, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        course = import_package(package).course
    assert [str(finding) for finding in preflight(course) if finding.severity == "error"] == []
    release = release_course(course, actor=None)
    assert release.units.studied().count() == sum(1 for _unit in read_package(package).units())
    assert Course.objects.get(pk=course.pk).releases.count() == 1


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/outside.txt", "package/../../outside.txt"])
def test_zip_that_would_write_outside_is_refused(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "package.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("package/course.yaml", "format: manabiya-course/1")
        opened.writestr(name, "x")
    with pytest.raises(UnsafeArchive):
        unpack(archive, tmp_path / "room")
    assert not (tmp_path / "outside.txt").exists()


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    archive = tmp_path / "package.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("package/course.yaml", "a" * 20_000_000)
    with pytest.raises(UnsafeArchive, match="too large"):
        unpack(archive, tmp_path / "room")
    assert not (tmp_path / "room").exists()


words = st.text(alphabet="abc äé交番ตำ .,;()", min_size=1, max_size=30).map(str.strip).filter(bool)


@given(st.lists(words, min_size=1, max_size=4))
def test_paragraphs_survive_the_way_to_rich_text_and_back(paragraphs: list[str]) -> None:
    markdown = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    html = to_html(markdown)
    assert to_html(to_markdown(html)) == html


@given(st.lists(words, min_size=2, max_size=5))
def test_steps_survive_the_way_to_the_page_and_back(steps: list[str]) -> None:
    lines = [" ".join(step.split()) for step in steps]
    block = Block("steps", "at-the-counter", {}, "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1)))
    raw = to_raw(block, figures={}, questions={})
    assert to_raw(from_raw(raw, figures={}, questions={}), figures={}, questions={}) == raw
