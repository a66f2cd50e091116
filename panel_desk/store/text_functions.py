"""SQL functions of texts: `folded` (without case and accents) and `last_word`, compiled for each database engine."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from panel_desk.rules.folding import fold


class folded(GenericFunction[str]):  # noqa: N801 - a function in a statement
    """A text as `rules.folding.fold` gives it."""

    type = String()
    inherit_cache = True


@compiles(folded, "sqlite")
def _folded_by_sqlite(element: folded, compiler: Any, **kwargs: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own types
    """SQLite's own `lower` for a text of ASCII characters, several times faster than calling Python's `fold`."""
    words = compiler.process(element.clauses, **kwargs)
    return f"CASE WHEN {words} GLOB '*[^ -~]*' THEN fold({words}) ELSE lower({words}) END"


def add_to(connection: Any) -> None:  # noqa: ANN401 - a DBAPI connection, which has no common type
    """Give a connection the functions that SQLite lacks: `fold` and `last_word`."""
    connection.create_function("fold", 1, _fold, deterministic=True)
    connection.create_function("last_word", 1, _last_word, deterministic=True)


def _fold(words: str) -> str:
    return fold(words)


def _last_word(words: str | None) -> str | None:
    return words and words.split()[-1]
