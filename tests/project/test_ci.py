"""What the plain test run leaves out, `.ci/run` makes up for."""

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]


def test_what_the_plain_run_leaves_out_runs_in_ci() -> None:
    (marks,) = [option for option in SETTINGS["addopts"] if option.startswith("-m ")]
    left_out = set(re.findall(r"not (\w+)", marks))
    (selected,) = re.findall(r"^tests \"uv run pytest -m '(.+)'\"$", (ROOT / ".ci/run").read_text(), re.MULTILINE)
    assert left_out == {line.partition(":")[0] for line in SETTINGS["markers"]}
    assert set(selected.split(" or ")) == left_out


def test_the_official_clients_are_those_of_the_eras_before_todays() -> None:
    clients = json.loads((ROOT / "tests/sdk/package.json").read_text(encoding="utf-8"))["dependencies"]
    package = "npm:@nmshd/connector-sdk"
    assert clients == {"sdk-classic": f"{package}@4.1.0", "sdk-v6": f"{package}@6.7.0"}
