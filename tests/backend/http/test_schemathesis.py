"""The running service against its own description, by a program that makes up what nobody would.

All of schemathesis' checks and phases, as a kiosk, an officer and a monitor, always with the same cases.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.backend.access import officers
from kiosk.backend.access.passwords import Passwords
from kiosk.backend.clock import utc_now
from kiosk.contract import fields, registrations
from kiosk.contract import service as service_contract
from kiosk.contract.sessions import SIGN_IN
from kiosk.wiring import service as service_wiring
from tests.backend.office import HUNG, PASSWORD
from tests.backend.world import MAU, body, new_key
from tests.service import Service

KIOSK, MONITOR = "a kiosk's key", "a monitor's key"
HOOKS = Path(__file__).with_name("schemathesis_hooks.py")
CONFIG = """
hooks = "{hooks}"

[generation]
deterministic = true
max-examples = {examples}

[auth.openapi.kiosk]
bearer = "{kiosk}"

[auth.openapi.monitor]
bearer = "{monitor}"

[auth.openapi.officer]
bearer = "{officer}"

[parameters]
"path.receipt_code" = "{receipt_code}"

# 401 is among all of these: now and then it invents an Authorization header of its own, a stranger's.
#
# Signing in asks for a login and a password that exist, and locks after five that do not.
[[operations]]
include-path = "/v1/desk/sessions"
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "429"]

# What JSON Schema cannot say: that a date is in the calendar and of these times, that consent was given.
[[operations]]
include-path = ["/v1/registrations", "/v1/cards", "/v1/contributions", "/v1/kiosk-reports", "/v1/desk/calls"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "422"]

# A search of nothing but control characters; a card that is authorised without one having been asked for.
[[operations]]
include-path = ["/v1/desk/people", "/v1/desk/ringing/{{id}}/answer"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "404", "409", "422"]

# A badge, a login and a PIN that exist; and a badge alone opens nothing.
[[operations]]
include-path = "/v1/desk/presences"
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "422", "429"]

# A form that nobody keeps; and nobody asks for many that are not there.
[[operations]]
include-path = "/v1/pick-ups/{{form_id}}"
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "404", "429"]

# No SMS service is set up here, and it says so.
[[operations]]
include-path = "/v1/phone-codes"
checks.not_a_server_error.expected-statuses = ["2xx", "4xx", "503"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "422", "429", "503"]

# Among these calls is the one that erases the one registration there is (410 from then on).
# A date of the calendar; a proof, receipt or slip that was signed; a person who may ask; a dossier as it is.
[[operations]]
include-path = [
  "/v1/rights-requests", "/v1/kept-data", "/v1/phone-codes/choices", "/v1/phone-codes/proofs",
  "/v1/registrations/{{receipt_code}}/answers", "/v1/registrations/{{receipt_code}}/phone-codes",
  "/v1/desk/dossiers/{{receipt_code}}/corrections", "/v1/desk/dossiers/{{receipt_code}}/account-phone",
  "/v1/desk/dossiers/{{receipt_code}}/rights", "/v1/desk/dossiers/{{receipt_code}}/take-back",
  "/v1/desk/rights-requests/{{code}}/outcome",
  "/v1/desk/dossiers/{{receipt_code}}", "/v1/desk/dossiers/{{receipt_code}}/decision",
]
checks.positive_data_acceptance.expected-statuses = [
  "2xx", "401", "403", "404", "409", "410", "422", "429", "503",
]

# A code that was never sent, or has run out.
[[operations]]
include-path = "/v1/phone-codes/{{id}}/answer"
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "409", "410"]
"""
EXAMPLES = 10


def hire(service: Service) -> None:
    """Give the office a supervisor, who may do everything."""
    password = Passwords().hash(PASSWORD)
    store = service_wiring.open_store(service.settings)
    store.write_now(lambda connection: officers.add(connection, HUNG, password, utc_now()))
    store.close()


@dataclass(frozen=True)
class Served:
    """A service on a port."""

    service: Service
    port: int

    def ask(self, method: str, path: str, content: object = None) -> tuple[int, bytes]:
        """Ask one thing as the kiosk; 0 when nobody answers."""
        headers = {"Authorization": f"Bearer {KIOSK}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(
                method, path, json.dumps(content), {**headers, fields.IDEMPOTENCY_HEADER: new_key()}
            )
            answer = connection.getresponse()
            return answer.status, answer.read()
        except OSError:
            return 0, b""
        finally:
            connection.close()

    def sign_in(self) -> str:
        """Begin an officer's session; return its token."""
        status, session = self.ask("POST", SIGN_IN, {"login": HUNG.login, "password": PASSWORD})
        assert status == 201, session
        return str(json.loads(session)["token"])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A service with a kiosk and a monitor enrolled."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    listen = f"127.0.0.1:{port}"
    service = Service(tmp_path / "service", listen=listen, workers=1, per_kiosk=10_000)
    service.prepare()
    service.enrol(KIOSK)
    service.enrol(MONITOR, "monitor")
    hire(service)
    service.launch()
    served = Served(service, port)
    limit = time.monotonic() + 30
    while served.ask("GET", service_contract.READY)[0] != 200:
        assert time.monotonic() < limit, service.log
        time.sleep(0.05)
    yield served
    service.stop()


def test_the_service_does_what_its_description_says(served, tmp_path):
    description, config = tmp_path / "openapi.json", tmp_path / "schemathesis.toml"
    description.write_bytes(served.ask("GET", "/openapi.json")[1])
    status, registered = served.ask("POST", registrations.REGISTRATIONS, body(MAU))
    assert status == 201
    officer, leaving = served.sign_in(), served.sign_in()
    config.write_text(
        CONFIG.format(
            hooks=HOOKS,
            examples=EXAMPLES,
            kiosk=KIOSK,
            monitor=MONITOR,
            officer=officer,
            receipt_code=json.loads(registered)["receipt_code"],
        )
    )
    program = Path(sys.executable).with_name("schemathesis")
    command = [
        program,
        f"--config-file={config}",
        "run",
        description,
        f"--url=http://127.0.0.1:{served.port}",
    ]
    options = ["--checks=all", "--continue-on-failure", "--no-color", "--warnings=off"]
    tokens = {"OFFICER": officer, "LEAVING": leaving}
    done = subprocess.run(
        [*command, *options],
        env={**os.environ, **tokens},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout
