"""This table has the course of each kind of walkthrough."""

from collections.abc import Mapping

from bot.cases.case_service import CaseService
from bot.handlers.walkthroughs.commissioning import CommissioningCourse
from bot.handlers.walkthroughs.concern import ConcernCourse
from bot.handlers.walkthroughs.determination import ConfirmationCourse, DeterminationCourse
from bot.handlers.walkthroughs.review import ReviewCourse
from dialogs.walkthrough.course import Course
from safeguarding.walkthrough import Kind


def courses(service: CaseService) -> Mapping[Kind, Course]:
    return {
        "review": ReviewCourse(service),
        "determination": DeterminationCourse(service),
        "confirmation": ConfirmationCourse(service),
        "concern": ConcernCourse(service),
        "commissioning": CommissioningCourse(service),
    }
