"""The combined metrics show the numbers of several partnerships on one page."""

from bot.observability.combined_metrics import CombinedMetrics
from bot.observability.metrics import Metrics


def page(*names: str) -> tuple[str, dict[str, Metrics]]:
    combined = CombinedMetrics()
    combined.by_name = {name: Metrics() for name in names}
    for number, metrics in enumerate(combined.by_name.values(), 1):
        for _ in range(number):
            metrics.count_rate_limited()
    return combined.text().decode(), combined.by_name


def test_each_number_says_whose_it_is() -> None:
    text, _ = page("croydon", "sutton")
    assert 'cscp_too_fast_total{partnership="croydon"} 1.0' in text
    assert 'cscp_too_fast_total{partnership="sutton"} 2.0' in text


def test_a_number_is_explained_once_however_many_partnerships_have_it() -> None:
    text, _ = page("croydon", "sutton", "merton")
    assert text.count("# TYPE cscp_too_fast_total counter") == 1


def test_a_page_of_nobody_is_empty() -> None:
    assert page()[0] == ""
