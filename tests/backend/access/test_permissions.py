import pytest

from kiosk.backend.access import callers as callers_access
from kiosk.backend.access import permissions
from kiosk.backend.access.callers import Callers
from kiosk.backend.access.sessions import Life
from tests.backend.world import KIOSK_KEY, World


def test_every_call_says_who_may_make_it(world: World) -> None:
    described = {
        (method.upper(), path) for path, calls in world.app.openapi()["paths"].items() for method in calls
    }
    assert described <= set(permissions.CALLS)


@pytest.mark.parametrize(
    ("method", "path", "who"),
    [
        ("GET", "/v1/health", {permissions.ANYONE}),
        ("GET", "/v1/registrations/7K3M9QXRA2WD", {"kiosk"}),
        ("GET", "/v1/metrics", {"monitor"}),
        ("POST", "/v1/desk/dossiers/7K3M9QXRA2WD/decision", {"officer", "supervisor"}),
        ("GET", "/v1/figures", {"supervisor", "auditor", "campaign"}),
        ("POST", "/v1/desk/dossiers//decision", None),
        ("GET", "/v1/nowhere", None),
    ],
)
def test_a_call_is_found_by_its_pattern(method: str, path: str, who: set[str] | None) -> None:
    assert permissions.of(method, path) == who


async def test_a_kiosk_that_is_cut_off_asks_for_a_second_at_most(world: World) -> None:
    seconds = 0.0
    callers = Callers(world.store, Life(), lambda: world.at, tick=lambda: seconds)
    assert isinstance(await callers.identify(KIOSK_KEY), callers_access.Kiosk)
    assert world.store.write_now(
        lambda connection: callers_access.cut_off(connection, name="one", now=world.at)
    )
    seconds = 1.1
    assert await callers.identify(KIOSK_KEY) is None


async def test_a_monitor_gets_figures_and_nobodys_data(world: World) -> None:
    world.store.write_now(
        lambda connection: callers_access.enrol(
            connection, name="watch", key="m", now=world.at, kind="monitor"
        )
    )
    monitor = world.kiosk("m")
    assert (await monitor.get("/v1/registrations/7K3M9QXRA2WD")).status_code == 403
    assert (await monitor.get("/openapi.json")).status_code == 200
