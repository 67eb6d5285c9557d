"""All steps that are walked while Teams fails, by name."""

from collections.abc import Mapping

from tests.support.walks.on_cases import ON_CASES
from tests.support.walks.on_reviews import ON_REVIEWS
from tests.support.walks.said import SAID
from tests.support.walks.step import WalkStep

STEPS: Mapping[str, WalkStep] = {**ON_CASES, **ON_REVIEWS, **SAID}
