"""The official clients of two eras drive the sandbox: what they are made for, it answers as they expect."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from enmeshed_kit.sandbox.control import description
from enmeshed_kit.sandbox.sandbox import Sandbox
from enmeshed_kit.sandbox.server import Server

HERE = Path(__file__).parent
CHAPTERS = ["account", "attributes", "challenges", "files", "guide", "requests", "states", "tokens", "tutorial"]
EARLY = [chapter for chapter in CHAPTERS if chapter != "states"]
TOLD = [("classic", chapter) for chapter in EARLY] + [("v6", chapter) for chapter in CHAPTERS]
TIMEOUT_S = 60

pytestmark = [
    pytest.mark.sdk,
    pytest.mark.skipif(
        shutil.which("node") is None or shutil.which("npm") is None,
        reason="the official clients need Node and npm",
    ),
]


@pytest.fixture(scope="session")
def witnesses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the chapters and with the clients as npm has them."""
    folder = tmp_path_factory.mktemp("sdk") / "witnesses"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__", "node_modules"))
    npm = [str(shutil.which("npm")), "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    subprocess.run(npm, cwd=folder, check=True, timeout=300)
    return folder


@pytest.fixture(scope="session")
def called() -> dict[str, set[str]]:
    """What the chapters have called so far, by era."""
    return {}


def _tell(folder: Path, era: str, chapter: str) -> dict[str, Any]:
    """Plays a chapter against a sandbox of its own, behind its server; it ends at the first wrong answer."""
    sandbox = Sandbox()
    connectors = {name: sandbox.add_connector(name, era=era) for name in "abc"}
    with Server(sandbox) as server:
        known = {name: description(connector, server.url) for name, connector in connectors.items()}
        environment = os.environ | {"CONNECTORS": json.dumps(known), "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
        command = [str(shutil.which("node")), "witness.mjs", era, chapter]
        told = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
        )
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


@pytest.mark.parametrize(("era", "chapter"), TOLD)
def test_an_official_client_gets_the_answers_that_it_expects(
    witnesses: Path, called: dict[str, set[str]], era: str, chapter: str
) -> None:
    told = _tell(witnesses, era, chapter)
    assert told["called"]
    called.setdefault(era, set()).update(told["called"])
    called.setdefault(f"{era}, all", set()).update(told["methods"])


@pytest.mark.parametrize("era", ["classic", "v6"])
def test_each_method_of_an_official_client_was_called(called: dict[str, set[str]], era: str) -> None:
    if len(called.get(era, ())) == 0:
        pytest.fail("the chapters have to be told before")
    assert called[f"{era}, all"] - called[era] == set()
