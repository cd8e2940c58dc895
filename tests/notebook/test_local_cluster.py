"""The workers of this machine: they talk to nobody else, keep to their limit, and end with the kernel."""

import sys

import psutil
import pytest

from enmeshed_kit.client.errors import NotInstalledError
from enmeshed_kit.notebook.local_cluster import local_cluster


@pytest.fixture(scope="module")
def cluster():
    with pytest.MonkeyPatch.context() as patch:
        # What a kernel's children import comes from the same place as what it imports itself.
        patch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))
        started = local_cluster(workers=2, memory="300MB")
        yield started
        started.close()


def processes():
    own = psutil.Process()
    return [own, *own.children(recursive=True)]


@pytest.mark.slow
def test_work_is_done_by_its_workers_within_their_limit(cluster):
    import os

    info = cluster.client.scheduler_info()["workers"]
    done_by = set(cluster.client.gather(cluster.client.map(lambda _: os.getpid(), range(20), pure=False)))

    assert [worker["memory_limit"] for worker in info.values()] == [300_000_000] * 2
    assert done_by <= {process.pid for process in processes()} - {os.getpid()}


@pytest.mark.slow
def test_they_listen_on_the_loopback_interface_alone(cluster):
    listening = {
        connection.laddr.ip
        for process in processes()
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    }

    assert listening == {"127.0.0.1"}


@pytest.mark.slow
def test_asked_for_again_it_is_the_same(cluster):
    assert local_cluster(workers=2, memory="300MB") is cluster


@pytest.mark.slow
def test_what_it_shows_names_no_port_and_no_process(cluster):
    assert "worker 2  at most 300MB  running" in repr(cluster)
    assert "127.0.0.1" not in cluster._repr_mimebundle_()["text/html"]


@pytest.mark.slow
def test_closed_it_has_no_processes_left_and_can_be_started_anew(cluster):
    other = local_cluster(workers=1, memory="300MB")
    before = {process.pid for process in processes()}

    other.close()
    other.close()

    assert not other.is_running
    assert "closed" in repr(other)
    assert len({process.pid for process in processes()}) < len(before)
    assert cluster.is_running


def test_without_dask_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(NotInstalledError, match="Dask is not installed") as caught:
        local_cluster(workers=3, memory="100MB")

    assert "enmeshed-kit[scale]" in caught.value.hint
