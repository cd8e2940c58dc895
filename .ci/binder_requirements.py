"""Compile `binder/requirements.txt`: what the kit needs beyond what Binder's image brings.

Run with `uv run python .ci/binder_requirements.py`; `--image` prints the image's own versions instead. Versions that
the file names already are kept; delete it first to take newer ones.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from repo2docker.buildpacks import conda

PYTHON = "3.12"
ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "binder" / "requirements.txt"
HEAD = (
    "# What the kit needs beyond Binder's image, which has JupyterLab and ipywidgets; compiled, not written by hand.\n"
)


def image_versions() -> dict[str, str]:
    """Read from repo2docker's own lock file which packages the image has, under their names on PyPI."""
    lock = Path(conda.__file__).parent / f"environment.py-{PYTHON}-linux-64.lock"
    files = re.findall(r"/([a-z][^/]*)-([^-/]+)-[^-/]+\.(?:conda|tar\.bz2)#", lock.read_text(encoding="utf-8"))
    names = {"nbconvert-core": "nbconvert", "jupyterhub-base": "jupyterhub", "python-fastjsonschema": "fastjsonschema"}
    not_python = {"python", "tzdata", "nodejs"}  # conda uses these names for something else
    versions = {re.sub(r"[-_.]+", "-", names.get(name, name)).lower(): version for name, version in files}
    return {name: version for name, version in versions.items() if name not in not_python}


def compile_requirements(image: dict[str, str]) -> str:
    """Resolve the kit's dependencies for the image's Python, beside the versions that the image has."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["scale"]]
    needed = {re.split(r"[\[<>=! ]", line)[0] for line in lines}
    exact = [re.sub(r"\[.*?\]", "", pin) for pin in project["dependency-groups"]["dev"] if "==" in pin]
    pins = [pin for pin in exact if pin.split("==")[0] in needed - image.keys()]
    constraints = [*(f"{name}=={version}" for name, version in image.items()), *pins]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "constraints.txt")
        path.write_text("\n".join(constraints), encoding="utf-8")
        command = ["uv", "pip", "compile", "--quiet", "pyproject.toml", "--extra=scale"]
        command += [f"--output-file={REQUIREMENTS}", f"--constraint={path}"]
        command += [f"--python-version={PYTHON}", "--python-platform=linux"]
        command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--no-config"]
        command += [f"--no-emit-package={name}" for name in image]
        subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603  # uv, with arguments from this file
    return REQUIREMENTS.read_text(encoding="utf-8")


def main() -> None:
    image = image_versions()
    if "--image" in sys.argv[1:]:
        print("\n".join(f"{name}=={version}" for name, version in image.items()))
        return
    text = compile_requirements(image)
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    REQUIREMENTS.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
