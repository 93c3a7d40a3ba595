"""The types of question. A new type is one module beside these and one line in the list below."""

from assessments.interactions.base import Interaction
from assessments.interactions.choice import Choice
from assessments.interactions.cloze import Cloze
from assessments.interactions.match import Match
from assessments.interactions.numeric import Numeric
from assessments.interactions.order import Order
from assessments.interactions.short_text import ShortText
from assessments.interactions.true_false import TrueFalse

_REGISTERED: dict[str, Interaction] = {
    interaction.name: interaction
    for interaction in (Choice(), TrueFalse(), Match(), Order(), Numeric(), ShortText(), Cloze())
}


def get(name: str) -> Interaction:
    """Raises KeyError for a type this installation does not have."""
    return _REGISTERED[name]


def names() -> tuple[str, ...]:
    return tuple(_REGISTERED)


def choices() -> list[tuple[str, object]]:
    return [(name, interaction.label) for name, interaction in _REGISTERED.items()]


__all__ = ["Interaction", "choices", "get", "names"]
