"""The pages of a package: the tree in the source language, and its translations as the translation editor keeps them."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from assessments.pages.models import QuizPage
from courses.packages.blocks import settled, to_raw
from courses.packages.reading import Module, Package, Unit
from courses.packages.records import Records, Tally
from curriculum.pages.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from people.models import User

# Keys of units are made from the course's code and the unit's slug: the same on every site the package goes to.
NAMESPACE: Final = uuid.UUID("6f1f6a2e-6a0b-5e0f-9c9e-6b0f0c5f1d3a")

Texts = Mapping[str, str]


def write_pages(package: Package, records: Records, tally: Tally, *, actor: User | None) -> CoursePage:
    """Create or update the tree and its translations, page by page; pages that say the same are not touched."""
    source = locale_for(package.source_language)
    course_page = _course_page(package, records, source, tally, actor)
    pages: list[tuple[Page, Module | Unit]] = []
    module_pages = []
    for module in package.modules:
        module_page = _module_page(records, module, course_page, tally, actor)
        module_pages.append(module_page)
        pages.append((module_page, module))
        unit_pages = [_unit_page(package, records, unit, module_page, tally, actor) for unit in module.units]
        pages.extend(zip(unit_pages, module.units, strict=True))
        _put_in_order(module_page, unit_pages, actor)
    _put_in_order(course_page, module_pages, actor)
    for language in package.languages:
        if language != package.source_language:
            _translate(package, records, course_page, pages, language, tally, actor)
    return course_page


def locale_for(language: str) -> Locale:
    locale, _created = Locale.objects.get_or_create(language_code=language)
    return locale


def unit_key(course_code: str, slug: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"{course_code}/{slug}")


def _index(locale: Locale) -> CourseIndexPage:
    """The catalogue page of a language, made below that language's home page when it is missing."""
    existing = CourseIndexPage.objects.filter(locale=locale).first()
    if existing:
        return existing
    home = Site.objects.get(is_default_site=True).root_page.specific
    local_home = home.get_translation_or_none(locale) if home.locale_id != locale.pk else home
    if local_home is None:
        local_home = home.copy_for_translation(locale, copy_parents=True)
        local_home.save_revision().publish()
    other = CourseIndexPage.objects.first()
    index = CourseIndexPage(title="Courses", slug="courses", locale=locale)
    if other:
        index.translation_key = other.translation_key
    local_home.add_child(instance=index)
    index.save_revision().publish()
    return index


def _course_page(
    package: Package, records: Records, locale: Locale, tally: Tally, actor: User | None
) -> CoursePage:
    course, language = records.course, package.source_language
    page = CoursePage.objects.filter(course=course, locale=locale).first()
    title = package.meta["title"][language]
    if page is None:
        page = CoursePage(
            title=title,
            slug=course.slug,
            course=course,
            locale=locale,
            translation_key=unit_key(course.code, "course"),
        )
        return _create(page, _index(locale), tally, actor)
    return _update(page, {"title": title}, tally, actor)


def _module_page(
    records: Records, module: Module, parent: CoursePage, tally: Tally, actor: User | None
) -> ModulePage:
    key = unit_key(records.course.code, f"module/{module.slug}")
    title = module.title[parent.locale.language_code]
    page = ModulePage.objects.filter(translation_key=key, locale=parent.locale).first()
    if page is None:
        page = ModulePage(title=title, slug=module.slug, locale=parent.locale, translation_key=key)
        return _create(page, parent, tally, actor)
    return _update(page, {"title": title}, tally, actor)


def _unit_page(
    package: Package, records: Records, unit: Unit, parent: ModulePage, tally: Tally, actor: User | None
) -> LessonPage | QuizPage:
    language = package.source_language
    key = unit_key(records.course.code, unit.slug)
    model = LessonPage if unit.kind == "lesson" else QuizPage
    page = model.objects.filter(translation_key=key, locale=parent.locale).first()
    fields: dict[str, Any] = {"minutes": unit.minutes, "is_required": unit.is_required}
    if unit.kind == "lesson":
        existing = {raw["id"]: raw for raw in page.body.get_prep_value()} if page else {}
        fields.update(_lesson_fields(unit, records, language, existing))
    else:
        fields.update(title=unit.title[language], assessment=records.assessments[unit.assessment])
    outcomes = [records.competencies[code] for code in unit.outcomes]
    if page is None:
        page = model(slug=unit.slug, locale=parent.locale, translation_key=key, **fields)
        page.outcomes = outcomes
        return _create(page, parent, tally, actor)
    if page.get_parent().pk != parent.pk:
        page.move(parent, pos="last-child", user=actor)
        page.refresh_from_db()
    if {outcome.pk for outcome in page.outcomes.all()} != {outcome.pk for outcome in outcomes}:
        fields["outcomes"] = outcomes
    return _update(page, fields, tally, actor)


def _lesson_fields(
    unit: Unit, records: Records, language: str, existing: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    text = unit.texts[language]
    raws = [to_raw(block, figures=records.figures, questions=records.questions) for block in text.blocks]
    return {
        "title": text.title,
        "summary": text.summary,
        "body": [settled(raw, existing) for raw in raws],
    }


@transaction.atomic
def _create(page: Any, parent: Page, tally: Tally, actor: User | None) -> Any:
    body = _take_body(page)
    parent.refresh_from_db()
    parent.add_child(instance=page)
    if body is not None:
        page.body = body
    page.save_revision(user=actor).publish(user=actor, skip_permission_checks=True)
    page.refresh_from_db()
    tally.note("page", "created")
    return page


def _take_body(page: Any) -> Any:
    """StreamField data given to a constructor as a list must pass through the block once."""
    if not isinstance(page, LessonPage):
        return None
    page.body = page.body.stream_block.to_python(list(page.body.raw_data))
    return page.body


@transaction.atomic
def _update(page: Any, fields: Mapping[str, Any], tally: Tally, actor: User | None) -> Any:
    changed = False
    for name, value in fields.items():
        if name == "body":
            if page.body.get_prep_value() != value:
                page.body = page.body.stream_block.to_python(value)
                changed = True
        elif name == "outcomes":
            page.outcomes = value
            changed = True
        elif getattr(page, name) != value:
            setattr(page, name, value)
            changed = True
    if changed or not page.live:
        page.save_revision(user=actor).publish(user=actor, skip_permission_checks=True)
        page.refresh_from_db()
    tally.note("page", "changed" if changed else "same")
    return page


def _put_in_order(parent: Page, wanted: list[Any], actor: User | None) -> None:
    """Children in the package's order; what the package no longer has leaves the next release, not the site."""
    parent.refresh_from_db()
    keys = [page.pk for page in wanted]
    present = [child.pk for child in parent.get_children() if child.pk in set(keys)]
    if present != keys:
        for page in wanted:
            Page.objects.get(pk=page.pk).move(Page.objects.get(pk=parent.pk), pos="last-child", user=actor)
    for child in parent.get_children().live().exclude(pk__in=keys):
        child.specific.unpublish(user=actor)


def _translate(
    package: Package,
    records: Records,
    course_page: CoursePage,
    pages: Iterable[tuple[Any, Module | Unit]],
    language: str,
    tally: Tally,
    actor: User | None,
) -> None:
    """Course, modules and units in one language; a lesson without a file of that language is left out."""
    locale = locale_for(language)
    _index(locale)
    title = package.meta["title"].get(language)
    if not title:
        return
    _translate_page(course_page, CoursePage(title=title), locale, tally, actor)
    for page, part in pages:
        draft = _draft(page, part, records, language)
        if draft is not None and page.get_parent().has_translation(locale):
            _translate_page(page, draft, locale, tally, actor)


def _draft(page: Any, part: Module | Unit, records: Records, language: str) -> Any:
    """An unsaved page that says in ``language`` what ``page`` says; None when the package does not."""
    if isinstance(part, Module) or part.kind == "quiz":
        title = part.title.get(language)
        return type(page)(title=title) if title else None
    if language not in part.texts:
        return None
    fields = _lesson_fields(part, records, language, {})
    body = page.body.stream_block.to_python(fields.pop("body"))
    return LessonPage(body=body, **fields)


@transaction.atomic
def _translate_page(page: Any, draft: Any, locale: Locale, tally: Tally, actor: User | None) -> None:
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation, created = Translation.objects.get_or_create(source=source, target_locale=locale)
    ours = {
        (segment.path, segment.order): segment.string
        for segment in extract_segments(draft)
        if isinstance(segment, StringSegmentValue)
    }
    known = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.filter(locale=locale, context__object_id=source.object_id)
    }
    fresh: dict[tuple[int, int], StringTranslation] = {}
    changed = False
    for segment in source.stringsegment_set.select_related("context"):
        text = ours.get((segment.context.path, segment.order))
        key = (segment.string_id, segment.context_id)
        if text is None or (key in known and known[key].data == text.data):
            continue
        changed = True
        row = known.get(key)
        if row is None:
            fresh[key] = StringTranslation(
                translation_of_id=segment.string_id,
                locale=locale,
                context_id=segment.context_id,
                data=text.data,
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                last_translated_by=actor,
            )
        else:
            row.data, row.last_translated_by = text.data, actor
            row.translation_type = StringTranslation.TRANSLATION_TYPE_MANUAL
            row.save()
    StringTranslation.objects.bulk_create(fresh.values())
    if created or changed or not page.has_translation(locale):
        translation.save_target(user=actor, publish=True)
    tally.note("translation", "created" if created else "changed" if changed else "same")
