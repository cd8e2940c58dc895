"""Sequence diagrams, drawn: SVG without scripts or outside fonts, coloured by the page it stands in."""

import unicodedata
from collections.abc import Sequence
from html import escape

from enmeshed_kit.lessons.diagrams import Activation, Block, Diagram, Message, Note

LINE = 18  # height of a line of text
GAP = 24  # free space beside a text
BOX = 14  # free space in a box
NARROWEST = 130  # between two lifelines


def text_width(lines: Sequence[str]) -> int:
    """Estimate the width of the longest line: no font is at hand here, and a little too wide does no harm."""
    return max(sum(14 if unicodedata.east_asian_width(one) in "WF" else 7 for one in line) for line in lines)


def draw(diagram: Diagram) -> str:
    """Draw a diagram as one SVG element.

    Returns:   SVG without blank lines, so that it may stand in Markdown; classes leave the colours to the page.
    """
    return _Drawing(diagram).svg()


class _Drawing:
    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.order = list(diagram.participants)
        self.centres = _centres(diagram)
        self.head = max(LINE * len(one.label) for one in diagram.participants.values()) + BOX
        self.y = self.head + GAP
        halves = {
            name: max(NARROWEST, text_width(one.label) + 2 * BOX) // 2 for name, one in diagram.participants.items()
        }
        self.left = min(self.centres[name] - halves[name] for name in self.order)
        self.right = max(self.centres[name] + halves[name] for name in self.order)
        self.behind: list[str] = []
        self.front: list[str] = []
        self.active: dict[str, list[int]] = {name: [] for name in self.order}
        self.frames: list[tuple[int, str]] = []

    def svg(self) -> str:
        for step in self.diagram.steps:
            match step:
                case Message():
                    self._message(step)
                case Note():
                    self._note(step)
                case Activation():
                    self._activation(step)
                case Block():
                    self._block(step)
        for name, begun in self.active.items():
            self.behind += [self._bar(name, top, index) for index, top in enumerate(begun)]
        foot = self.y
        lifelines = [
            f'<line class="lifeline" x1="{x}" y1="{self.head}" x2="{x}" y2="{foot}"/>' for x in self.centres.values()
        ]
        heads = [self._head(name, top) for name in self.order for top in (0, foot)]
        parts = [*lifelines, *self.behind, *self.front, *heads]
        return self._open(foot + self.head) + "".join(parts) + "</svg>"

    def _open(self, height: int) -> str:
        left, width = self.left - 1, self.right - self.left + 2
        return (
            f'<svg class="sequence" role="img" xmlns="http://www.w3.org/2000/svg" '
            f'viewBox="{left} -1 {width} {height + 2}" width="{width}" height="{height + 2}" '
            f'font-family="sans-serif" font-size="13">'
            f"<title>{escape(self.diagram.alt_text)}</title>"
        )

    def _head_width(self, name: str) -> int:
        return text_width(self.diagram.participants[name].label) + 2 * BOX

    def _half(self, name: str) -> int:
        return max(NARROWEST, text_width(self.diagram.participants[name].label) + 2 * BOX) // 2

    def _head(self, name: str, top: int) -> str:
        one = self.diagram.participants[name]
        width = self._head_width(name)
        x = self.centres[name]
        corner = self.head // 2 if one.is_actor else 3
        box = f'<rect class="who" x="{x - width // 2}" y="{top}" width="{width}" height="{self.head}" rx="{corner}"/>'
        return box + _text(one.label, x, top + (self.head - LINE * len(one.label)) // 2, boxed=True)

    def _message(self, step: Message) -> None:
        begin, end = self.centres[step.source], self.centres[step.target]
        text = [f"{step.number}. {step.text[0]}", *step.text[1:]] if step.number else step.text
        dashed = " dashed" if step.arrow.startswith("--") else ""
        height = LINE * len(text)
        if begin == end:
            self.front.append(_text(text, begin + GAP * 2, self.y + 2, "start"))
            bottom = self.y + max(height, LINE) + 6
            path = f"M{begin} {self.y + 4}h{GAP + 8}v{bottom - self.y - 4}h-{GAP + 2}"
            self.front.append(f'<path class="arrow{dashed}" d="{path}"/>' + _tip(step.arrow, begin, bottom, -1))
            self.right = max(self.right, begin + GAP * 2 + text_width(text))
            self.y = bottom + GAP // 2
            return
        self.front.append(_text(text, (begin + end) // 2, self.y))
        self.y += height + 5
        self.front.append(f'<path class="arrow{dashed}" d="M{begin} {self.y}H{end}"/>')
        self.front.append(_tip(step.arrow, end, self.y, 1 if end > begin else -1))
        self.y += GAP // 2

    def _note(self, step: Note) -> None:
        points = [self.centres[name] for name in step.names]
        width = max(text_width(step.text) + 2 * BOX, max(points) - min(points) + 2 * BOX)
        middle = (max(points) + min(points)) // 2
        if step.side != "over":
            middle += (width // 2 + BOX) * (1 if step.side == "right of" else -1)
        height = LINE * len(step.text) + BOX // 2
        self.left, self.right = min(self.left, middle - width // 2), max(self.right, middle + width // 2)
        place = f'x="{middle - width // 2}" y="{self.y}" width="{width}" height="{height}"'
        self.front.append(f'<rect class="note" {place}/>' + _text(step.text, middle, self.y + BOX // 4, boxed=True))
        self.y += height + GAP // 2

    def _activation(self, step: Activation) -> None:
        begun = self.active[step.name]
        if step.starts:
            begun.append(self.y - GAP // 2)
        elif begun:
            top = begun.pop()
            self.behind.append(self._bar(step.name, top, len(begun)))

    def _bar(self, name: str, top: int, depth: int) -> str:
        x = self.centres[name] - 5 + 4 * depth
        return f'<rect class="active" x="{x}" y="{top}" width="10" height="{max(self.y - GAP // 2 - top, LINE)}"/>'

    def _block(self, step: Block) -> None:
        inset = 6 * len(self.frames)
        if step.word == "end":
            top, head = self.frames.pop()
            inset = 6 * len(self.frames)
            width = self.right - self.left - 2 * inset
            place = f'x="{self.left + inset}" y="{top}" width="{width}" height="{self.y - top}"'
            self.behind.append(f'<rect class="frame" {place}/>' + head)
            self.y += GAP // 2
            return
        label = [f"{step.word}  [{step.text}]" if step.text else step.word]
        if step.word in ("else", "and", "option"):
            self.behind.append(f'<path class="frame" d="M{self.left + inset - 6} {self.y}H{self.right - inset + 6}"/>')
            self.front.append(_text(label, self.left + inset, self.y + 2, "start"))
        else:
            self.frames.append((self.y, _text(label, self.left + inset + 6, self.y + 2, "start")))
        self.y += LINE + GAP // 2


def _centres(diagram: Diagram) -> dict[str, int]:
    order = list(diagram.participants)
    halves = [text_width(diagram.participants[name].label) // 2 + BOX for name in order]
    gaps = [max(NARROWEST, halves[i] + halves[i + 1] + GAP) for i in range(len(order) - 1)]
    for step in diagram.steps:
        names = (
            [step.source, step.target] if isinstance(step, Message) else step.names if isinstance(step, Note) else []
        )
        places = sorted(order.index(name) for name in names)
        if not places or not gaps:
            continue
        first, last = places[0], places[-1]
        needed = text_width(step.text) + 2 * GAP + 21 if isinstance(step, Message | Note) else 0
        if first == last:  # beside its own lifeline
            last = min(first + 1, len(order) - 1)
            needed = needed if isinstance(step, Message) else needed // 2 + NARROWEST // 2
        missing = needed - sum(gaps[first:last])
        if missing > 0 and last > first:
            gaps[last - 1] += missing
    return {name: sum(gaps[:index]) for index, name in enumerate(order)}


def _text(lines: Sequence[str], x: int, top: int, anchor: str = "middle", *, boxed: bool = False) -> str:
    style = "" if boxed else 'class="said" '

    return "".join(
        f'<text {style}x="{x}" y="{top + LINE * index + 13}" text-anchor="{anchor}">{escape(line)}</text>'
        for index, line in enumerate(lines)
    )


def _tip(arrow: str, x: int, y: int, direction: int) -> str:
    back = x - 9 * direction
    if arrow.endswith(">>"):
        return f'<path class="tip" d="M{x} {y}L{back} {y - 5}V{y + 5}Z"/>'
    if arrow.endswith(")"):
        return f'<path class="arrow" d="M{back} {y - 5}L{x} {y}L{back} {y + 5}"/>'
    if arrow.endswith("x"):
        return f'<path class="arrow" d="M{x - 5} {y - 5}L{x + 5} {y + 5}M{x - 5} {y + 5}L{x + 5} {y - 5}"/>'
    return ""
