"""What ``/metrics`` shows: numbers about the work, never about a person."""

from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


class Metrics:
    """All metrics of one program, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._turns = Counter(
            "thidua_turns_total", "Messages handled.", ("channel", "outcome"), registry=self.registry
        )
        self._answers = Counter(
            "thidua_answers_total",
            "Questions answered, asked back about or refused, by what was asked for.",
            ("intent", "outcome"),
            registry=self.registry,
        )
        self._deliveries = Counter(
            "thidua_deliveries_total",
            "Outgoing messages that reached a state.",
            ("channel", "lane", "state"),
            registry=self.registry,
        )
        self._send_errors = Counter(
            "thidua_send_errors_total", "Failed sends.", ("channel", "kind"), registry=self.registry
        )
        self._inbox_pending = Gauge(
            "thidua_inbox_pending", "Messages received and not yet handled.", registry=self.registry
        )
        self._oldest_ready = Gauge(
            "thidua_delivery_oldest_ready_seconds",
            "Age of the oldest delivery that waits to be sent; 0 when none waits.",
            registry=self.registry,
        )

    def turn(self, channel: str, outcome: str) -> None:
        """One message was handled: ``answered``, ``ignored``, ``failed``, …"""
        self._turns.labels(channel, outcome).inc()

    def answer(self, intent: str, outcome: str) -> None:
        """One question: ``answered``, ``asked_back`` or ``refused``."""
        self._answers.labels(intent or "none", outcome).inc()

    def delivery(self, channel: str, lane: str, state: str, count: int = 1) -> None:
        """``count`` deliveries came into ``state``: ``sent``, ``dead``, ``unknown``, …"""
        self._deliveries.labels(channel, lane, state).inc(count)

    def send_error(self, channel: str, kind: str) -> None:
        self._send_errors.labels(channel, kind).inc()

    def backlog(self, inbox_pending: int, oldest_ready: timedelta | None) -> None:
        """What waits right now; set just before the metrics are read."""
        self._inbox_pending.set(inbox_pending)
        self._oldest_ready.set(oldest_ready.total_seconds() if oldest_ready else 0)

    def render(self) -> bytes:
        """The text that Prometheus reads (``CONTENT_TYPE``)."""
        return generate_latest(self.registry)
