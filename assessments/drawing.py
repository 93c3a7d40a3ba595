"""Which questions a learner gets, and in which order options stand. Pure and repeatable from one seed."""

import random
from collections.abc import Mapping, Sequence


def draw(sections: Sequence[Mapping[str, object]], seed: int) -> list[str]:
    """Ids of the drawn items over all sections; those drawn from a section keep the author's order."""
    chance = random.Random(seed)  # noqa: S311  (fairness, not secrecy)
    drawn: list[str] = []
    for section in sections:
        items = [str(item) for item in section["items"]]  # type: ignore[attr-defined]
        count = section.get("draw")
        if isinstance(count, int) and count < len(items):
            items = [items[place] for place in sorted(chance.sample(range(len(items)), count))]
        drawn.extend(items)
    return drawn


def mix(orderings: Mapping[str, Sequence[str]], seed: int, position: int) -> dict[str, list[str]]:
    """Each list mixed; the position keeps two questions of one attempt from sharing an order."""
    chance = random.Random(seed * 1009 + position)  # noqa: S311
    mixed = {}
    for name in sorted(orderings):
        mixed[name] = list(orderings[name])
        chance.shuffle(mixed[name])
    return mixed
