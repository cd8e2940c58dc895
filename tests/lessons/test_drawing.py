import re

import pytest

from enmeshed_kit.lessons.diagrams import read_diagram
from enmeshed_kit.lessons.drawing import draw


@pytest.mark.parametrize("label", ["A", "Connector of the other company (initiator)"])
def test_nothing_reaches_beyond_the_edge_of_the_picture(label):
    svg = draw(read_diagram(f"sequenceDiagram\nparticipant A as {label}\nparticipant B as {label}\nA->>B: hi"))

    left, _, width, _ = map(int, re.search(r'viewBox="([-\d ]+)"', svg)[1].split())
    boxes = [(int(x), int(w)) for x, w in re.findall(r'<rect class="who" x="(-?\d+)" y="\d+" width="(\d+)"', svg)]
    assert len(boxes) == 4
    assert all(left <= x and x + box <= left + width for x, box in boxes)
