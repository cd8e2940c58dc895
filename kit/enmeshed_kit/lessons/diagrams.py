"""Mermaid sequence diagrams, read: the part of the language that lessons use. JupyterLab draws the same text itself.

Known are participants and actors, messages, notes, activations, numbering, and the blocks `loop`, `opt`, `alt`,
`par`, `critical` and `break`. Anything else is an error, never a picture that lacks something.
"""

import html
import re
from dataclasses import dataclass, field

BLOCKS = {"loop": "", "opt": "", "break": "", "alt": "else", "par": "and", "critical": "option"}
ARROWS = ("-->>", "->>", "-->", "->", "--x", "-x", "--)", "-)")

_ARROW = "|".join(re.escape(arrow) for arrow in ARROWS)
_MESSAGE = re.compile(
    rf"(?P<source>[\w ]*\w) *(?P<arrow>{_ARROW}) *(?P<mark>[+-]?) *(?P<target>\w[\w ]*?) *:(?P<text>.*)"
)
_PARTICIPANT = re.compile(r"(?P<kind>participant|actor) +(?P<name>\w[\w ]*?)(?: +as +(?P<label>.+))?")
_NOTE = re.compile(r"note +(?P<side>over|left of|right of) +(?P<names>[\w ,]+?) *:(?P<text>.*)", re.IGNORECASE)
_ACTIVATION = re.compile(r"(?P<verb>activate|deactivate) +(?P<name>\w[\w ]*)")


class DiagramError(ValueError):
    """A line that is not part of the known language, with its number in the diagram."""

    def __init__(self, number: int, line: str, reason: str) -> None:
        super().__init__(f"line {number}: {reason}: {line.strip()!r}")


@dataclass(frozen=True)
class Participant:
    """Who takes part: a box, or a person for an actor."""

    name: str
    label: list[str]
    is_actor: bool = False


@dataclass(frozen=True)
class Message:
    """An arrow from one participant to another, or to itself."""

    source: str
    target: str
    text: list[str]
    arrow: str
    number: int | None = None


@dataclass(frozen=True)
class Note:
    """A remark over one or two participants, or beside one."""

    names: list[str]
    side: str
    text: list[str]


@dataclass(frozen=True)
class Activation:
    """A participant begins or ends to be at work."""

    name: str
    starts: bool


@dataclass(frozen=True)
class Block:
    """The head of a framed part (`loop`, `alt` …), one of its dividers (`else` …), or its end."""

    word: str
    text: str = ""


Step = Message | Note | Activation | Block


@dataclass
class Diagram:
    """What a sequence diagram says, in order."""

    participants: dict[str, Participant] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    @property
    def alt_text(self) -> str:
        """The diagram for those who cannot see it: every message as a sentence."""
        names = ", ".join(" ".join(one.label) for one in self.participants.values())
        said = [
            f"{self._label(step.source)} to {self._label(step.target)}: {' '.join(step.text)}."
            for step in self.steps
            if isinstance(step, Message)
        ]
        return " ".join([f"Sequence diagram with {names}.", *said])

    def _label(self, name: str) -> str:
        return " ".join(self.participants[name].label)


def read_diagram(source: str) -> Diagram:
    """Read a Mermaid `sequenceDiagram`.

    Raises:    DiagramError: another kind of diagram, or a line outside the known part of the language.
    """
    return _Reader().read(source)


def lines_of(text: str) -> list[str]:
    """Split a label at `<br/>` and resolve Mermaid's `#name;` and `#number;` characters."""
    parts = re.split(r"<br */?>", text.strip())
    return [html.unescape(re.sub(r"#(\w+);", _entity, part)).strip() for part in parts]


def _entity(match: re.Match[str]) -> str:
    code = match[1]
    return f"&#{code};" if code.isdigit() else f"&{code};"


class _Reader:
    def __init__(self) -> None:
        self.diagram = Diagram()
        self.open_blocks: list[str] = []
        self.next_number: int | None = None

    def read(self, source: str) -> Diagram:
        lines = [(number, line.split("%%")[0].strip()) for number, line in enumerate(source.splitlines(), 1)]
        lines = [(number, line) for number, line in lines if line]
        number, first = lines[0] if lines else (1, "")
        if first != "sequenceDiagram":
            raise DiagramError(number, first, "only a sequenceDiagram can be drawn")
        for number, line in lines[1:]:
            if not (self._read_words(line) or self._read_block(number, line) or self._read_message(line)):
                raise DiagramError(number, line, "this syntax is not known")
        if self.open_blocks:
            raise DiagramError(lines[-1][0], lines[-1][1], f"{self.open_blocks[-1]} has no end")
        return self.diagram

    def _read_words(self, line: str) -> bool:
        if line == "autonumber":
            self.next_number = 1
        elif match := _PARTICIPANT.fullmatch(line):
            label = lines_of(match["label"] or match["name"])
            self.diagram.participants[match["name"]] = Participant(match["name"], label, match["kind"] == "actor")
        elif match := _NOTE.fullmatch(line):
            names = [self._meet(name.strip()) for name in match["names"].split(",")]
            self.diagram.steps.append(Note(names, match["side"].lower(), lines_of(match["text"])))
        elif match := _ACTIVATION.fullmatch(line):
            self.diagram.steps.append(Activation(self._meet(match["name"]), match["verb"] == "activate"))
        else:
            return False
        return True

    def _read_block(self, number: int, line: str) -> bool:
        word, _, text = line.partition(" ")
        if word in BLOCKS:
            self.open_blocks.append(word)
        elif word == "end" and not text:
            if not self.open_blocks:
                raise DiagramError(number, line, "nothing is open here")
            self.open_blocks.pop()
        elif word in filter(None, BLOCKS.values()):
            if not self.open_blocks or BLOCKS[self.open_blocks[-1]] != word:
                raise DiagramError(number, line, "no block here has such a part")
        else:
            return False
        self.diagram.steps.append(Block(word, text.strip()))
        return True

    def _read_message(self, line: str) -> bool:
        match = _MESSAGE.fullmatch(line)
        if match is None:
            return False
        source, target = self._meet(match["source"]), self._meet(match["target"])
        steps = self.diagram.steps
        steps.append(Message(source, target, lines_of(match["text"]), match["arrow"], self.next_number))
        if self.next_number is not None:
            self.next_number += 1
        if match["mark"]:
            steps.append(Activation(target if match["mark"] == "+" else source, match["mark"] == "+"))
        return True

    def _meet(self, name: str) -> str:
        self.diagram.participants.setdefault(name, Participant(name, [name]))
        return name
