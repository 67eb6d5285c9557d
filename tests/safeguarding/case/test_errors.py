"""A refusal says what is needed, and which box or item it is about."""

from safeguarding.case.errors import InvalidInput, StepRefused


def test_a_refusal_may_name_what_is_wrong_or_missing() -> None:
    refused: StepRefused = InvalidInput("Give the day.", "on")
    assert (str(refused), refused.about) == ("Give the day.", "on")
    assert InvalidInput("It is too late.").about == ""
