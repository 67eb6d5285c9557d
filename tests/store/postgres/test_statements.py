"""Every statement is bound to one partnership."""

import re

import pytest

from store.postgres import statements
from store.postgres.statements import SEALED


def statement_texts() -> dict[str, str]:
    named = {name: text for name, text in vars(statements).items() if name.isupper() and isinstance(text, str)}
    of_sealed = {
        f"{each.table} {what}": getattr(each, what) for each in SEALED for what in ("names", "body", "set_body")
    }
    return {**named, **of_sealed}


@pytest.mark.parametrize("name", statement_texts())
def test_each_statement_is_bound_to_the_partnership(name: str) -> None:
    text = " ".join(statement_texts()[name].split())
    for verb, rest in re.findall(r"\b(SELECT|UPDATE(?! SET)|DELETE FROM|INSERT INTO)\b(.*?)(?=\bRETURNING\b|$)", text):
        if verb == "INSERT INTO":
            assert re.match(r" \w+ \(partnership,.*VALUES \(%\(partnership\)s,", rest)
        elif "FROM forgotten" not in rest or verb != "SELECT":
            assert "WHERE partnership = %(partnership)s" in rest
