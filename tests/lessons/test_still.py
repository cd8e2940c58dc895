"""What is left of a notebook where nothing lives: GitHub takes styles and scripts away, nbviewer the kernel."""

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from enmeshed_kit.lessons.index import read_index

ROOT = Path(__file__).parents[2]
LESSONS = read_index(ROOT)
HIDDEN = {"script", "style"}
"""Elements that GitHub takes away with what is in them."""
INLINE = {"a", "b", "bdi", "code", "em", "i", "mark", "small", "span", "strong", "time"}
"""Elements that begin no new line, however a stylesheet would have shown them."""
KINDS = {"form", "phone", "reference"}
"""What only the words say first, for who hears them: the pictures show it."""


class Stripped(HTMLParser):
    """The text of a piece of HTML without its looks: `texts` in order, None for each line that begins."""

    def __init__(self, html):
        super().__init__()
        self.texts = []
        self._hidden = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, name, attributes):
        self._hidden += name in HIDDEN
        if name not in INLINE:
            self.texts.append(None)
        self.texts.append(dict(attributes).get("alt")) if name == "img" else None

    def handle_endtag(self, name):
        self._hidden -= name in HIDDEN
        if name not in INLINE:
            self.texts.append(None)

    def handle_data(self, text):
        if not self._hidden:
            self.texts.append(text)

    @property
    def text(self):
        return "".join("\n" if text is None else text for text in self.texts)


def words(text):
    return set(re.findall(r"\w{3,}", text.replace("_", " ").casefold()))


@pytest.fixture(params=LESSONS, ids=[lesson.name for lesson in LESSONS])
def pictures(request):
    """Each output that has a picture in HTML: the cell's id, the HTML and the words beside it."""
    cells = nbformat.read(request.param.original(ROOT), as_version=4).cells
    outputs = [(cell.id, output.get("data", {})) for cell in cells for output in cell.get("outputs", [])]
    return [(cell, data["text/html"], data["text/plain"]) for cell, data in outputs if "text/html" in data]


def run_together(html):
    texts = Stripped(html).texts
    pairs = [(one, other) for one, other in itertools.pairwise(texts) if one and other]
    return [f"{one}|{other}" for one, other in pairs if one[-1].isalnum() and other[0].isalnum()]


def test_without_any_style_no_two_words_run_together(pictures):
    assert [(cell, found) for cell, html, _ in pictures if (found := run_together(html))] == []


def test_the_picture_says_in_letters_what_the_words_beside_it_say(pictures):
    silent = {}
    for cell, html, plain in pictures:
        if "<th" not in html:  # a table in words is cut where it gets wide
            silent[cell] = words(plain) - words(Stripped(html).text) - KINDS
    assert {cell: missing for cell, missing in silent.items() if missing} == {}


def test_nothing_depends_on_a_script_a_frame_or_an_address(pictures):
    found = [
        (cell, re.findall(r"<(?:script|iframe|object|embed|link|form|input|button)\b|\son\w+=|url\((?!data:)", html))
        for cell, html, _ in pictures
    ]

    assert [one for one in found if one[1]] == []
