"""Every address there is, from the resolver: its name, its pattern and what its pattern asks for."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    name: str
    route: str
    parameters: tuple[str, ...]
    pattern: URLPattern

    @property
    def room(self) -> str:
        return self.name.rpartition(":")[0]


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, "", (), ()))


def _walk(
    patterns: list[URLPattern | URLResolver], route: str, rooms: tuple[str, ...], parameters: tuple[str, ...]
) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        asked = (*parameters, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inside = (*rooms, pattern.namespace) if pattern.namespace else rooms
            yield from _walk(pattern.url_patterns, here, inside, asked)
        else:
            yield Address(":".join((*rooms, pattern.name or here)), here, asked, pattern)
