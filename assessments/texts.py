"""Which language of a question a learner sees: the best of the chain, its newest edition, never nothing.

Every question counts as assessed content, in a quiz or in a lesson: a translation that nobody has checked stays
behind the review gate.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import F, Q

from assessments.models import ItemText, ItemVersion
from curriculum.gate import may_go_live
from languages import fallback

IN_SOURCE: Final = Q(language=F("version__source_language"))
LIVE: Final = may_go_live(needs_check=~IN_SOURCE)


@dataclass(frozen=True)
class ShownText:
    language: str
    edition: int
    text: dict[str, Any]


def chain_for(language: str, person: Any = None, source: str = settings.LANGUAGE_CODE) -> tuple[str, ...]:
    """The language of the page first, then what the person chose, then the source."""
    chosen = getattr(person, "language_chain", [])
    return fallback.chain(language, *chosen, source=source)


def texts_for(versions: Iterable[ItemVersion | int], chain: Sequence[str]) -> dict[int, ShownText]:
    """Text by version id; one query for any number of versions."""
    rows = (
        ItemText.objects.filter(version__in=list(versions))
        .filter(Q(language__in=chain) | IN_SOURCE)
        .filter(LIVE)
        .order_by("edition")
        .values_list("version_id", "language", "edition", "text")
    )
    rank = {language: place for place, language in enumerate(chain)}
    best: dict[int, tuple[int, ShownText]] = {}
    for version_id, language, edition, text in rows:
        place = rank.get(language, len(chain))
        if version_id not in best or place <= best[version_id][0]:
            best[version_id] = (place, ShownText(language, edition, text))
    return {version_id: shown for version_id, (_, shown) in best.items()}
