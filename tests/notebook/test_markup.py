from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from enmeshed_kit.notebook.markup import Html, join, looks, tag, with_dark_theme


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")))
def test_text_of_strangers_never_becomes_a_tag(text):
    reader = read(tag("div", text, title=text))
    assert reader.tags in (["div"], ["div", "bdi"])
    assert reader.text == text


def test_a_text_that_turns_the_direction_of_writing_turns_nothing_beside_it():
    assert tag("p", "from ", "\u202eevil", " to me") == "<p>from <bdi>\u202eevil</bdi> to me</p>"
    assert tag("p", "\u05d0\u200f") == "<p>\u05d0\u200f</p>"


def test_a_tag_within_a_tag_is_not_escaped_again():
    assert tag("b", tag("i", "<x>")) == "<b><i>&lt;x&gt;</i></b>"
    assert isinstance(join("a", tag("br")), Html)


def test_none_is_left_out():
    assert tag("b", None, "x", None) == "<b>x</b>"


def test_looks_are_written_into_the_tag_because_untrusted_notebooks_lose_their_style_sheet():
    html = tag("div", "x", look="tick")
    assert 'style="' in html
    assert looks()["tick"].split(";")[0] in html


def test_every_dark_look_exists_in_light():
    assert set(looks("dark.css")) <= set(looks())


def test_every_look_that_colours_text_or_ground_has_both():
    lonely = {
        look
        for look, rule in looks().items()
        if "background-color" in rule and "color:" not in rule.replace("-color:", "")
    }
    # Frames hold no text of their own.
    assert lonely <= {"phone", "speaker"}


def test_the_dark_theme_brings_only_the_rules_that_are_worn():
    html = with_dark_theme(tag("div", tag("span", "x", look="good"), look="card"))
    style = html.split("<style>")[1]
    assert ".ek-card{" in style
    assert ".ek-good{" in style
    assert ".ek-phone{" not in style
    assert "!important" in style
