"""The committed outputs are what the notebooks show today: executed again, each one is equal to what is committed.

Pictures are compared by presence, size and alt text, because their bytes depend on libraries of the system.
"""

import base64
import difflib
import io
import json
import re

import nbformat
import pytest
from nbformat import v4
from PIL import Image

from enmeshed_kit.lessons.execution import execute, write

PICTURE = re.compile(r"data:(image/(?:png|jpeg));base64,([A-Za-z0-9+/=\s]+)")


def size_of(encoded):
    with Image.open(io.BytesIO(base64.b64decode(encoded))) as picture:
        return f"{picture.format} {picture.width}x{picture.height}"


def comparable(value):
    """A copy in which every picture is replaced by its kind and size."""
    if isinstance(value, dict):
        return {key: comparable_part(key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if isinstance(value, str):
        return PICTURE.sub(lambda found: f"data:{found[1]};{size_of(found[2])}", value)
    return value


def comparable_part(key, item):
    # The metadata of an output have the same keys, with a dictionary below.
    return size_of(item) if key in ("image/png", "image/jpeg") and isinstance(item, str) else comparable(item)


def lines_of(notebook):
    notebook = comparable(notebook)
    for cell in notebook["cells"]:
        if "nbval-ignore-output" in cell["metadata"].get("tags", []):
            # What is measured differs each time; that it is shown does not.
            cell["outputs"] = [sorted(output.get("data", [output["output_type"]])) for output in cell["outputs"]]
    notebook["metadata"].get("language_info", {}).pop("version", None)
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False).splitlines()


def difference(committed, fresh):
    return "\n".join(difflib.unified_diff(lines_of(committed), lines_of(fresh), "committed", "fresh", lineterm="", n=2))


def test_executed_again_a_notebook_is_what_is_committed(path, pytestconfig):
    fresh = execute(path)

    if pytestconfig.getoption("--regenerate"):
        write(fresh, path)
    assert difference(nbformat.read(path, as_version=4), fresh) == ""


def picture_output(width, alt="a picture"):
    encoded = io.BytesIO()
    Image.new("L", (width, 8)).save(encoded, "PNG")
    data = {"image/png": base64.b64encode(encoded.getvalue()).decode()}
    data["text/html"] = f'<img alt="{alt}" src="data:image/png;base64,{data["image/png"]}">'
    return v4.new_output("display_data", data)


def notebook_with(output):
    return v4.new_notebook(cells=[v4.new_code_cell("show()", id="one", execution_count=1, outputs=[output])])


@pytest.mark.parametrize(
    "changed",
    [picture_output(9), picture_output(8, alt="another"), v4.new_output("stream", text="no picture")],
    ids=["size", "alt text", "presence"],
)
def test_the_gate_sees_another_picture(changed):
    assert difference(notebook_with(picture_output(8)), notebook_with(changed))


def test_the_gate_ignores_the_bytes_of_a_picture_and_the_version_of_python():
    one, other = notebook_with(picture_output(8)), notebook_with(picture_output(8))
    dark = io.BytesIO()
    Image.new("L", (8, 8), 200).save(dark, "PNG")
    other.cells[0].outputs[0].data["image/png"] = base64.b64encode(dark.getvalue()).decode()
    one.metadata.language_info, other.metadata.language_info = {"version": "3.11.7"}, {"version": "3.13.0"}

    assert difference(one, other) == ""


def measured(seconds, *outputs):
    shown = v4.new_output("execute_result", {"text/plain": f"{seconds} s"}, execution_count=1)
    notebook = notebook_with(shown)
    notebook.cells[0].outputs += outputs
    notebook.cells[0].metadata.tags = ["nbval-ignore-output"]
    return notebook


def test_of_what_is_measured_only_the_presence_is_compared():
    assert difference(measured(1), measured(2)) == ""
    assert difference(measured(1), measured(1, v4.new_output("stream", text="more")))
    stripped = measured(1)
    stripped.cells[0].outputs = []
    assert difference(stripped, measured(1))


def test_the_gate_sees_stripped_outputs():
    stripped = notebook_with(picture_output(8))
    stripped.cells[0].outputs = []

    assert difference(stripped, notebook_with(picture_output(8)))
