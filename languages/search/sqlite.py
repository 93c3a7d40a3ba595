"""FTS5 with pairs of characters; quotes in a query are text, an empty query finds nothing."""

from functools import reduce
from operator import and_, or_
from typing import Any

from modelsearch.backends.database.sqlite import sqlite as base
from modelsearch.backends.database.sqlite.query import Lexeme, SearchQueryExpression
from modelsearch.query import PlainText

from languages.segmentation import index_text, query_terms


class Indexer(base.ObjectIndexer):
    def prepare_value(self, value: Any) -> Any:
        return index_text(value) if isinstance(value, str) else super().prepare_value(value)


class QuotedLexeme(Lexeme):
    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        # Doubling keeps a quotation mark inside the FTS5 string; the stock class lets it end the string.
        value = self.value.replace('"', '""').replace("'", "''")
        return f'"%s"{"*" if self.prefix else ""}', [value]


class SegmentedQuery:
    LAST_TERM_IS_PREFIX: bool

    def build_search_query_content(self, query: Any, config: Any = None) -> Any:
        if not isinstance(query, PlainText):
            return super().build_search_query_content(query, config=config)  # type: ignore[misc]
        terms = query_terms(query.query_string, last_is_prefix=self.LAST_TERM_IS_PREFIX)
        if not terms:
            return None
        join = and_ if query.operator.upper() == "AND" else or_
        lexemes = (QuotedLexeme(term, prefix=prefix) for term, prefix in terms)
        return SearchQueryExpression(reduce(join, lexemes), config=config)

    def search(self, *args: Any, **kwargs: Any) -> Any:
        query = self.query  # type: ignore[attr-defined]
        if isinstance(query, PlainText) and not query_terms(query.query_string):
            return self.queryset.none()  # type: ignore[attr-defined]
        return super().search(*args, **kwargs)  # type: ignore[misc]


class QueryCompiler(SegmentedQuery, base.SQLiteSearchQueryCompiler):
    pass


class AutocompleteQueryCompiler(SegmentedQuery, base.SQLiteAutocompleteQueryCompiler):
    pass


# The index looks its indexer up by this name.
base.ObjectIndexer = Indexer


class SearchBackend(base.SQLiteSearchBackend):
    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
