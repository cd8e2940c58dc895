"""What starting costs, each time against a named rival in the same run: ratios, never bare seconds."""

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BARE_SERVER = Path(__file__).with_name("bare_server.py")
KIT = shutil.which("enmeshed-kit", path=str(Path(sys.executable).parent))
CLOCKED = "import time; begin = time.perf_counter(); {}; print(time.perf_counter() - begin)"


@pytest.fixture(scope="module", autouse=True)
def started_before(tmp_path_factory):
    """Whoever starts a program finds its bytecode, except the first time and where a machine is set up otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        patch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.mktemp("bytecode")))
        yield


def import_time(statement):
    command = [sys.executable, "-c", CLOCKED.format(statement)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def ready_time(*command):
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline()
            return time.perf_counter() - begin
        finally:
            process.terminate()


def ratio(benchmark, ours, rival, rounds):
    """Measure both in turn, so that a busy moment of the machine meets both, and compare the medians."""
    times, rivals = [], []
    ours(), rival()  # the first ones compile and fill the disk's cache

    benchmark.pedantic(lambda: times.append(ours()), setup=lambda: rivals.append(rival()), rounds=rounds)

    result = statistics.median(times) / statistics.median(rivals)
    benchmark.extra_info |= {"rival": statistics.median(rivals), "ratio": result}
    return result


@pytest.mark.parametrize("statement", ["import enmeshed_kit", "from enmeshed_kit import Connector"])
def test_importing_the_kit_costs_little_more_than_importing_httpx(benchmark, statement):
    assert ratio(benchmark, lambda: import_time(statement), lambda: import_time("import httpx"), rounds=9) <= 1.5


def test_the_sandbox_is_ready_almost_as_soon_as_a_bare_server(benchmark):
    bare = lambda: ready_time(sys.executable, str(BARE_SERVER))  # noqa: E731  # reads as its counterpart below

    assert ratio(benchmark, lambda: ready_time(KIT, "sandbox"), bare, rounds=9) <= 2
