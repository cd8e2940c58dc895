"""What is on the paper: bars, points and texts, as matplotlib holds them, and colours that can be seen."""

import io
import itertools

import matplotlib
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle, StepPatch
from matplotlib.text import Text
from PIL import Image

from enmeshed_kit.tables import charts
from enmeshed_kit.tables.charts.palette import DARK, LIGHT, OTHER, PALETTES, STATUS

ALL = [
    charts.funnel,
    charts.statuses,
    charts.time_to_acceptance,
    charts.traffic,
    charts.hours,
    charts.answer_times,
    charts.optional_attributes,
    charts.network,
    charts.overview,
]
SLACK = 2
"""Points; below its letters a text has room for those that go deeper."""

EVERY = pytest.mark.parametrize("draw", ALL, ids=lambda draw: draw.__name__)


def texts(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def bars(figure):
    return [patch for axes in figure.axes for container in axes.containers for patch in container.patches]


def luminance(colour):
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_all_that_is_drawn_stands_out_from_the_paper_and_text_more_so(palette):
    behind = {"light": ["#ffffff"], "dark": ["#111111", "#0d1117"]}[palette.name]
    for paper in (palette.paper, *behind):
        for colour in (*palette.hues.values(), palette.line):
            assert contrast(colour, paper) >= 3
        for colour in (palette.ink, palette.quiet):
            assert contrast(colour, paper) >= 4.5


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_each_status_has_a_colour_a_hatch_and_a_shape_of_its_own(palette):
    marks = [*STATUS.values(), OTHER]
    for one, other in itertools.combinations(marks, 2):
        assert palette[one] != palette[other]
        assert one.hatch != other.hatch
        assert one.shape != other.shape


def test_the_bars_of_the_funnel_are_as_long_as_what_they_count(frames):
    chart = charts.funnel(frames)

    assert sorted(bar.get_width() for bar in bars(chart.figure)) == sorted(chart.data["count"])
    assert set(map("{:,}".format, chart.data["count"])) <= set(texts(chart.figure))
    assert set(chart.data["stage"]) <= set(texts(chart.figure))


def test_columns_stand_on_each_other(frames):
    chart = charts.time_to_acceptance(frames)
    tops = {}
    for bar in bars(chart.figure):
        tops[bar.get_x()] = max(tops.get(bar.get_x(), 0), bar.get_y() + bar.get_height())

    expected = (chart.data["accepted"] + chart.data["waiting"]).tolist()
    assert [tops[place] for place in sorted(tops)] == expected


def test_what_was_received_is_above_the_line_and_what_was_sent_below(frames):
    chart = charts.traffic(frames)
    up, down = (patch.get_data().values for patch in chart.figure.findobj(StepPatch))

    assert list(up) == chart.data["received"].tolist()
    assert list(-down) == chart.data["sent"].tolist()


def test_the_areas_of_the_statuses_lie_one_on_the_other(frames):
    chart = charts.statuses(frames)
    floor = 0
    for patch, status in zip(chart.figure.findobj(StepPatch), chart.data, strict=True):
        values, _, baseline = patch.get_data()
        assert list(values - baseline) == chart.data[status].tolist()
        assert list(baseline) == (chart.data[status] * 0 + floor).tolist()
        floor = values
    for status in chart.data:
        assert f"{status} {chart.data[status].iloc[-1]}" in texts(chart.figure)


def test_each_hour_with_messages_has_a_dot_that_grows_with_them(frames):
    chart = charts.hours(frames)
    for axes, way in zip(chart.figure.axes, ("received", "sent"), strict=True):
        (dots,) = axes.collections
        there = chart.data[chart.data[way] > 0]
        assert [tuple(place) for place in dots.get_offsets()] == [
            (hour + 0.5, place // 24) for place, hour in zip(there.index, there["hour"], strict=True)
        ]
        by_number = sorted(zip(there[way], dots.get_sizes(), strict=True))
        assert [size for _, size in by_number] == sorted(dots.get_sizes())


def test_each_peer_has_a_point_and_those_with_most_messages_a_name(frames):
    chart = charts.network(frames)
    points = [points for points in chart.figure.axes[0].collections if points.get_label() in legend(chart.figure)]

    assert sum(len(one.get_offsets()) for one in points) == len(chart.data)
    for _, peer in chart.data.nlargest(5, "messages").iterrows():
        assert f"{peer['name']} · {peer['messages']}" in texts(chart.figure)


def legend(figure):
    return [text.get_text() for axes in figure.axes for text in axes.get_legend().get_texts()]


def test_hundreds_of_peers_are_drawn_in_groups(frames):
    import pandas as pd

    many = pd.concat([frames["relationships"].assign(peer=frames["relationships"]["peer"] + str(n)) for n in range(4)])
    chart = charts.network({"relationships": many, "messages": frames["messages"].iloc[:0]})

    assert chart.data.to_numpy().sum() == len(many)
    assert "{:,}".format(4 * (frames["relationships"]["status"] == "Active").sum()) in texts(chart.figure)


@EVERY
def test_a_picture_is_as_large_as_it_says_in_both_themes_and_on_its_paper(draw, frames):
    chart = draw(frames)
    for palette in PALETTES:
        with Image.open(io.BytesIO(chart.png(palette))) as picture:
            assert picture.size == (round(chart.width * 200), round(chart.height * 200))
            corner = picture.convert("RGB").getpixel((1, 1))
        assert corner == tuple(round(255 * part) for part in to_rgb(palette.paper))


@EVERY
def test_the_same_tables_make_the_same_picture(draw, frames):
    one, other = draw(frames), draw(frames)

    assert repr(one) == repr(other)
    assert one.png() == other.png()


def test_the_colours_of_the_few_are_those_of_the_palette(frames):
    chart = charts.network(frames)
    for palette in PALETTES:
        with Image.open(io.BytesIO(chart.png(palette))) as picture:
            found = {colour for _, colour in picture.convert("RGB").getcolors(1 << 16)}
        for status in chart.data["status"].unique():
            assert tuple(round(255 * part) for part in to_rgb(palette[STATUS[status]])) in found


@EVERY
def test_no_text_of_a_picture_leaves_it_or_lies_on_another(draw, frames, monkeypatch):
    figure, drawn, draw_text = draw(frames).figure, [], Text.draw
    monkeypatch.setattr(Text, "draw", lambda text, *rest: (drawn.append(text), draw_text(text, *rest)))
    FigureCanvasAgg(figure).draw()
    boxes = {text: text.get_window_extent() for text in drawn if text.get_text().strip()}
    for text, box in boxes.items():
        assert box.x0 >= -SLACK, text
        assert box.x1 <= figure.bbox.width + SLACK, text
        assert box.y0 >= -SLACK, text
        assert box.y1 <= figure.bbox.height + SLACK, text
    for (text, one), (neighbour, other) in itertools.combinations(boxes.items(), 2):
        overlap = min(one.x1, other.x1) - max(one.x0, other.x0), min(one.y1, other.y1) - max(one.y0, other.y0)
        assert min(overlap) <= SLACK, (text, neighbour)


def test_a_readers_style_changes_no_picture_and_stays_as_it_is(frames):
    plain = charts.funnel(frames).png()
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "text.usetex": True, "savefig.dpi": 7}):
        before = dict(matplotlib.rcParams)
        assert charts.funnel(frames).png() == plain
        assert dict(matplotlib.rcParams) == before


def test_bars_are_drawn_on_paper_of_the_theme(frames):
    chart = charts.funnel(frames)
    for palette in (LIGHT, DARK):
        figure = chart.drawn(palette)
        assert to_rgb(figure.get_facecolor()) == to_rgb(palette.paper)
        assert all(isinstance(bar, Rectangle) for bar in bars(figure))
        assert {to_rgb(bar.get_facecolor()) for bar in bars(figure)} <= {to_rgb(hue) for hue in palette.hues.values()}
