"""The choice of ``make quick``: by imports, the nearest first, and nothing that has no part in the change."""

from pathlib import Path

import pytest

from tests.quick import NoHistory, changed_files, imported_by, module_of, read_imports, select_tests, turned_round

IMPORTS = {
    "cards.triage": frozenset({"cards.elements"}),
    "cards.elements": frozenset[str](),
    "tests.support.later_cards": frozenset({"cards.triage"}),
    "tests.cards.test_triage": frozenset({"cards.triage"}),
    "tests.cards.test_elements": frozenset({"cards.elements"}),
    "tests.cards.test_older": frozenset({"tests.support.later_cards"}),
    "tests.store.test_url": frozenset({"store.url"}),
}
IMPORTERS = turned_round(IMPORTS)


def test_the_tests_that_import_a_changed_module_come_first_then_those_that_reach_it_through_helpers() -> None:
    assert select_tests(["cards.triage"], IMPORTERS) == ["tests.cards.test_triage", "tests.cards.test_older"]


def test_what_imports_a_changed_module_in_the_product_is_left_to_the_whole_run() -> None:
    assert select_tests(["cards.elements"], IMPORTERS) == ["tests.cards.test_elements"]


def test_a_changed_test_is_run_itself_and_a_changed_helper_brings_its_tests() -> None:
    assert select_tests(["tests.store.test_url"], IMPORTERS) == ["tests.store.test_url"]
    assert select_tests(["tests.support.later_cards"], IMPORTERS) == ["tests.cards.test_older"]


def test_imports_are_read_from_the_files_as_they_are() -> None:
    assert set(imported_by("import cards.case\nfrom store import url\n")) == {"cards.case", "store", "store.url"}
    assert "tests.cards.triage.test_question" in select_tests(["cards.triage.question"], turned_round(read_imports()))


def test_a_package_is_called_by_its_folder() -> None:
    assert module_of(Path("bot/cases/__init__.py")) == "bot.cases"
    assert module_of(Path("bot/clock.py")) == "bot.clock"


def test_a_source_without_its_history_is_told_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NoHistory, match="make quick ALL=1"):
        changed_files(tmp_path)
