"""The program reads these entries by their names. Rules that lack one would leave every case unshown, or a duty
unwatched, so they are refused: the program has to change with them."""

from collections.abc import Iterator, Mapping

from safeguarding.framework.framework import Framework

DECISIONS: Mapping[str, tuple[str, ...]] = {
    "sin": ("required", "not_required"),
    "rapid_review": ("required", "not_required"),
    "partners_agree": ("required", "not_required"),
    "lcspr_criteria": ("met", "not_met"),
    "commissioning": ("appropriate", "not_appropriate", "not_applicable"),
    "route": (),
}
"""Decisions are listed with those of their values that stages, sign-offs and determinations go by."""
ENTRIES: Mapping[str, tuple[str, ...]] = {
    "questions": ("harm", "indicators", "categories", "reasons_not_to_commission"),
    "details": (
        *("part", "incident_on", "became_aware", "aware_of_death", "abuse_known_on"),
        *("happened_in", "lives_in", "responsible", "agency", "record_number"),
    ),
    "definitions": ("working_day",),
    "deadlines": ("sin", "rapid_review", "dsp_sign_off", "lcspr", "sin_update", "new_determination"),
    "referral_questions": ("kind", "agency", "learning", "indicators"),
    "readings": ("disagreement", "unasked_sin"),
    "principles": (
        "local_learning",
        "concern_route",
        "final_decision",
        "chair",
        "vehicle_liaison",
        "priority",
        "equal_responsibility",
        "dcs_oversight",
        "evidence_not_interpretation",
        "one_incident",
        "lead_not_known",
        "lead_elsewhere",
        "rule_out_abuse",
        "tell_same_day",
        "tell_commissioned",
        "tell_not_commissioned",
        "tell_national",
        "tell_concern",
    ),
}
MEND = "the program reads it by this name. Put it back, or have the program changed together with the rules"


def lacking(framework: Framework) -> Iterator[str]:
    """Yields a sentence for each entry that is missing."""
    for kind, ids in ENTRIES.items():
        there = {entry.id for entry in getattr(framework, kind)}
        yield from (f'{kind}: "{id}" is missing, and {MEND}.' for id in ids if id not in there)
    decisions = {decision.id: decision for decision in framework.decisions}
    for id, values in DECISIONS.items():
        if id not in decisions:
            yield f'decisions: "{id}" is missing, and {MEND}.'
            continue
        for value in values:
            if value not in decisions[id].values:
                yield f'decision "{id}": value "{value}" is missing, and {MEND}.'
