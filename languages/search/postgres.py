"""PostgreSQL full text with pairs of characters: a run of them is a phrase."""

from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery
from modelsearch.backends.database.postgres import postgres as base
from modelsearch.query import PlainText

from languages.segmentation import index_text, query_terms


class Indexer(base.ObjectIndexer):
    def prepare_value(self, value: Any) -> Any:
        return index_text(value) if isinstance(value, str) else super().prepare_value(value)


class SegmentedQuery:
    LAST_TERM_IS_PREFIX: bool

    def build_tsquery_content(self, query: Any, config: Any = None, invert: bool = False) -> Any:
        if not isinstance(query, PlainText):
            return super().build_tsquery_content(query, config=config, invert=invert)  # type: ignore[misc]
        terms = query_terms(query.query_string, last_is_prefix=self.LAST_TERM_IS_PREFIX)
        if not terms:
            return None
        join = and_ if query.operator == "and" else or_
        return reduce(join, [self._term(term, prefix, config, invert) for term, prefix in terms])

    def _term(self, term: str, prefix: bool, config: Any, invert: bool) -> SearchQuery:
        if " " in term:
            return SearchQuery(term, search_type="phrase", config=config, invert=invert)
        lexeme = base.Lexeme(term, prefix=prefix, invert=invert)
        return SearchQuery(lexeme, search_type="raw", config=config)

    def search(self, *args: Any, **kwargs: Any) -> Any:
        query = self.query  # type: ignore[attr-defined]
        if isinstance(query, PlainText) and not query_terms(query.query_string):
            return self.queryset.none()  # type: ignore[attr-defined]
        return super().search(*args, **kwargs)  # type: ignore[misc]


class QueryCompiler(SegmentedQuery, base.PostgresSearchQueryCompiler):
    pass


class AutocompleteQueryCompiler(SegmentedQuery, base.PostgresAutocompleteQueryCompiler):
    pass


base.ObjectIndexer = Indexer


class SearchBackend(base.PostgresSearchBackend):
    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
