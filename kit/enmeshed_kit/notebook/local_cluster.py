"""A small Dask cluster on this machine: for tables that do not fit into its memory at once."""

import atexit
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from enmeshed_kit.client.errors import NotInstalledError
from enmeshed_kit.notebook.picture import Picture
from enmeshed_kit.notebook.table_picture import draw_table

if TYPE_CHECKING:
    from distributed import Client
    from distributed import LocalCluster as DaskCluster

_running: "dict[tuple[int, str], LocalCluster]" = {}


class LocalCluster:
    """Workers of this machine, each a process with a limit to its memory; from now on Dask computes with them.

    They talk over the loopback interface alone, and there is no dashboard.

    Args:  workers: how many.  memory: that each of them may use, "400MB".
    """

    def __init__(self, workers: int, memory: str) -> None:
        self.workers = workers
        self.memory = memory
        self._cluster, self.client = _started(workers, memory)
        atexit.register(self.close)

    @property
    def is_running(self) -> bool:
        """Whether it has not been closed."""
        return self.client.status == "running"

    def close(self) -> None:
        """End the workers; closed twice it is as well."""
        _running.pop((self.workers, self.memory), None)
        with suppress(OSError, TimeoutError):
            self.client.close()  # type: ignore[no-untyped-call]  # Dask is half typed
            self._cluster.close()

    def __repr__(self) -> str:
        return self._picture().text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self._picture().bundle()

    def _picture(self) -> Picture:
        state = "running" if self.is_running else "closed"
        rows = [(f"worker {number}", f"at most {self.memory}", state) for number in range(1, self.workers + 1)]
        return draw_table("A cluster on this machine", ("process", "memory", ""), rows)


def local_cluster(workers: int = 2, memory: str = "400MB") -> LocalCluster:
    """Start a cluster on this machine, or take the one that this kernel has started already.

    Raises:  NotInstalledError: Dask is not installed.
    """
    held = _running.get((workers, memory))
    if held is None or not held.is_running:
        held = _running[workers, memory] = LocalCluster(workers, memory)
    return held


def _started(workers: int, memory: str) -> "tuple[DaskCluster, Client]":
    try:
        import dask
        from distributed import Client
        from distributed import LocalCluster as DaskCluster
    except ImportError as error:
        raise NotInstalledError("Dask", "scale") from error
    # Otherwise a worker that is slow to answer on a busy machine says so in the notebook.
    dask.config.set({"distributed.admin.tick.limit": "1h"})
    cluster = DaskCluster(  # type: ignore[no-untyped-call]
        n_workers=workers,
        threads_per_worker=1,
        memory_limit=memory,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs="ERROR",
    )
    return cluster, Client(cluster)  # type: ignore[no-untyped-call]
