"""The combined page shows the metrics of several partnerships, each sample labelled with its partnership."""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.observability.metrics import Metrics


class CombinedMetrics(Collector):
    """The collector joins the metrics of the partnerships that are served. ``by_name`` holds them by the partnership's
    name."""

    def __init__(self) -> None:
        self.by_name: dict[str, Metrics] = {}
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def text(self) -> bytes:
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        yield from _join({name: metrics.registry for name, metrics in sorted(self.by_name.items())})


def _join(registries: Mapping[str, CollectorRegistry]) -> Iterator[Metric]:
    """Joins the registries: a metric's name stands once on the page, with the samples of all partnerships under it."""
    families: dict[str, Metric] = {}
    for name, registry in registries.items():
        for family in registry.collect():
            joined = families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
            for sample in family.samples:
                joined.samples.append(sample._replace(labels={**sample.labels, "partnership": name}))
    yield from families.values()
