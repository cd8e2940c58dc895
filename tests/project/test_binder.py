import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from repo2docker.app import Repo2Docker

ROOT = Path(__file__).parents[2]
BINDER = ROOT / "binder"
COMPILER = ROOT / ".ci" / "binder_requirements.py"
PYTHON = "3.12"


@pytest.fixture
def build_pack(monkeypatch):
    """The build pack that Binder would take for this repository."""
    monkeypatch.chdir(ROOT)
    app = Repo2Docker()
    for kind in app.buildpacks:
        pack = kind(app.base_image)
        if pack.detect():
            pack.platform = "linux/amd64"
            return pack
    raise AssertionError("no build pack takes this repository")


def requirements():
    lines = (BINDER / "requirements.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_binder_takes_the_python_that_the_kit_needs(build_pack):
    assert type(build_pack).__name__ == "PythonBuildPack"
    assert build_pack.python_version == PYTHON


def test_the_image_can_be_rendered_with_our_requirements_and_scripts(build_pack):
    dockerfile = build_pack.render({})

    assert 'pip install --no-cache-dir -r "binder/requirements.txt"' in dockerfile
    assert "binder/postBuild" in dockerfile
    assert "binder/start" in dockerfile


def test_the_requirements_do_not_wait_for_the_repository(build_pack):
    """Else every commit would install them all again."""
    assert build_pack._should_preassemble_pip


def test_the_requirements_are_exact_and_name_no_place():
    assert requirements()
    assert [line for line in requirements() if not re.fullmatch(r"[a-z0-9-]+==[\w.]+", line)] == []


def test_the_requirements_leave_out_what_the_image_brings():
    names = {line.split("==")[0] for line in requirements()}

    assert not names & {"jupyterlab", "notebook", "ipywidgets", "httpx", "nbclient"}
    assert {"pandas", "falcon", "msgspec"} <= names


@pytest.mark.skipif(os.name == "nt", reason="no execute bits")
@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_the_scripts_are_executable_and_stop_at_an_error(name):
    script = BINDER / name

    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in script.read_text() or name == "start"


def test_start_ends_in_the_command_it_was_given():
    done = subprocess.run([BINDER / "start", "echo", "a b"], capture_output=True, text=True, check=True)

    assert done.stdout == "a b\n"


@pytest.mark.slow
def test_the_requirements_are_what_compiling_gives(tmp_path):
    before = (BINDER / "requirements.txt").read_bytes()
    try:
        subprocess.run([sys.executable, COMPILER], check=True)

        assert (BINDER / "requirements.txt").read_bytes() == before
    finally:
        (BINDER / "requirements.txt").write_bytes(before)


def find_python():
    """Binder's Python on this machine: one that uv knows, or one of pyenv, which hides those that are not chosen."""
    found = subprocess.run(["uv", "python", "find", PYTHON], capture_output=True, text=True, check=False)  # noqa: S607  # from PATH, as a reader's
    if found.returncode == 0:
        return found.stdout.strip()
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    return next(pyenv.glob(f"versions/{PYTHON}.*/bin/python"), None)


@pytest.fixture
def image(tmp_path):
    """A fresh environment of Binder's Python with the versions of its image: its `bin` folder."""
    python = find_python()
    if python is None:
        pytest.skip(f"Binder's Python {PYTHON} is not on this machine")
    versions = subprocess.run([sys.executable, COMPILER, "--image"], capture_output=True, text=True, check=True).stdout
    (tmp_path / "constraints.txt").write_text(versions)
    subprocess.run([python, "-m", venv.__name__, tmp_path / "env"], check=True)
    folder = tmp_path / "env" / "bin"
    server = ["jupyterlab", "notebook", "ipywidgets"]
    subprocess.run([folder / "pip", "install", "-q", "-c", tmp_path / "constraints.txt", *server], check=True)
    return folder


@pytest.mark.slow
def test_the_notebooks_run_in_an_environment_built_like_binders(image, tmp_path):
    clone = tmp_path / "clone"
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607  # from PATH, as a reader's
    for name in tracked.stdout.splitlines():
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, clone / name)
    environ = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    environ |= {"NB_PYTHON_PREFIX": str(image.parent), "PATH": f"{image}{os.pathsep}{os.environ['PATH']}"}
    environ["HOME"] = str(tmp_path)

    for command in (
        ["pip", "install", "-q", "--no-cache-dir", "-r", "binder/requirements.txt"],
        ["binder/postBuild"],
        ["binder/start", "enmeshed-kit", "run", "--html", tmp_path / "pages"],
    ):
        subprocess.run(command, cwd=clone, env=environ, check=True)
    assert (tmp_path / "pages" / "index.html").is_file()
    assert (image.parent / "share" / "jupyter" / "lab" / "settings" / "overrides.json").is_file()
    listed = subprocess.run(
        [image / "jupyter", "lab", "workspaces", "export", "01_first_relationship"],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "cloned-outputs:notebooks/01_first_relationship.ipynb:" in listed.stdout
