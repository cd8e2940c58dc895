"""HTML that cannot be injected into: whatever is put into a tag is escaped, unless it is a tag itself.

Names, subjects and bodies come from strangers, so no other module of this room writes an angle bracket.
"""

import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

_RULE: Final = re.compile(r"^\.(?P<look>[a-z]+) \{ (?P<declarations>.+) \}$", re.MULTILINE)
_WORN: Final = re.compile(r'class="([^"]*)"')
_TURNS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_VOID: Final = frozenset({"br", "hr", "img", "input"})


class Html(str):
    """Text that is HTML already and is not escaped again."""

    __slots__ = ()


def tag(name: str, *children: str | None, look: str = "", **attributes: str) -> Html:
    """Put children into an HTML tag, escaping all that are not tags themselves.

    Args:      name: the tag, `div`.
               children: texts and tags; None is left out.
               look: names from `static/looks.css`, separated by blanks.
               attributes: as in HTML; `class_` for `class`, `aria_label` for `aria-label`.
    """
    worn = _dress(look) if look else ""
    extra = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{name}{worn}{extra}>")
    return Html(f"<{name}{worn}{extra}>{join(*children)}</{name}>")


def join(*children: str | None) -> Html:
    """Put texts and tags in a row, escaping all that are not tags. A text whose marks turn the direction of writing
    turns itself alone, and nothing that stands beside it.
    """
    return Html("".join(child if isinstance(child, Html) else _inert(child) for child in children if child is not None))


def with_dark_theme(html: Html) -> Html:
    """Add what JupyterLab's dark theme needs for the looks that this HTML wears."""
    worn = {name.removeprefix("ek-") for names in _WORN.findall(html) for name in names.split()}
    rules = [_dark_rule(look, declarations) for look, declarations in looks("dark.css").items() if look in worn]
    return Html(f"{html}<style>{''.join(rules)}</style>") if rules else html


def style_of(*names: str) -> Html:
    """Looks as a style sheet, for live widgets, which wear them as classes."""
    light = "".join(f".ek-{name}{{{looks()[name]}}}" for name in names)
    dark = "".join(_dark_rule(name, looks("dark.css")[name]) for name in names)
    return Html(f"<style>{light}{dark}</style>")


@cache
def looks(sheet: str = "looks.css") -> dict[str, str]:
    """The declarations of each look of a style sheet of this room."""
    text = files("enmeshed_kit.notebook").joinpath("static", sheet).read_text(encoding="utf-8")
    return {rule["look"]: rule["declarations"] for rule in _RULE.finditer(text)}


def _inert(text: str) -> str:
    return f"<bdi>{escape(text)}</bdi>" if _TURNS.search(text) else escape(text)


def _dress(look: str) -> str:
    names = look.split()
    style = " ".join(looks()[name] for name in names)
    return f' class="{" ".join(f"ek-{name}" for name in names)}" style="{escape(style)}"'


def _dark_rule(look: str, declarations: str) -> str:
    return f'[data-jp-theme-light="false"] .ek-{look}{{{_insist(declarations)}}}'


def _insist(declarations: str) -> str:
    return declarations.replace(";", " !important;").replace(": ", ":")
