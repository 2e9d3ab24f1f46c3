import pytest
from starlette.routing import Route

from kiosk.backend.access import callers as callers_access
from kiosk.backend.access import permissions
from kiosk.backend.access.callers import Callers
from kiosk.backend.access.sessions import SessionLifetime
from tests.backend.world import KIOSK_KEY, World


def test_every_route_has_a_row_and_every_row_a_route(world: World) -> None:
    routes = {
        (method, route.path)
        for route in world.app.routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert routes == set(permissions.CALLS)


def test_every_described_call_has_a_row(world: World) -> None:
    described = {
        (method.upper(), path) for path, calls in world.app.openapi()["paths"].items() for method in calls
    }
    assert described <= set(permissions.CALLS)


@pytest.mark.parametrize(
    ("method", "path", "who"),
    [
        ("GET", "/v1/health", {permissions.ANYONE}),
        ("GET", "/v1/registrations/{receipt_code}", {"kiosk"}),
        ("GET", "/v1/metrics", {"monitor"}),
        ("POST", "/v1/desk/dossiers/{receipt_code}/decision", {"officer", "supervisor"}),
        ("GET", "/v1/figures", {"supervisor", "auditor", "campaign"}),
        ("HEAD", "/openapi.json", permissions.CALLS["GET", "/openapi.json"]),
        ("GET", "/v1/nowhere", set()),
    ],
)
def test_a_row_says_who_may_make_a_call(method: str, path: str, who: set[str]) -> None:
    assert permissions.allowed(method, path) == who


@pytest.mark.parametrize(
    ("method", "path", "by_a_stranger", "by_a_kiosk"),
    [
        ("GET", "/v1/health", 200, 200),
        ("DELETE", "/v1/health", 405, 405),
        ("GET", "/v1/registrations/7K3M9QXRA2WD", 401, 404),
        ("PUT", "/v1/registrations/7K3M9QXRA2WD", 401, 405),
        ("POST", "/v1/desk/dossiers/7K3M9QXRA2WD/decision", 401, 403),
        ("POST", "/v1/desk/dossiers//decision", 401, 404),
        ("GET", "/v1/nowhere", 401, 404),
    ],
)
async def test_the_guard_judges_by_the_route_that_answers(
    world: World, method: str, path: str, by_a_stranger: int, by_a_kiosk: int
) -> None:
    assert (await world.kiosk("a stranger's").request(method, path)).status_code == by_a_stranger
    assert (await world.http.request(method, path)).status_code == by_a_kiosk


async def test_a_kiosk_that_is_cut_off_asks_for_a_second_at_most(world: World) -> None:
    seconds = 0.0
    callers = Callers(world.store, SessionLifetime(), lambda: world.at, tick=lambda: seconds)
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
