import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request

import psutil
import pytest

from enmeshed_kit.lessons import lab


class Lab:
    """`enmeshed-kit lab` as a process whose output is read line by line."""

    def __init__(self, folder, *options):
        self.process = subprocess.Popen(
            [sys.executable, "-c", "import sys; from enmeshed_kit.cli import main; sys.exit(main())", "lab", *options],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = []
        self._lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def address(self):
        while line := self._lines.get(timeout=60):
            self.said.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+/\S+token=\S+", line):
                return found[0]
        raise AssertionError("".join(self.said))

    def interrupt(self):
        """Press Ctrl-C once: the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=20)
        while line := self._lines.get(timeout=5):
            self.said.append(line)
        return code


@pytest.fixture
def start_lab(checkout, tiny):
    started = []

    def start(*options):
        started.append(Lab(checkout, "--no-browser", *options))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait(timeout=10)


def ask(address, path, data=None):
    base, token = re.fullmatch(r"(http://[^/]+/).*token=(\S+)", address).groups()
    request = urllib.request.Request(base + path, data, {"Authorization": f"token {token}"})  # noqa: S310  # loopback
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  # loopback
        return json.load(answer)


def test_the_printed_address_opens_the_working_copy_of_the_first_lesson(start_lab, checkout):
    address = start_lab().address()

    assert "/lab/tree/00_tiny.ipynb?" in address
    assert ask(address, "api/contents/00_tiny.ipynb")["writable"]
    assert (checkout / "my-notebooks" / "00_tiny.ipynb").is_file()


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_one_ctrl_c_ends_it_without_a_question_and_with_its_kernels(start_lab):
    running = start_lab()
    address = running.address()
    ask(address, "api/kernels", b"{}")
    kernels = psutil.Process(running.process.pid).children(recursive=True)

    assert running.interrupt() == 0

    assert kernels
    assert [kernel for kernel in kernels if kernel.is_running()] == []
    assert "y/" not in "".join(running.said)


def test_its_kernels_hear_which_connectors_the_sandbox_plays(start_lab):
    running = start_lab("--era", "v6")
    ask(running.address(), "api/kernels", b"{}")

    [kernel] = psutil.Process(running.process.pid).children(recursive=True)[:1]

    assert kernel.environ()["ENMESHED_ERA"] == "v6"


def test_a_port_that_is_taken_is_named(start_lab):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        running = start_lab("--port", str(port))

        assert running.process.wait(timeout=60) == 2

    said = "".join(running.said)
    while line := running._lines.get(timeout=5):
        said += line
    assert f"Port {port} is taken" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("variable", ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER"])
def test_without_a_screen_there_is_no_browser(monkeypatch, variable):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(lab.sys, "platform", "linux")
    monkeypatch.setattr(lab.webbrowser, "get", lambda: object())

    assert not lab.has_browser()

    monkeypatch.setenv(variable, "something")
    assert lab.has_browser()


def test_a_machine_without_any_browser_has_none(monkeypatch):
    def none():
        raise lab.webbrowser.Error

    monkeypatch.setenv("BROWSER", "nothing-of-the-kind")
    monkeypatch.setattr(lab.webbrowser, "get", none)

    assert not lab.has_browser()
