"""Checks of translations on their way with a package: ``reviews.yaml``, written by an export.

Owns: the digest of the texts a check is about, taken from the package alone.
Refuses to know: who may give a check. A line counts while the texts of the package are those that were checked.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from assessments.models import Item
from assessments.reviewing import show_state, translations_of
from courses.packages.reading import Module, Package, Unit
from curriculum import page_reviews, reviews
from curriculum.editions import page_digest
from curriculum.models import Course, ReviewState, UnitKind
from curriculum.outline import TreePage, course_tree, translated_pages
from languages.drift import digest
from people.models import User


def bring_checks(package: Package, *, actor: User | None) -> None:
    """Take over the checks of a package just imported, where the texts are still those that were checked."""
    digests = _digests(package)
    counting = {
        (place, entry["language"]): entry["state"]
        for entry in package.reviews
        if (place := _place(entry)) and entry["text"] == digests.get((place, entry["language"]))
    }
    keys = _page_keys(package)
    for language in package.languages:
        wanted = {
            keys[place]: state
            for (place, code), state in counting.items()
            if code == language and place in keys
        }
        for key, page in translated_pages(wanted, language).items():
            _bring_page(page, wanted[key], actor)
    for ((kind, code), language), state in counting.items():
        if kind == "question":
            _bring_question(Item.objects.get(code=code), language, state, actor)


def checks_in(
    package: Package, *, pages: Mapping[str, Mapping[Any, TreePage]], keys: Mapping[Any, Any]
) -> list[dict[str, str]]:
    """The lines of ``reviews.yaml``: what stands checked now of the texts the package holds.

    ``pages`` by language and key; ``keys`` names the place of a page key in the package.
    """
    digests = _digests(package)
    found = [
        (keys[key], language, state)
        for (key, language), state in page_reviews.checked_states(pages).items()
        if key in keys
    ]
    for item in Item.objects.filter(code__in=package.items):
        found += [
            (("question", item.code), text.language, text.state)
            for text in translations_of(item)
            if text.state != ReviewState.NONE
        ]
    return [
        {kind: name, "language": language, "state": str(state), "text": digests[(kind, name), language]}
        for (kind, name), language, state in sorted(found)
        if ((kind, name), language) in digests
    ]


Place = tuple[str, str]


def _place(entry: Mapping[str, Any]) -> Place | None:
    return next(((kind, str(entry[kind])) for kind in ("unit", "module", "question") if kind in entry), None)


def _page_keys(package: Package) -> dict[Place, UUID]:
    course = Course.objects.get(code=package.meta["code"])
    return {
        ("module" if page.unit_kind == UnitKind.MODULE else "unit", page.slug): page.translation_key
        for page in course_tree(course)
    }


def _digests(package: Package) -> dict[tuple[Place, str], str]:
    return dict(_all_digests(package))


def _all_digests(package: Package) -> Iterator[tuple[tuple[Place, str], str]]:
    source = package.source_language
    for module in package.modules:
        yield from _pairs(("module", module.slug), source, _titles(module))
        for unit in module.units:
            yield from _pairs(("unit", unit.slug), source, _unit_texts(unit))
    for code, raw in package.items.items():
        yield from _pairs(("question", code), source, _item_texts(raw, package.languages))


def _pairs(place: Place, source: str, texts: Mapping[str, Any]) -> Iterator[tuple[tuple[Place, str], str]]:
    for language, text in texts.items():
        if language != source and text:
            yield (place, language), digest({"source": texts.get(source), "text": text})


def _titles(part: Module | Unit) -> dict[str, Any]:
    return {language: {"title": title} for language, title in part.title.items()}


def _unit_texts(unit: Unit) -> dict[str, Any]:
    if unit.kind == "quiz":
        return _titles(unit)
    return {
        language: {
            "title": text.title,
            "summary": text.summary,
            "blocks": [[b.type, b.key, dict(b.options), b.body] for b in text.blocks],
        }
        for language, text in unit.texts.items()
    }


def _item_texts(raw: Mapping[str, Any], languages: Iterable[str]) -> dict[str, Any]:
    """All words of a question by language, as its file has them."""
    names = ("stem", "unit", "feedback_correct", "feedback_incorrect")
    parts = raw.get("parts") or ()
    return {
        language: [
            *(_said(raw.get(name), language) for name in names),
            *(
                [
                    str(part["id"]),
                    *(_said(part.get(name), language) for name in ("text", "match", "feedback")),
                ]
                for part in parts
            ),
        ]
        for language in languages
        if _said(raw.get("stem"), language)
    }


def _said(texts: Any, language: str) -> str:
    return str((texts or {}).get(language) or "").strip()


def _bring_page(page: TreePage, state: str, actor: User | None) -> None:
    language = page.locale.language_code
    text = page_digest(page_reviews.newest_text(page))
    if reviews.bring_check(page.translation_key, language, text, state, actor=actor):
        page_reviews.join_again(page, actor=actor)


def _bring_question(item: Item, language: str, state: str, actor: User | None) -> None:
    for found in translations_of(item):
        if found.language == language and reviews.bring_check(
            item.uuid, language, found.digest, state, actor=actor
        ):
            show_state(item, language, found.digest, state)
