"""The scope: the policy is in it, and each module is held against the tests that know it best."""

from tests.mutants.scope import JOURNEYS, POLICY, modules_in_scope, nearest_tests
from tests.quick import ROOT, SLOW, read_imports

IMPORTS = {
    "safeguarding.dates.clock": frozenset[str](),
    "safeguarding.case.nudges": frozenset({"safeguarding.dates.clock"}),
    "tests.safeguarding.dates.test_clock": frozenset({"safeguarding.dates.clock"}),
    "tests.safeguarding.dates.test_clock_on_bank_holidays": frozenset({"safeguarding.dates.clock"}),
    "tests.cards.test_card": frozenset({"safeguarding.dates.clock"}),
    "tests.safeguarding.dates.test_thresholds": frozenset({"safeguarding.dates.clock"}),
    "tests.safeguarding.case.test_nudges": frozenset({"safeguarding.case.nudges"}),
    "tests.journeys.test_nudges": frozenset({"safeguarding.case.nudges"}),
    "tests.bot.test_nudges": frozenset({"safeguarding.case.nudges"}),
    "tests.safeguarding.test_other": frozenset({"safeguarding.other"}),
}


def test_a_modules_own_tests_come_first_then_its_neighbours_then_those_of_what_is_built_on_it() -> None:
    assert nearest_tests("safeguarding/dates/clock.py", IMPORTS) == [
        "tests/safeguarding/dates/test_clock.py",
        "tests/safeguarding/dates/test_clock_on_bank_holidays.py",
        "tests/safeguarding/dates/test_thresholds.py",
        "tests/cards/test_card.py",
        "tests/safeguarding/case/test_nudges.py",
    ]


def test_a_program_that_no_test_imports_has_its_own_tests_all_the_same() -> None:
    imports = {"safeguarding.__main__": frozenset[str](), "tests.safeguarding.test_main": frozenset[str]()}
    assert nearest_tests("safeguarding/__main__.py", imports) == ["tests/safeguarding/test_main.py"]


def test_a_room_of_the_bot_is_held_against_the_journeys_that_lead_through_it_and_no_others() -> None:
    imports = dict.fromkeys(
        ["tests.bot.security.test_membership", "tests.journeys.security.test_members", "tests.journeys.chat.test_chat"],
        frozenset[str](),
    )
    assert nearest_tests("bot/security/membership.py", imports) == [
        "tests/bot/security/test_membership.py",
        "tests/journeys/security/test_members.py",
    ]


def test_each_module_of_the_policy_is_there_and_has_tests() -> None:
    imports = read_imports()
    for module in POLICY:
        assert (ROOT / module).is_file()
        found = nearest_tests(module, imports)
        assert found, module
        assert all((ROOT / test).is_file() for test in found)
        assert not any(test.startswith(SLOW) for test in found) or module in JOURNEYS


def test_each_way_that_is_named_leads_to_a_journey() -> None:
    for ways in JOURNEYS.values():
        for way in ways:
            assert list((ROOT / "tests/journeys").glob(f"{way}*")), way


def test_safeguarding_is_looked_at_whole() -> None:
    scope = modules_in_scope(ROOT)
    assert "safeguarding/case/case.py" in scope
    assert "safeguarding/__main__.py" in scope
    assert not any(name.endswith("__init__.py") for name in scope)
