"""A picture as a thing: shown in a notebook, written to a file."""

import base64
import io
import re
import subprocess
import sys

import pytest
from PIL import Image

from enmeshed_kit.tables import charts


def test_a_notebook_gets_words_a_picture_and_one_for_the_dark_theme(frames):
    chart = charts.funnel(frames)
    data, metadata = chart._repr_mimebundle_()

    assert data["text/plain"] == f"{chart.title}: {chart.alt}"
    assert data["text/html"].count("<img") == 1
    light, dark = re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", data["text/html"])[::-1]
    assert light == data["image/png"]
    assert dark != light
    assert chart.alt in data["text/html"]
    assert metadata["image/png"]["alt"] == data["text/plain"]
    with Image.open(io.BytesIO(base64.b64decode(data["image/png"]))) as picture:
        assert picture.size == (2 * metadata["image/png"]["width"], 2 * metadata["image/png"]["height"])


def test_words_from_others_stay_words_in_the_html(frames):
    odd = frames["relationships"].assign(status='"><script>alert(1)</script>')
    html = charts.funnel(odd)._repr_mimebundle_()[0]["text/html"]

    assert "<script" not in html
    assert "&quot;&gt;&lt;script" in html


@pytest.mark.parametrize(("ending", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("PDF", b"%PDF")])
@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_is_written_as_its_name_says_and_twice_the_same(ending, begins, dark, frames, tmp_path):
    chart = charts.traffic(frames)
    one, other = (
        chart.save(tmp_path / f"one.{ending}", dark=dark),
        chart.save(str(tmp_path / f"two.{ending}"), dark=dark),
    )

    assert one.read_bytes().startswith(begins)
    assert one.read_bytes() == other.read_bytes()


def test_an_ending_that_is_no_picture_is_refused(frames, tmp_path):
    for name in ("chart.docx", "chart"):
        with pytest.raises(charts.ChartError, match="is not written as") as caught:
            charts.funnel(frames).save(tmp_path / name)
        assert ".svg" in caught.value.hint


def test_a_folder_that_is_not_there_is_told(frames, tmp_path):
    with pytest.raises(charts.ChartError, match="cannot be written"):
        charts.funnel(frames).save(tmp_path / "nowhere" / "chart.png")
    assert list(tmp_path.iterdir()) == []


def test_importing_the_pictures_loads_nothing_heavy():
    code = "import enmeshed_kit.tables.charts, sys; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert {"matplotlib", "pandas", "numpy", "PIL", "ipywidgets"} & set(loaded) == set()


def test_drawing_never_touches_pyplot():
    code = (
        "from enmeshed_kit import tables; from enmeshed_kit.tables import charts; import sys;"
        "charts.funnel(tables.relationships([])).png(); print('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
