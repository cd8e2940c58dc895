import subprocess
import sys

import pytest

from enmeshed_kit import cli
from enmeshed_kit.lessons import run
from enmeshed_kit.sandbox import server


@pytest.fixture
def served(monkeypatch):
    calls = []

    def serve(host, port, connectors, slow_401, era):
        calls.append((host, port, connectors, slow_401, era))
        return 0

    monkeypatch.setattr(server, "run", serve)
    return calls


def test_the_sandbox_plays_a_connector_and_an_app_unless_told_otherwise(served):
    assert cli.main(["sandbox"]) == 0

    assert served == [("127.0.0.1", 0, [("connector", None), ("app", None)], False, "v7")]


def test_the_sandbox_takes_names_and_keys(served):
    options = [
        "--connector",
        "one",
        "--connector",
        "two=a=b",
        "--slow-401",
        "--era",
        "v6",
        "--port",
        "8080",
        "--host",
        "0.0.0.0",  # noqa: S104  # only read
    ]

    cli.main(["sandbox", *options])

    assert served == [("0.0.0.0", 8080, [("one", None), ("two", "a=b")], True, "v6")]  # noqa: S104  # only read


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["sandbox", "--connector", "with space"], "'with space' is not a name"),
        (["sandbox", "--connector", ""], "'' is not a name"),
        (["sandbox", "--connector", "a="], "'a=' has an empty key"),
        (["sandbox", "--port", "65536"], "'65536' is not a port"),
        (["sandbox", "--era", "v5"], "invalid choice: 'v5'"),
        (["lab", "--era", "v9"], "invalid choice: 'v9'"),
        (["lab", "--port", "-1"], "'-1' is not a port"),
        (["fly"], "invalid choice: 'fly'"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_a_mistake_in_the_arguments_is_named_and_ends_with_2(capsys, arguments, complaint):
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)

    assert end.value.code == 2
    assert complaint in capsys.readouterr().err


def test_the_same_name_twice_is_refused(served, capsys):
    assert cli.main(["sandbox", "--connector", "a", "--connector", "a=key"]) == 2

    assert "given twice" in capsys.readouterr().err
    assert served == []


@pytest.mark.parametrize("command", ["lab", "run"])
def test_outside_a_checkout_there_are_two_lines_and_no_traceback(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert cli.main([command]) == 2

    error = capsys.readouterr().err
    assert len(error.splitlines()) == 2
    assert error.startswith("enmeshed-kit: No notebooks/index.toml")


def test_ctrl_c_ends_with_130(monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "run_lessons", interrupted)

    assert cli.main(["run"]) == 130
    assert capsys.readouterr().err == "\nInterrupted.\n"


def test_the_command_line_imports_nothing_heavy_before_it_knows_the_command():
    code = "import sys, enmeshed_kit.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert not {"pandas", "matplotlib", "ipywidgets", "IPython", "falcon", "jupyterlab", "nbconvert"} & set(loaded)
