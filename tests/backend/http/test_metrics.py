"""What is counted: by route and outcome, never by person; and the figures that are read when asked for."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kiosk.backend import metrics


def samples(text: bytes) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    families = text_string_to_metric_families(text.decode())
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def grown(before: bytes, after: bytes, *key: str) -> float:
    return samples(after)[key] - samples(before).get(key, 0.0)


def test_requests_are_counted_by_route_and_status_and_timed_by_route():
    before = metrics.exposed([])
    metrics.answered("/v1/cards", 200, 0.04)
    metrics.answered("/v1/cards", 429, 0.0004)
    after = metrics.exposed([])
    assert grown(before, after, "kiosk_requests_total", "/v1/cards", "200") == 1
    assert grown(before, after, "kiosk_requests_total", "/v1/cards", "429") == 1
    assert grown(before, after, "kiosk_request_seconds_bucket", "/v1/cards", "0.05") == 2
    assert grown(before, after, "kiosk_request_seconds_bucket", "/v1/cards", "0.025") == 1


@pytest.mark.parametrize("outcome", ["approved", "pending_review", "refused"])
def test_registrations_are_counted_by_what_became_of_them(outcome):
    before = metrics.exposed([])
    metrics.registered(outcome)
    assert grown(before, metrics.exposed([]), "kiosk_registrations_total", outcome) == 1


def test_figures_are_shown_as_they_are_now():
    metrics.in_flight(3)
    shown = samples(metrics.exposed([("kiosk_queue", "Who waits.", 17.0)]))
    assert shown["kiosk_queue",] == 17
    assert shown["kiosk_requests_in_flight",] == 3
    assert ("kiosk_queue",) not in samples(metrics.exposed([]))
