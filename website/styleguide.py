"""Every component in every state, as data for the page on which staff look at them."""

from typing import Any


def samples(language: str) -> dict[str, Any]:
    return {"language": language}
