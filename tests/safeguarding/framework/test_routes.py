"""The one golden file is the table of all routes, so that a change of policy shows as a readable difference.

To write it anew after a change that is wanted:
    UPDATE_ROUTES=1 python -m pytest tests/safeguarding/framework/test_routes.py
"""

import os
from collections.abc import Iterable, Sequence
from difflib import unified_diff
from itertools import product
from pathlib import Path

from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import current
from safeguarding.framework.routes import Route, next_step, review_routes, triage_routes

GOLDEN = Path(__file__).parents[2] / "routes.txt"
RENEW = "UPDATE_ROUTES=1 python -m pytest tests/safeguarding/framework/test_routes.py"
ENGINE = Engine(current())
DECISIONS = [decision.id for decision in current().decisions]


def table_of_all_routes() -> str:
    parts = (
        "# Every route through the questions, with not_known among the answers, and what follows.",
        '# "-": not asked, since nothing hangs on it and the rules do not mark it "always" on these answers.',
        f"# Made by: {RENEW}",
        "",
        "TRIAGE",
        *_table("triage", triage_routes(ENGINE)),
        "",
        "REVIEW, after a triage that brought a Rapid Review",
        *_table("review", review_routes(ENGINE)),
    )
    return "\n".join(parts) + "\n"


def _table(stage: str, routes: Iterable[Route]) -> list[str]:
    questions = [question.id for question in current().asked_at(stage)]
    rows = [[*questions, "->", *DECISIONS]]
    rows += [
        [*(route.answers.get(name, "-") for name in questions), "->", *(route.values[name] for name in DECISIONS)]
        for route in routes
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [_aligned(row, widths) for row in rows]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def test_every_route_leads_where_the_agreed_table_says() -> None:
    table = table_of_all_routes()
    if os.environ.get("UPDATE_ROUTES"):
        GOLDEN.write_text(table, "utf-8")
    agreed = GOLDEN.read_text("utf-8")
    difference = "\n".join(unified_diff(agreed.splitlines(), table.splitlines(), "agreed", "now", lineterm="", n=1))
    assert not difference, f"The routes have changed:\n{difference}\nIf this is wanted: {RENEW}"


def test_every_set_of_triage_answers_follows_exactly_one_route() -> None:
    routes = [route.answers for route in triage_routes(ENGINE)]
    for given in product(*([*q.values, "not_known"] for q in current().asked_at("triage"))):
        answers = dict(zip((q.id for q in current().asked_at("triage")), given, strict=True))
        assert [route for route in routes if route.items() <= answers.items()] == [ENGINE.relevant(answers, "triage")]


def test_each_route_says_what_the_decisions_are_on_its_answers() -> None:
    for route in triage_routes(ENGINE):
        assert route.values == ENGINE.values(route.answers)


def test_whichever_triage_brought_the_rapid_review_the_review_leads_the_same_way() -> None:
    bringing = [r.answers for r in triage_routes(ENGINE) if r.values["rapid_review"] == "required"]
    assert len(bringing) == 12
    for before in bringing:
        for route in review_routes(ENGINE):
            assert ENGINE.values({**before, **route.answers}) == route.values


def test_the_review_is_asked_only_after_a_triage_that_brought_a_rapid_review() -> None:
    for route in triage_routes(ENGINE):
        following = next_step(ENGINE, route.answers)
        assert (following is not None) == (route.values["rapid_review"] == "required"), route
        assert following is None or following.stage == "review"
