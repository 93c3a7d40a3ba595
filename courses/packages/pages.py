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
    source = locale_for(package.source_language, tally)
    course_page = _course_page(package, records, source, tally, actor)
    pages: list[tuple[Page, Module | Unit]] = []
    module_pages = []
    for module in package.modules:
        module_page = _module_page(records, module, course_page, tally, actor)
        module_pages.append(module_page)
        pages.append((module_page, module))
        unit_pages = [_unit_page(package, records, unit, module_page, tally, actor) for unit in module.units]
        pages.extend(zip(unit_pages, module.units, strict=True))
        _put_in_order(module_page, unit_pages, tally, actor)
    _put_in_order(course_page, module_pages, tally, actor)
    for language in package.languages:
        if language != package.source_language:
            _translate(package, records, course_page, pages, language, tally, actor)
    return course_page


def locale_for(language: str, tally: Tally) -> Locale:
    locale = Locale.objects.filter(language_code=language).first() or Locale(language_code=language)
    if locale.pk is None and tally.writes:
        locale.save()
    return locale


def _newest(page: Any) -> Any:
    """The page as its editor last saved it: a draft that says what the package says is no change."""
    return page.get_latest_revision_as_object() if page.has_unpublished_changes else page


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
    page = CoursePage.objects.filter(course__code=course.code, locale__language_code=language).first()
    title = package.meta["title"][language]
    if page is None:
        page = CoursePage(
            title=title,
            slug=course.slug,
            course=course,
            locale=locale,
            translation_key=unit_key(course.code, "course"),
        )
        return _create(page, _index(locale) if tally.writes else None, tally, actor)
    return _update(_newest(page), {"title": title}, tally, actor)


def _module_page(
    records: Records, module: Module, parent: CoursePage, tally: Tally, actor: User | None
) -> ModulePage:
    key = unit_key(records.course.code, f"module/{module.slug}")
    language = parent.locale.language_code
    title = module.title[language]
    page = _stored(ModulePage, key, language, parent, module.slug)
    if page is None:
        page = ModulePage(title=title, slug=module.slug, locale=parent.locale, translation_key=key)
        return _create(page, parent, tally, actor)
    return _update(_newest(page), {"title": title}, tally, actor)


def _unit_page(
    package: Package, records: Records, unit: Unit, parent: ModulePage, tally: Tally, actor: User | None
) -> LessonPage | QuizPage:
    language = package.source_language
    key = unit_key(records.course.code, unit.slug)
    model = LessonPage if unit.kind == "lesson" else QuizPage
    stored = _stored(model, key, language, parent, unit.slug)
    page = _newest(stored) if stored else None
    fields: dict[str, Any] = {"minutes": unit.minutes, "is_required": unit.is_required}
    if unit.kind == "lesson":
        existing = {raw["id"]: raw for raw in page.body.get_prep_value()} if page else {}
        fields.update(_lesson_fields(unit, records, language, existing))
    else:
        fields.update(title=unit.title[language], assessment=records.assessments[unit.assessment])
    outcomes = [records.competencies[code] for code in unit.outcomes]
    if page is None:
        page = model(slug=unit.slug, locale=parent.locale, translation_key=key, **fields)
        if tally.writes:
            page.outcomes = outcomes
        return _create(page, parent, tally, actor)
    if tally.publishes and stored.get_parent().pk != parent.pk:
        stored.move(parent, pos="last-child", user=actor)
        page = _newest(model.objects.get(pk=stored.pk))
    if {outcome.pk for outcome in page.outcomes.all()} != {outcome.pk for outcome in outcomes}:
        fields["outcomes"] = outcomes
    return _update(page, fields, tally, actor)


def _stored(model: type[Any], key: uuid.UUID, language: str, parent: Page, slug: str) -> Any:
    """The page of a unit; one made in the CMS has a key of its own and is known by its place."""
    found = model.objects.filter(translation_key=key, locale__language_code=language).first()
    if found is None and parent.pk is not None:
        found = model.objects.child_of(parent).filter(slug=slug).first()
    return found


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
    if not tally.writes:
        tally.note("page", "created", page.title)
        return page
    body = _take_body(page)
    page.live = tally.publishes
    parent.refresh_from_db()
    parent.add_child(instance=page)
    if body is not None:
        page.body = body
    revision = page.save_revision(user=actor)
    if tally.publishes:
        revision.publish(user=actor, skip_permission_checks=True)
    page.refresh_from_db()
    tally.note("page", "created", page.title)
    return page


def _take_body(page: Any) -> Any:
    """StreamField data given to a constructor as a list must pass through the block once."""
    if not isinstance(page, LessonPage):
        return None
    page.body = page.body.stream_block.to_python(list(page.body.raw_data))
    return page.body


@transaction.atomic
def _update(page: Any, fields: Mapping[str, Any], tally: Tally, actor: User | None) -> Any:
    """``page`` as last saved. In a rehearsal only the object in hand changes."""
    changed = False
    for name, value in fields.items():
        if name == "body":
            if page.body.get_prep_value() != value:
                page.body = page.body.stream_block.to_python(value)
                changed = True
        elif name == "outcomes":
            if tally.writes:
                page.outcomes = value
            changed = True
        elif getattr(page, name) != value:
            setattr(page, name, value)
            changed = True
    waits = not page.live or page.has_unpublished_changes
    if tally.writes and changed:
        page.save_revision(user=actor)
    if tally.publishes and (changed or waits):
        page.get_latest_revision().publish(user=actor, skip_permission_checks=True)
        page.refresh_from_db()
    tally.note("page", "changed" if changed else "same", page.title)
    return page


def _put_in_order(parent: Page, wanted: list[Any], tally: Tally, actor: User | None) -> None:
    """Children in the package's order; what the package no longer has leaves the next release, not the site.

    Order and removal have no draft: they wait until the pages are published.
    """
    if not tally.publishes:
        return
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
    locale = locale_for(language, tally)
    if tally.writes:
        _index(locale)
    title = package.meta["title"].get(language)
    if not title:
        return
    _translate_page(course_page, CoursePage(title=title), locale, tally, actor)
    for page, part in pages:
        draft = _draft(page, part, records, language)
        if draft is None:
            continue
        if not tally.writes or page.get_parent().has_translation(locale):
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
    if not tally.writes:
        tally.note("translation", _rehearsed(page, draft, locale), f"{draft.title} ({locale.language_code})")
        return
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation, created = Translation.objects.get_or_create(source=source, target_locale=locale)
    ours = _strings(draft)
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
    target = page.get_translation_or_none(locale)
    waits = target is None or not target.live or target.has_unpublished_changes
    if created or changed or (tally.publishes and waits):
        translation.save_target(user=actor, publish=tally.publishes)
    what = "created" if created else "changed" if changed else "same"
    tally.note("translation", what, f"{draft.title} ({locale.language_code})")


def _strings(page: Any) -> dict[tuple[str, int], Any]:
    return {
        (segment.path, segment.order): segment.string
        for segment in extract_segments(page)
        if isinstance(segment, StringSegmentValue)
    }


def _rehearsed(page: Any, draft: Any, locale: Locale) -> str:
    """What would happen to a translation: its strings as last saved against those of the package."""
    target = (
        type(page)
        .objects.filter(translation_key=page.translation_key, locale__language_code=locale.language_code)
        .first()
    )
    if target is None:
        return "created"
    stored, ours = _strings(_newest(target)), _strings(draft)
    same = all(key in stored and stored[key].data == text.data for key, text in ours.items())
    return "same" if same and set(stored) == set(ours) else "changed"
