import re

import pytest
from nbformat import v4

from enmeshed_kit.lessons.index import Lesson
from enmeshed_kit.lessons.pages import write_page

DIAGRAM = """# A page

```mermaid
sequenceDiagram
    autonumber
    participant C as Your Connector
    participant B as Backbone
    actor A as Alice's app
    C->>+B: a template with a Request<br/>and an expiry
    B-->>-C: its reference
    Note over C,A: the QR code carries the reference
    A->>B: load the template
    alt accepted
        A-)B: Relationship
    else rejected
        A-xC: nothing
    end
```
"""

WIDE = """Say `infrastructure.httpServer.authentication.apiKey.keys`, or a word that is long.

| status | action | templator | initiator | leads to | with | without |
|---|---|---|---|---|---|---|
| Pending | `acceptRelationship` | `RelationshipTemplate` | nobody else | Active | everything | nothing |
"""


@pytest.fixture
def lesson():
    return Lesson(file="00_page.ipynb", title="A page", level="", minutes=1, era=[], needs=[])


@pytest.fixture
def address(lesson, tmp_path):
    hostile = "<b>bold</b><img src='https://example.com/x.png'><script>document.title = 'changed'</script>"
    shown = v4.new_output("display_data", {"text/html": hostile})
    cells = [v4.new_markdown_cell(DIAGRAM), v4.new_code_cell("show()", outputs=[shown])]
    return write_page(v4.new_notebook(cells=cells), lesson, tmp_path).as_uri()


def brightness(colour):
    return sum(map(int, re.findall(r"\d+", colour)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_readable_and_asks_nobody_for_anything(open_page, address, scheme):
    page = open_page(address, scheme)

    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert (brightness(ink) < brightness(paper)) == (scheme == "light")
    assert page.title() == "A page"


def test_a_diagram_on_a_page_has_a_name_and_lies_within_it(open_page, address):
    page = open_page(address)
    picture = page.get_by_role("img", name="Sequence diagram with Your Connector")

    box = picture.bounding_box()

    assert box["width"] > 400
    assert box["x"] + box["width"] <= page.viewport_size["width"]
    texts = picture.evaluate(
        "svg => [...svg.querySelectorAll('text')].map(text => text.getBoundingClientRect().toJSON())"
    )
    assert all(box["x"] <= text["left"] and text["right"] <= box["x"] + box["width"] for text in texts)


def test_a_page_is_as_wide_as_a_phone(open_page, lesson, tmp_path):
    wide = v4.new_output("display_data", {"text/html": f"<table><tr>{'<td>did:e:localhost</td>' * 9}</tr></table>"})
    cells = [v4.new_markdown_cell(WIDE), v4.new_markdown_cell(DIAGRAM), v4.new_code_cell("x" * 200, outputs=[wide])]
    page = open_page(write_page(v4.new_notebook(cells=cells), lesson, tmp_path).as_uri())

    page.set_viewport_size({"width": 390, "height": 844})

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
