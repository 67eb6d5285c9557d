"""A rules file of the day, with something added to it as somebody would who writes no program."""

from pathlib import Path

from safeguarding.framework.framework import Framework
from safeguarding.framework.loader import CURRENT, current, load

QUESTION_OF_TRIAGE = """
[[question]]
id = "asleep"
title = "Where the child slept"
stage = "triage"
ask = "Did the child have a bed of their own?"
help = "As the agencies know it."
source = ["project/threshold"]

[question.always]
when = {}
text = "The partners read it."

[[question.answer]]
id = "own_bed"
label = "In their own bed"

[[question.answer]]
id = "elsewhere"
label = "Somewhere else"
evidence = "How is it known where the child slept?"

[[question.answer]]
id = "not_known"
label = "Not known yet"
"""
RULE = """
[[decision.rule]]
value = "required"
when = { age = ["under_18"], harm = ["neither"], asleep = ["elsewhere"] }
text = "Where the child slept somewhere else, the three partners are asked."
source = ["project/threshold"]
"""
PART = """
[[part]]
id = "siblings"
purpose = "context"
kind = "text"
title = "The siblings"
ask = "What is known of the siblings' lives?"
source = ["review_purpose/context"]
"""
ITEM = """
[[question.item]]
id = "housing"
label = "Temporary housing played a part"
source = ["indicators/list"]
"""
QUESTIONS_OF_REFERRAL = """
[[referral_question]]
id = "shared"
kind = "choice"
title = "Shared with the family"
ask = "Has the family been told of the referral?"
source = ["lcspr/case_of_concern"]

[[referral_question.answer]]
id = "told"
label = "They have been told"

[[referral_question.answer]]
id = "not_told"
label = "Not yet told"

[[referral_question]]
id = "hoped"
kind = "text"
title = "Hoped for"
ask = "What should come of it?"
longest = 300
source = ["lcspr/case_of_concern"]
"""
LAST_RULE = """[[decision.rule]]
value = "not_required"
otherwise = true
text = "Nobody died or was seriously harmed, and no child was hurt"""


def _before(added: str, mark: str) -> tuple[str, str]:
    return mark, f"{added.lstrip()}\n{mark}"


IN_TRIAGE = [_before(QUESTION_OF_TRIAGE, '[[question]]\nid = "indicators"'), _before(RULE, LAST_RULE)]
IN_REVIEW = [_before(PART, '[[part]]\nid = "facts"')]
IN_LIST = [_before(ITEM, '[[question]]\nid = "categories"')]
IN_REFERRAL = [_before(QUESTIONS_OF_REFERRAL, '[[referral_question]]\nid = "indicators"')]


def rules_with(folder: Path, added: list[tuple[str, str]], version: str = "") -> Framework:
    """Writes the rules of the day to a file with what is ``added``, and loads that."""
    text, today = CURRENT.read_text("utf-8"), current()
    if version:
        added = [*added, (f'version = "{today.version}"', f'version = "{version}"')]
    for mark, instead in added:
        assert text.count(mark) == 1, mark
        text = text.replace(mark, instead)
    file = folder / "rules.toml"
    file.write_text(text, "utf-8")
    return load(file).after(lambda: today.earlier)
