from xml.etree import ElementTree

import pytest

from enmeshed_kit.lessons.diagrams import read_diagram
from enmeshed_kit.lessons.drawing import draw, text_width

SVG = "{http://www.w3.org/2000/svg}"


def picture(*lines):
    text = draw(read_diagram("\n".join(["sequenceDiagram", *lines])))
    return ElementTree.fromstring(text)  # noqa: S314  # our own output


def box(element):
    left, top, width, height = map(int, element.get("viewBox").split())
    return left, top, left + width, top + height


EVERYTHING = [
    "autonumber",
    "participant C as Connector",
    "actor A as App",
    "C->>+B: a rather long message that needs<br/>two lines",
    "B-->>-C: answer",
    "A->>A: a message to itself, beside the last lifeline",
    "Note left of C: a note that hangs out on the left",
    "Note right of A: a note that hangs out on the right",
    "Note over C,A: all",
    "alt yes",
    "par one",
    "A-)B: x",
    "and two",
    "B-xC: y",
    "end",
    "else no",
    "C->B: z",
    "end",
]


def test_nothing_is_drawn_outside_the_picture():
    svg = picture(*EVERYTHING)
    left, top, right, bottom = box(svg)

    for rect in svg.iter(f"{SVG}rect"):
        x, y, width, height = (int(rect.get(name)) for name in ("x", "y", "width", "height"))
        assert left <= x <= x + width <= right
        assert top <= y <= y + height <= bottom
    for text in svg.iter(f"{SVG}text"):
        half = text_width([text.text]) / (1 if text.get("text-anchor") == "start" else 2)
        assert int(text.get("x")) + half <= right


def test_messages_follow_one_another_downwards():
    svg = picture("A->>B: one", "B->>A: two", "A->>B: three")
    tops = {text.text: int(text.get("y")) for text in svg.iter(f"{SVG}text")}

    assert tops["one"] < tops["two"] < tops["three"]


def test_a_long_message_pushes_the_lifelines_apart():
    short, long = picture("A->>B: x"), picture(f"A->>B: {'x' * 80}")

    assert box(long)[2] > box(short)[2] + 200


def test_the_picture_has_a_role_and_an_alt_text():
    svg = picture("A->>B: hello")

    assert svg.get("role") == "img"
    assert "A to B: hello." in svg.find(f"{SVG}title").text


def test_labels_are_escaped():
    svg = picture("A->>B: <script>alert(1)</script> & more")

    assert svg.find(f".//{SVG}script") is None
    assert "<script>alert(1)</script> & more" in [text.text for text in svg.iter(f"{SVG}text")]


@pytest.mark.parametrize("arrow", ["->>", "-)", "-x"])
def test_each_arrow_has_its_own_tip(arrow):
    plain = draw(read_diagram("sequenceDiagram\nA->B: x"))

    assert len(draw(read_diagram(f"sequenceDiagram\nA{arrow}B: x"))) > len(plain)


def test_a_dashed_arrow_is_marked():
    assert picture("A-->>B: x").find(f".//{SVG}path[@class='arrow dashed']") is not None
