"""Executed lessons as HTML pages that load nothing from outside: no script, no font, no picture by address."""

import re
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from nbconvert import HTMLExporter
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter

from enmeshed_kit.lessons.diagrams import DiagramError, read_diagram
from enmeshed_kit.lessons.drawing import draw
from enmeshed_kit.lessons.index import Lesson, LessonError

_FENCE = re.compile(r"^```mermaid[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_LAB_IS_DARK = '[data-jp-theme-light="false"] '
_DARK_THEME = re.compile(rf"<style>([^<]*{re.escape(_LAB_IS_DARK)}[^<]*)</style>")
_LINK = re.compile(r"\]\((?:\.\./|[\w-]+/)*([\w-]+)\.ipynb(?=[#)])")
"""To another notebook: all pages lie in one folder."""


def page_of(lesson: Lesson, folder: Path) -> Path:
    """Where the page of a lesson lies."""
    return folder / f"{lesson.name}.html"


def write_page(notebook: NotebookNode, lesson: Lesson, folder: Path) -> Path:
    """Write an executed lesson as a page.

    Raises:    LessonError: one of its diagrams cannot be drawn.
    """
    drawn = notebook.copy()
    drawn.cells = [_for_page(cell, lesson) for cell in notebook.cells]
    exporter = HTMLExporter(template_name="basic")
    body, _ = exporter.from_notebook_node(drawn)
    way_back = '<p><a href="index.html">All notebooks</a></p>'
    return _write(page_of(lesson, folder), lesson.title, f"{way_back}\n{_with_dark_theme(body)}")


def write_index(lessons: list[Lesson], folder: Path) -> Path:
    """Write the page that leads to the lessons' pages."""
    entries = "\n".join(
        f'<li><a href="{escape(lesson.name)}.html">{escape(lesson.title)}</a> '
        f"({escape(lesson.level)}, {lesson.minutes} minutes)</li>"
        for lesson in lessons
    )
    return _write(folder / "index.html", "enmeshed kit: notebooks", f"<h1>Notebooks</h1>\n<ol>\n{entries}\n</ol>")


def _with_dark_theme(body: str) -> str:
    """Let what outputs bring for JupyterLab's dark theme go by the browser's wish: a page has no theme."""

    def go_by_wish(style: re.Match[str]) -> str:
        return f"<style>@media (prefers-color-scheme: dark){{{style[1].replace(_LAB_IS_DARK, '')}}}</style>"

    return _DARK_THEME.sub(go_by_wish, body)


def _for_page(cell: NotebookNode, lesson: Lesson) -> NotebookNode:
    if cell.cell_type != "markdown":
        return cell
    cell = cell.copy()
    linked = _LINK.sub(r"](\1.html", cell.source)
    try:
        cell.source = _FENCE.sub(lambda fence: f"<div>{draw(read_diagram(fence[1]))}</div>", linked)
    except DiagramError as error:
        raise LessonError(
            f"A diagram in {lesson.file} cannot be drawn: {error}\nMend it, or teach diagrams.py."
        ) from error
    return cell


def _write(path: Path, title: str, body: str) -> Path:
    static = files("enmeshed_kit.lessons") / "static"
    page = Template((static / "page.html").read_text(encoding="utf-8"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page.substitute(title=escape(title), style=_style(), body=body), encoding="utf-8", newline="\n")
    return path


@cache
def _style() -> str:
    own = (files("enmeshed_kit.lessons") / "static" / "page.css").read_text(encoding="utf-8")
    light = HtmlFormatter(style="friendly").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n{own}"
