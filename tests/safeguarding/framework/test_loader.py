"""A rules file that does not fit together is refused, with a sentence that names the entry and the mend."""

from pathlib import Path

import pytest

from safeguarding.framework.loader import CURRENT, RulesFault, current, load, load_earlier, load_named, parse

TEXT = CURRENT.read_text("utf-8")
NOT_KNOWN = TEXT[TEXT.index('[[question.answer]]\nid = "not_known"') : TEXT.index('[[question]]\nid = "age"')]
CHILD = 'when = { age = ["under_18"], harm = ["died", "seriously_harmed"], abuse_or_neglect = ["known", "suspected"] }'
CARE = 'when = { age = ["under_18", "18_to_24"], harm = ["died"], care_experienced = ["yes"] }'


MISFITS = {
    "a next step waits for an unknown decision": (
        'when = { rapid_review = ["required"] }\nwho',
        'when = { quick_review = ["required"] }\nwho',
        'next_step "prepare_rapid_review": "quick_review" is no decision. Choose one of: commissioning,',
    ),
    "a next step waits for an unknown value": (
        'when = { route = ["outside"] }',
        'when = { route = ["elsewhere"] }',
        'next_step "tell_adults_board": "route" has no value "elsewhere". Choose one of: case_of_concern,',
    ),
    "a question leaves no choice": (
        '[[question.answer]]\nid = "no"\nlabel = "No"\nsynonyms = ["n", "never in care"]\n',
        "",
        'question "care_experienced": needs at least two answers besides "not_known".',
    ),
    "a rule of the lead accepts an unknown answer": (
        'when = { happened_in = ["in_england"] }',
        'when = { happened_in = ["on_the_moon"] }',
        'lead "place": nothing has happened_in = "on_the_moon". Choose one of: in_england, outside_england.',
    ),
    "a rule of the lead names no question": (
        'when = { happened_in = ["in_england"] }',
        'when = { shoes = ["blue"] }',
        'lead "place": nothing has shoes = "blue". Choose one of: abuse_or_neglect, age,',
    ),
    "a prompt names no question of the triage": (
        'when = { harm = ["died"], age = ["under_18", "not_known"] }\nwho = "The agency',
        'when = { harm = ["died"], indicators = ["some"] }\nwho = "The agency',
        'prompt "child_death_review": nothing has indicators = "some". Choose one of: abuse_or_neglect, age,',
    ),
    "a prompt accepts an unknown answer": (
        'when = { harm = ["died"], age = ["under_18", "not_known"] }\nwho = "The agency',
        'when = { harm = ["dead"], age = ["under_18", "not_known"] }\nwho = "The agency',
        'prompt "child_death_review": nothing has harm = "dead". Choose one of: died, hurt, neither, not_known,',
    ),
    "what settles a check of a prompt accepts an unknown answer": (
        'when = { abuse_or_neglect = ["known", "suspected"] }\n\n[[prompt.check]]',
        'when = { abuse_or_neglect = ["likely"] }\n\n[[prompt.check]]',
        'prompt "joint_agency_response": nothing has abuse_or_neglect = "likely". Choose one of: known, neither,',
    ),
    "two next steps have one id": (
        'id = "submit_sin"',
        'id = "check_quality"',
        'next_steps: "check_quality" stands 2 times. Rename or remove one.',
    ),
    "a rule names an unknown question": (
        CHILD,
        CHILD.replace("age", "ages"),
        'decision "sin", rule 1: "ages" is no question or decision. Choose one of: abuse_or_neglect, age,',
    ),
    "a rule names an unknown decision": (
        'when = { sin = ["required"] }',
        'when = { sinn = ["required"] }',
        'decision "route", rule 2: "sinn" is no question or decision. Choose one of:',
    ),
    "a rule accepts an unknown answer": (
        CHILD,
        CHILD.replace('"died"', '"dead"'),
        'decision "sin", rule 1: "harm" has no value "dead". Choose one of: died, hurt, neither, seriously_harmed.',
    ),
    "a rule counts not known as an answer": (
        CHILD,
        CHILD.replace('"under_18"', '"not_known"'),
        'decision "sin", rule 1: "age" has no value "not_known".',
    ),
    "a rule accepts no answer": (
        CHILD,
        CHILD.replace('["under_18"]', "[]"),
        'decision "sin", rule 1: "age" accepts nothing. Choose one of:',
    ),
    "a rule reads single ticks": (
        'indicators = ["some"]',
        'indicators = ["other"]',
        'decision "lcspr_criteria", rule 1: "indicators" has no value "other". Choose one of: none, some.',
    ),
    "a rule accepts an unknown value of a decision": (
        'when = { lcspr_criteria = ["not_met"] }',
        'when = { lcspr_criteria = ["missed"] }',
        'decision "commissioning", rule 1: "lcspr_criteria" has no value "missed". Choose one of: met, not_met.',
    ),
    "a rule gives an unknown value": (
        'value = "sin_only"',
        'value = "sin_alone"',
        'decision "route", rule 2: value "sin_alone" is not listed. Choose one of: case_of_concern, outside,',
    ),
    "the order of a decision's values leaves one out": (
        'strictest_first = ["required", "not_yet_known", "not_required"]',
        'strictest_first = ["required", "not_required"]',
        'decision "sin": strictest_first does not order its values. List each once: not_required, not_yet_known, ',
    ),
    "the duty of a decision is no value of it": (
        'towards = "required"',
        'towards = "demanded"',
        'decision "sin": towards "demanded" is not listed. Choose one of: not_required, required.',
    ),
    "otherwise is missing": (
        "otherwise = true",
        CARE.replace('"yes"', '"no"'),
        'decision "sin": the last rule is not "otherwise". Add one: otherwise = true, and no conditions.',
    ),
    "otherwise has a condition": (
        "otherwise = true",
        f"otherwise = true\n{CARE}",
        'decision "sin": the last rule is not "otherwise".',
    ),
    "otherwise is not the last": (
        CHILD,
        "otherwise = true",
        'decision "sin", rule 1: has no condition. Only the last rule may be without.',
    ),
    "a decision is named before it stands": (
        CHILD,
        CHILD.replace("{ age", '{ rapid_review = ["required"], age'),
        'decision "sin", rule 1: "rapid_review" stands further down. Move it above "sin".',
    ),
    "a decision hangs on itself": (
        CHILD,
        CHILD.replace("{ age", '{ sin = ["required"], age'),
        'decision "sin", rule 1: the decisions go in a circle (sin -> sin). Remove one of these conditions.',
    ),
    "two decisions hang on each other": (
        CHILD,
        CHILD.replace("{ age", '{ route = ["rapid_review"], age'),
        'decision "sin", rule 1: the decisions go in a circle (sin -> route -> sin).',
    ),
    "a rule can never apply": (
        CARE,
        CHILD,
        'decision "sin", rule 2: never the first rule that holds. Move it up, narrow the rules above it, or remove',
    ),
    "not known is missing among the answers": (
        NOT_KNOWN,
        "",
        'question "harm": has no answer "not_known". Add it: not knowing is always an answer.',
    ),
    "two answers have one id": (
        'id = "suspected"\nlabel',
        'id = "known"\nlabel',
        'question "abuse_or_neglect", answers: "known" stands 2 times. Rename or remove one.',
    ),
    "two answers have one label": (
        'label = "Seriously harmed"',
        'label = "DIED"',
        'question "harm", labels and synonyms: "died" stands 2 times. Rename or remove one.',
    ),
    "two answers are typed alike": (
        '"alleged"]',
        '"Confirmed"]',
        'question "abuse_or_neglect", labels and synonyms: "confirmed" stands 2 times.',
    ),
    "two answers to a detail are typed alike": (
        'synonyms = ["abroad", "wales", "scotland", "northern ireland", "not in england"]',
        'synonyms = ["here"]',
        'detail "happened_in", labels and synonyms: "here" stands 2 times. Rename or remove one.',
    ),
    "two questions have one id": (
        'id = "age"\ntitle',
        'id = "harm"\ntitle',
        'questions and decisions: "harm" stands 2 times. Rename or remove one.',
    ),
    "a question and a decision have one id": (
        '[[decision]]\nid = "sin"',
        '[[decision]]\nid = "age"',
        'questions and decisions: "age" stands 2 times.',
    ),
    "two ticks have one id": (
        'id = "risk_not_assessed"',
        'id = "decision_making_broke_down"',
        'question "categories", items: "decision_making_broke_down" stands 2 times.',
    ),
    "a glossary term stands twice": ('term = "CSPRP"', 'term = "CSP"', 'glossary: "CSP" stands 2 times.'),
    "two readings have one id": ('id = "under_25"', 'id = "looked_after"', 'readings: "looked_after" stands 2 times.'),
    "a question needs an unknown definition": (
        'definitions = ["seriously_harmed"]',
        'definitions = ["gravely_harmed"]',
        'question "harm": definition "gravely_harmed" does not exist. Choose one of: abuse, became_aware,',
    ),
    "a source names an unknown section": (
        'source = ["sin/abuse_or_neglect"]',
        'source = ["sins/abuse_or_neglect"]',
        'questions abuse_or_neglect: source "sins/abuse_or_neglect" names no section. Choose one of: child_deaths,',
    ),
    "a source names a section without the point": (
        'source = ["sin/abuse_or_neglect"]',
        'source = ["sin"]',
        'questions abuse_or_neglect: source "sin" names no point. Write it as section/point.',
    ),
    "a tick is in an unknown group": (
        'group = "a"',
        'group = "z"',
        'question "categories", item "decision_making_broke_down": group "z" does not exist. Choose one of: a, b,',
    ),
    "two groups have one id": (
        '[[question.group]]\nid = "b"',
        '[[question.group]]\nid = "a"',
        'question "categories", groups: "a" stands 2 times. Rename or remove one.',
    ),
    "a question with ticks takes one answer": (
        "several = true\n",
        "",
        'question "indicators": has items but takes one answer. Set several = true, or remove the items.',
    ),
    "a criterion names an unknown question": (
        'questions = ["harm", "age"]',
        'questions = ["harm", "years"]',
        'criterion "criterion_1": question "years" does not exist. Choose one of: abuse_or_neglect, age,',
    ),
    "a question is always asked after one that comes later": (
        'when = { harm = ["hurt"] }',
        'when = { care_experienced = ["yes"] }',
        'question "abuse_or_neglect", always: "care_experienced" is no question that stands above it. '
        "Choose one of: age, harm.",
    ),
    "a question is always asked after an answer that there is not": (
        'when = { harm = ["hurt"] }',
        'when = { harm = ["bruised"] }',
        'question "abuse_or_neglect", always: "harm" has no value "bruised". Choose one of: died, hurt,',
    ),
    "a question is always asked after no answer": (
        'when = { harm = ["hurt"] }',
        "when = { harm = [] }",
        'question "abuse_or_neglect", always: "harm" accepts nothing. Choose one of:',
    ),
    "a deadline names an unknown decision": (
        'stands_while = { sin = ["required"',
        'stands_while = { sinn = ["required"',
        'deadline "sin": "sinn" is no decision. Choose one of: commissioning,',
    ),
    "a deadline stands with an unknown value": (
        'stands_while = { sin = ["required"',
        'stands_while = { sin = ["demanded"',
        'deadline "sin": "sin" has no value "demanded". Choose one of: not_required, not_yet_known, required.',
    ),
}


def faults_after(old: str, new: str) -> tuple[str, ...]:
    """Returns the faults of the real rules with the first ``old`` in them turned into ``new``."""
    assert old in TEXT, old
    with pytest.raises(RulesFault) as refused:
        parse(TEXT.replace(old, new, 1))
    return refused.value.faults


def test_the_rules_in_force_load_and_the_file_says_the_same_as_its_text() -> None:
    assert load(CURRENT) == parse(TEXT)
    assert parse(TEXT).model_dump() == current().model_dump()


def test_the_rules_released_before_come_with_those_in_force() -> None:
    assert current().earlier == (load_earlier("2026.1"),)


def test_every_released_rules_file_still_loads() -> None:
    released = sorted(path.stem for path in CURRENT.parent.glob("*.toml"))
    assert released == ["2026.1", "2026.2"]
    assert [load_earlier(name).version for name in released] == released


def test_the_newest_rules_are_in_force_and_lend_the_words_of_those_before() -> None:
    assert current().version == max(path.stem for path in CURRENT.parent.glob("*.toml"))
    assert [rules.version for rules in current().earlier] == ["2026.1"]


def test_earlier_rules_can_be_compared_and_no_longer_brought_into_force() -> None:
    with pytest.raises(RulesFault, match=r'2026\.1: decisions: "partners_agree" is missing'):
        load_named("2026.1")


@pytest.mark.parametrize(("old", "new", "fault"), MISFITS.values(), ids=MISFITS)
def test_rules_that_do_not_fit_together_are_refused_with_the_entry_and_the_mend(old: str, new: str, fault: str) -> None:
    assert [said for said in faults_after(old, new) if said.startswith(fault)]


def test_all_faults_of_one_kind_are_named_in_one_go() -> None:
    broken = TEXT.replace('id = "under_25"', 'id = "looked_after"', 1).replace('"sin/died"', '"sins/died"')
    with pytest.raises(RulesFault) as refused:
        parse(broken)
    assert len(refused.value.faults) > 2
    assert str(refused.value) == "\n".join(refused.value.faults)


def test_a_condition_that_names_two_unknown_decisions_is_told_of_both() -> None:
    known = 'when = { rapid_review = ["required"] }\nwho'
    unknown = 'when = { quick_review = ["required"], slow_review = ["required"] }\nwho'
    said = "\n".join(faults_after(known, unknown))
    assert '"quick_review" is no decision' in said and '"slow_review" is no decision' in said


def test_a_file_that_is_no_text_is_refused_by_its_name(tmp_path: Path) -> None:
    word = tmp_path / "rules.docx"
    word.write_bytes(b"PK\xff\xfe")
    with pytest.raises(RulesFault, match=r"rules\.docx: is not text in UTF-8"):
        load_named(str(word))


def test_a_file_can_be_loaded_from_anywhere(tmp_path: Path) -> None:
    copy = tmp_path / "next.toml"
    copy.write_text(TEXT.replace('version = "2026.2"', 'version = "2027.1"'), "utf-8")
    assert load(copy).version == "2027.1"
