"""uvicorn's processes as a service needs them: to stop means to accept no more, and it has an end."""

import socket
import time

import uvicorn
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.supervisors import Multiprocess


class Workers(Multiprocess):
    """Keeps the processes running; one that is gone is replaced."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket], patience: float) -> None:
        """`patience`: seconds after which a process that was told to end is ended."""
        super().__init__(config, sockets)
        self._patience = patience
        self._known: set[int | None] = set()

    def terminate_all(self) -> None:
        """Tell the processes to end. While we hold the socket, new callers would wait in vain."""
        for held in self.sockets:
            held.close()
        super().terminate_all()

    def join_all(self) -> None:
        """Wait until all have ended."""
        deadline = time.monotonic() + self._patience
        for worker in self.processes:
            worker.process.join(max(0.0, deadline - time.monotonic()))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()

    def keep_subprocess_alive(self) -> None:
        """Replace who is gone; what it said of itself (not what it counted) goes with it."""
        super().keep_subprocess_alive()
        running = {worker.pid for worker in self.processes}
        for gone in self._known - running:
            mark_process_dead(gone)  # type: ignore[no-untyped-call]  # the library has no types here
        self._known = running
