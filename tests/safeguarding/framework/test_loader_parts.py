"""Parts of the Rapid Review's record that do not fit the rest of the rules are refused by their name, with the mend."""

import pytest

from safeguarding.framework.loader import current
from tests.safeguarding.framework.test_loader import faults_after

MISFITS = {
    "a part of an unknown purpose": (
        'id = "childs_voice"\npurpose = "context"',
        'id = "childs_voice"\npurpose = "voices"',
        'part "childs_voice": purpose "voices" does not exist. Choose one of: context, criteria, facts,',
    ),
    "a part that confirms an unknown criterion": (
        'criterion = "criterion_2"',
        'criterion = "criterion_4"',
        'part "criterion_2": criterion "criterion_4" does not exist. '
        "Choose one of: criterion_1, criterion_2, criterion_3.",
    ),
    "ticks of an unknown question": (
        'question = "indicators"\n',
        'question = "indications"\n',
        'part "indicators": question "indications" does not exist. '
        "Choose one of: categories, indicators, reasons_not_to_commission.",
    ),
    "ticks of a question of the triage": (
        'question = "reasons_not_to_commission"\n',
        'question = "harm"\n',
        'part "reasons": question "harm" does not exist. Choose one of: categories, indicators,',
    ),
    "ticks of an unknown group": (
        'question = "categories"\ngroup = "b"',
        'question = "categories"\ngroup = "z"',
        'part "categories_b": group "z" has no items. Choose one of: a, b, c, d, summary.',
    ),
    "a choice without answers": (
        'id = "facts"\npurpose = "facts"\nkind = "text"',
        'id = "facts"\npurpose = "facts"\nkind = "choice"',
        'part "facts": give answers to a part of the kind "choice", and to no other.',
    ),
    "a text with answers": (
        'id = "national_review"\npurpose = "next_steps"\nkind = "choice"',
        'id = "national_review"\npurpose = "next_steps"\nkind = "text"',
        'part "national_review": give answers to a part of the kind "choice", and to no other.',
    ),
    "ticks without a question": (
        'question = "reasons_not_to_commission"\nsource',
        "source",
        'part "reasons": name the question of a part of the kind "ticks", and of no other.',
    ),
    "a text with a question": (
        'id = "improvements"\npurpose = "improvements"\nkind = "text"',
        'id = "improvements"\npurpose = "improvements"\nkind = "text"\nquestion = "indicators"',
        'part "improvements": name the question of a part of the kind "ticks", and of no other.',
    ),
    "two parts with one id": (
        'id = "childs_voice"',
        'id = "context"',
        'parts: "context" stands 2 times. Rename or remove one.',
    ),
    "a part that names no section": (
        'source = ["project/childs_voice"]',
        'source = ["projects/childs_voice"]',
        'parts childs_voice: source "projects/childs_voice" names no section.',
    ),
    "a part of an unknown kind": (
        'id = "facts"\npurpose = "facts"\nkind = "text"',
        'id = "facts"\npurpose = "facts"\nkind = "essay"',
        'part "facts", kind: ',
    ),
    "a criterion that the review can't reject": (
        'id = "not_confirmed"',
        'id = "rejected"',
        'part "criterion_1": has no answer "not_confirmed". Add it: the review must be able to say so.',
    ),
    "a part with its own way not to know": (
        'id = "taken"',
        'id = "not_known"',
        'part "immediate_action": has an answer "not_known". Remove it, and set needed = true instead.',
    ),
    "a part of which it is not clear whether it is needed": (
        "needed = true",
        'needed = "perhaps"',
        'part "facts", needed: ',
    ),
    "a principle that the program reads goes by another name": (
        'id = "tell_concern"',
        'id = "tell_of_concern"',
        'principles: "tell_concern" is missing, and the program reads it by this name. Put it back, or have the',
    ),
    "a next step after something that never happens": (
        'after = "determined"',
        'after = "celebrated"',
        'next_step "decide", after: ',
    ),
    "a next step of somebody who has no office": ('by = ["chair"]', 'by = ["minister"]', 'next_step "confirm_'),
    "a next step before an unknown deadline": (
        'before = ["look_again"]',
        'before = ["look_twice"]',
        'next_step "look_again": deadline "look_twice" does not exist. Choose one of: agency_returns,',
    ),
}


@pytest.mark.parametrize(("old", "new", "fault"), MISFITS.values(), ids=MISFITS)
def test_parts_that_do_not_fit_the_rules_are_refused_with_the_part_and_the_mend(old: str, new: str, fault: str) -> None:
    assert [said for said in faults_after(old, new) if said.startswith(fault)]


def test_items_without_a_group_stand_with_the_last_group_of_their_question() -> None:
    rules = current()
    assert [item.id for item in rules.items_of(rules.part("categories_summary"))][-1] == "other"
    assert rules.items_of(rules.part("facts")) == ()
    assert len(rules.items_of(rules.part("indicators"))) == 9
