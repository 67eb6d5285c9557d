"""A line says whom a case waits for: whose step is next by name, and how many others have one after it."""

from cards.case.waiting import waiting_line
from safeguarding.case.views.next_steps import NOBODY, Awaited
from safeguarding.framework.entries import Office
from safeguarding.people import office_label

PARTNERS: tuple[Office, ...] = ("local_authority", "icb", "police")


def test_whose_step_is_next_is_named_and_the_others_are_counted() -> None:
    assert waiting_line(Awaited(("police",))) == "Waiting for: Police."
    one = waiting_line(Awaited(("police", "local_authority"), ("dcs",)))
    assert one == "Waiting for: Police, Local authority. Then 1 other office."
    more = waiting_line(Awaited(("business_team",), ("review_group", "chair")))
    assert more == "Waiting for: Business Team. Then 2 other offices."


def test_the_three_partners_are_a_word_unless_something_is_said_of_one_of_them() -> None:
    assert waiting_line(Awaited((*PARTNERS, "opener"))).startswith("Waiting for: the three partners, the person who")

    def vacant(office: Office) -> str:
        return f"{office_label(office)} (vacant)" if office == "icb" else office_label(office)

    assert waiting_line(Awaited(PARTNERS), vacant) == "Waiting for: Local authority, ICB (vacant), Police."


def test_of_a_case_that_has_ended_nothing_is_said() -> None:
    assert waiting_line(NOBODY) == ""
