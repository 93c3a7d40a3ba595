"""What lessons refer to and never copy: dated figures and glossary terms, filled in when a page is shown.

Owns: the inline marks, holes, and their fillings in a language.
Refuses to know: releases and languages of bodies.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from modeltranslation.utils import build_localized_fieldname

from curriculum.models import GlossaryTerm, Statistic
from documents.dates import long_date, number
from languages.registry import COLUMN_LANGUAGES, direction, html_tag

STATISTIC: Final = "statistic"
TERM: Final = "term"
QUESTION: Final = "question"
# The list of glossary terms at the end of a body.
TERMS: Final = "terms"
_MARK = re.compile(r"\{(term|stat):([a-z0-9-]+)(?:\|([^{}]*))?\}")


@dataclass(frozen=True)
class Hole:
    """A place filled at every request. ``text`` is the (escaped) wording of the lesson.

    ``language`` its language.
    """

    kind: str
    key: str
    text: str = ""
    language: str = ""


Filling = str | Callable[[Hole], str]
Fillings = dict[tuple[str, ...], Filling]


def cut(html: str, language: str) -> list[str | Hole]:
    """Cut the inline marks out of rendered text."""
    parts: list[str | Hole] = []
    end = 0
    for match in _MARK.finditer(html):
        parts.append(html[end : match.start()])
        kind = TERM if match[1] == "term" else STATISTIC
        parts.append(Hole(kind, match[2], match[3] or "", language))
        end = match.end()
    return [*parts, html[end:]]


def statistic_fillings(keys: Iterable[str], language: str) -> Fillings:
    return statistics_in({key: {language} for key in keys})


def term_fillings(keys: Iterable[str], language: str) -> Fillings:
    return terms_in({key: {language} for key in keys}, language)


def statistics_in(wanted: Mapping[str, Iterable[str]]) -> Fillings:
    """Figures by key and language.

    Number and unit as that language writes them, with their date and source.
    """
    found = Statistic.objects.filter(key__in=wanted) if wanted else []
    return {
        (STATISTIC, s.key, language): _statistic(s, language) for s in found for language in wanted[s.key]
    }


def terms_in(wanted: Mapping[str, Iterable[str]], main: str) -> Fillings:
    """Terms as links to their entries at the end of the body, and the list of entries in ``main``."""
    if not wanted:
        return {}
    found = list(GlossaryTerm.objects.filter(key__in=wanted))
    fillings: Fillings = {
        (TERM, term.key, language): _term_link(term, language)
        for term in found
        for language in wanted[term.key]
    }
    if found:
        fillings[(TERMS, "")] = _term_list(found, main)
    return fillings


def in_language(instance: GlossaryTerm | Statistic, field: str, language: str) -> tuple[str, str]:
    """A translated column and the language it was found in: the one asked for, English, or any."""
    for code in dict.fromkeys([language, "en", *COLUMN_LANGUAGES]):
        if text := getattr(instance, build_localized_fieldname(field, code), None):
            return text, code
    return "", language


def _statistic(statistic: Statistic, language: str) -> str:
    unit, unit_language = in_language(statistic, "unit", language)
    return render_to_string(
        "curriculum/holes/statistic.html",
        {
            "number": number(statistic.value, language),
            "unit": unit,
            "unit_lang": "" if unit_language == language else html_tag(unit_language),
            "as_of": long_date(statistic.as_of_on, language),
            "source": statistic.source,
            "is_old": statistic.review_on < timezone.localdate(),
        },
    ).strip()


def _term_link(term: GlossaryTerm, language: str) -> Callable[[Hole], str]:
    own, _code = in_language(term, "term", language)

    def link(hole: Hole) -> str:
        shown = mark_safe(hole.text) if hole.text else own  # noqa: S308 - cut out of escaped markup
        return format_html('<a class="term" href="#term-{}">{}</a>', term.key, shown)

    return link


def _term_list(terms: Iterable[GlossaryTerm], language: str) -> str:
    return render_to_string("curriculum/holes/terms.html", {"entries": entries_of(terms, language)})


def entries_of(terms: Iterable[GlossaryTerm], language: str) -> list[dict[str, str]]:
    """Glossary entries as shown: each text in the best language there is, and which one that is."""
    entries = []
    for term in terms:
        name, name_code = in_language(term, "term", language)
        definition, code = in_language(term, "definition", language)
        entries.append(
            {
                "key": term.key,
                "term": name,
                "term_lang": html_tag(name_code),
                "definition": definition,
                "lang": html_tag(code),
                "dir": direction(code),
                "reading": term.reading,
                "romaji": term.romaji,
            }
        )
    return entries
