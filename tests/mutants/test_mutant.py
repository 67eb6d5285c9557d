"""The sample: the same for the same seed, from every module, and no question asked twice."""

from collections import Counter

from tests.mutants.mutant import Change, Mutant, sample_of

GUARDS = [Mutant("case/guards.py", line, 4, "AddNot", line) for line in range(40)]
LIMITS = [Mutant("case/limits.py", line, 8, "NumberReplacer", number) for line in range(20) for number in (0, 1)]
ROW = Mutant("case/rows.py", 3, 0, "LeaveOutRow_0", 0)


def modules_of(sample: list[Mutant]) -> Counter[str]:
    return Counter(mutant.module for mutant in sample)


def test_a_night_can_be_repeated_by_its_seed_and_the_next_night_asks_something_else() -> None:
    tonight = sample_of([*GUARDS, *LIMITS], 12, {}, seed=20261129)
    assert sample_of([*reversed(LIMITS), *GUARDS], 12, {}, seed=20261129) == tonight
    assert sample_of([*GUARDS, *LIMITS], 12, {}, seed=20261130) != tonight


def test_no_module_is_passed_over_however_small_it_is() -> None:
    assert set(modules_of(sample_of([*GUARDS, *LIMITS, ROW], 3, {}, seed=1))) == {
        "case/guards.py",
        "case/limits.py",
        "case/rows.py",
    }


def test_two_faults_of_one_sort_at_one_place_are_not_both_asked_about() -> None:
    sample = sample_of(LIMITS, 100, {}, seed=1)
    assert len(sample) == len({mutant.line for mutant in sample}) == 20


def test_a_module_has_as_large_a_part_in_the_sample_as_in_the_code() -> None:
    counted = modules_of(sample_of([*GUARDS, *LIMITS], 30, {}, seed=1))
    assert 16 <= counted["case/guards.py"] <= 24
    assert counted.total() == 30


def test_policy_weighs_double() -> None:
    plain = modules_of(sample_of([*GUARDS, *LIMITS], 30, {}, seed=1))
    weighed = modules_of(sample_of([*GUARDS, *LIMITS], 30, {"case/limits.py": 2}, seed=1))
    assert weighed["case/limits.py"] > plain["case/limits.py"] + 2


def test_a_reader_is_shown_the_lines_that_went_and_came_and_no_others() -> None:
    source = "def is_due(day, due):\n    return day >= due\n\n\nDAYS = 5\n"
    change = Change.between(source, source.replace(">=", ">"))
    assert change == Change(("return day >= due",), ("return day > due",))
    assert str(change) == "    - return day >= due\n    + return day > due"
