"""The metrics take each label from a list in the code, whatever a stranger sent."""

from typing import Any

import pytest
from botbuilder.schema import Activity

from bot.connector.transport import DestinationUnreachable, SendError
from bot.errors import Forbidden
from bot.observability.metrics import Metrics
from store.errors import Busy, NotWritable


def sample(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


@pytest.mark.parametrize(
    ("activity", "verb"),
    [
        ({"type": "message", "text": "cases"}, "cases"),
        ({"type": "message", "text": "Zo\u00eb was hurt"}, "text"),
        ({"type": "invoke", "name": "fileConsent/invoke"}, "file_consent"),
        ({"type": "invoke", "name": "composeExtension/query"}, "search"),
        ({"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"verb": "close"}}}, "close"),
        ({"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"verb": "Zo\u00eb"}}}, "unknown"),
        (
            {
                "type": "invoke",
                "name": "adaptiveCard/action",
                "value": {"action": {"verb": "answer", "data": {"draft": "d"}}},
            },
            "triage_step",
        ),
        ({"type": "conversationUpdate"}, "unknown"),
    ],
)
def test_a_turn_is_counted_under_one_of_the_bots_own_words(activity: dict[str, Any], verb: str) -> None:
    metrics = Metrics()
    with metrics.turn(Activity(**activity)):
        pass
    assert sample(metrics, "cscp_turns_total", verb=verb, outcome="done") == 1


@pytest.mark.parametrize(
    ("error", "outcome", "store_fault"),
    [(Forbidden("no"), "refused", None), (Busy("later"), "failed", None), (NotWritable("full"), "failed", 1)],
)
def test_a_turn_that_fails_says_how(error: Exception, outcome: str, store_fault: float | None) -> None:
    metrics = Metrics()
    with pytest.raises(type(error)), metrics.turn(Activity(type="message", text="cases")):
        raise error
    assert sample(metrics, "cscp_turns_total", verb="cases", outcome=outcome) == 1
    assert (sample(metrics, "cscp_store_faults_total", where="turn") or None) == store_fault


def test_a_request_to_teams_is_counted_by_how_it_ended() -> None:
    metrics = Metrics()
    for failure in (None, SendError(500), DestinationUnreachable(404), None):
        metrics.count_request(failure)
    ended = {
        name: sample(metrics, "cscp_outbound_requests_total", result=name) for name in ("delivered", "failed", "gone")
    }
    assert ended == {"delivered": 2, "failed": 1, "gone": 1}


async def test_a_job_that_fails_is_counted_and_its_error_goes_on() -> None:
    async def fail() -> None:
        raise NotWritable("full")

    metrics = Metrics()
    with pytest.raises(NotWritable):
        await metrics.timed("nudges", fail)()
    assert sample(metrics, "cscp_round_failures_total", round="nudges") == 1
