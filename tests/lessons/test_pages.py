import re

import nbformat
import pytest
from nbformat import v4

from enmeshed_kit.lessons.index import LessonError, read_index
from enmeshed_kit.lessons.pages import write_index, write_page

MARKDOWN = """# Title

```mermaid
sequenceDiagram
    Connector->>App: QR code

    App-->>Connector: Request
```

After it.
"""


@pytest.fixture
def lesson(checkout, tiny):
    return read_index(checkout)[0]


def page_of(lesson, folder, *cells):
    return write_page(v4.new_notebook(cells=list(cells)), lesson, folder).read_text(encoding="utf-8")


def test_a_page_names_nothing_outside(lesson, tmp_path):
    page = page_of(lesson, tmp_path, v4.new_markdown_cell(MARKDOWN), v4.new_code_cell("x = 1"))

    assert re.findall(r"(?:src|href)=[\"']?([^\"'> ]+)", page) == ["index.html", "#Title"]
    assert not re.search(r"url\(|@import|<script|<link", page)


def test_a_page_forbids_the_browser_to_load_anything(lesson, tmp_path):
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in page_of(lesson, tmp_path)


def test_a_mermaid_block_becomes_a_picture(lesson, tmp_path):
    page = page_of(lesson, tmp_path, v4.new_markdown_cell(MARKDOWN))

    assert "sequenceDiagram" not in page
    assert re.search(r'<svg class="sequence"[^>]* role="img"', page)
    assert "<p>After it.</p>" in page


def test_a_diagram_that_cannot_be_drawn_names_the_lesson(lesson, tmp_path):
    with pytest.raises(LessonError, match=r"A diagram in 00_tiny\.ipynb cannot be drawn: line 1"):
        page_of(lesson, tmp_path, v4.new_markdown_cell("```mermaid\nflowchart LR\n```"))


def test_links_between_notebooks_become_links_between_pages(lesson, tmp_path):
    prose = "[next](01_next.ipynb), [step](01_next.ipynb#Step-2), [elsewhere](https://example.com/a.ipynb)"
    prose += ", [below](solutions/02_below.ipynb), [above](../03_above.ipynb)"

    page = page_of(lesson, tmp_path, v4.new_markdown_cell(prose))

    targets = re.findall(r"href=\"([^\"]+)\"", page)[1:]
    assert targets[:3] == ["01_next.html", "01_next.html#Step-2", "https://example.com/a.ipynb"]
    assert targets[3:] == ["02_below.html", "03_above.html"]


def test_what_an_output_brings_for_a_dark_theme_goes_by_the_browsers_wish(lesson, tmp_path):
    shown = '<b class="x">x</b><style>[data-jp-theme-light="false"] .x{color:#fff}</style>'
    output = v4.new_output("display_data", {"text/html": shown})

    page = page_of(lesson, tmp_path, v4.new_code_cell("x", outputs=[output]))

    assert '<b class="x">x</b><style>@media (prefers-color-scheme: dark){.x{color:#fff}}</style>' in page


def test_writing_a_page_leaves_the_notebook_alone(lesson, tmp_path):
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell(MARKDOWN)])
    before = nbformat.writes(notebook)

    write_page(notebook, lesson, tmp_path)

    assert nbformat.writes(notebook) == before


def test_titles_are_escaped(lesson, tmp_path):
    assert "<title>A tiny &lt;lesson&gt;</title>" in page_of(lesson, tmp_path)
    assert "A tiny &lt;lesson&gt;</a>" in write_index([lesson], tmp_path).read_text()


def test_the_index_leads_to_every_page(lesson, tmp_path):
    assert '<a href="00_tiny.html">' in write_index([lesson], tmp_path).read_text()
