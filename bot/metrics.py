"""What ``/metrics`` shows: numbers about the work, never about a person."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge
from prometheus_client.core import CounterMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


class Metrics:
    """All metrics of one program, in a registry of its own.

    ``updates`` (the dispatcher's counts) and ``deliveries`` (the sender's, by channel and outcome) are
    looked at when the metrics are read.
    """

    def __init__(self, updates: Mapping[str, int], deliveries: Mapping[tuple[str, str], int]) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(_Updates(updates))
        self._answers = Counter(
            "thidua_answers_total",
            "Questions answered, asked back about or refused, by what was asked for.",
            ("intent", "outcome"),
            registry=self.registry,
        )
        self.registry.register(_Deliveries(deliveries))
        self._inbox_pending = Gauge(
            "thidua_inbox_pending", "Messages received and not yet handled.", registry=self.registry
        )
        self._oldest_ready = Gauge(
            "thidua_delivery_oldest_ready_seconds",
            "Age of the oldest delivery that waits to be sent; 0 when none waits.",
            registry=self.registry,
        )

        self._listening = Gauge(
            "thidua_channel_listening",
            "1 for a channel this process listens on, 0 for one that is off until a restart.",
            ("channel",),
            registry=self.registry,
        )

    def listening(self, channel: str, *, on: bool) -> None:
        self._listening.labels(channel).set(on)

    def answer(self, intent: str, outcome: str) -> None:
        """One question: ``answered``, ``asked_back``, ``refused`` or ``small_talk``."""
        self._answers.labels(intent or "none", outcome).inc()

    def backlog(self, inbox_pending: int, oldest_ready: timedelta | None) -> None:
        """What waits right now; set just before the metrics are read."""
        self._inbox_pending.set(inbox_pending)
        self._oldest_ready.set(oldest_ready.total_seconds() if oldest_ready else 0)

    def render(self) -> bytes:
        """The text that Prometheus reads (``CONTENT_TYPE``)."""
        return generate_latest(self.registry)


class _Updates(Collector):
    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts

    def collect(self) -> Iterator[CounterMetricFamily]:
        text = "Raw updates that came in and turns that were given, by what became of them."
        family = CounterMetricFamily("thidua_updates", text, labels=("outcome",))
        for outcome, count in sorted(self._counts.items()):
            family.add_metric((outcome,), count)
        yield family


class _Deliveries(Collector):
    def __init__(self, counts: Mapping[tuple[str, str], int]) -> None:
        self._counts = counts

    def collect(self) -> Iterator[CounterMetricFamily]:
        text = "Attempts to send a message, by what came of them."
        family = CounterMetricFamily("thidua_deliveries", text, labels=("channel", "outcome"))
        for labels, count in sorted(self._counts.items()):
            family.add_metric(labels, count)
        yield family
