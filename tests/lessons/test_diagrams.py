import pytest

from enmeshed_kit.lessons.diagrams import Activation, Block, DiagramError, Message, Note, read_diagram


def steps(*lines):
    return read_diagram("\n".join(["sequenceDiagram", *lines])).steps


def test_participants_keep_their_order_and_labels():
    diagram = read_diagram("sequenceDiagram\nparticipant C as Your Connector\nactor A as The app\nB->>C: hi")

    assert [(one.label, one.is_actor) for one in diagram.participants.values()] == [
        (["Your Connector"], False),
        (["The app"], True),
        (["B"], False),
    ]


@pytest.mark.parametrize("arrow", ["->", "-->", "->>", "-->>", "-x", "--x", "-)", "--)"])
def test_every_arrow_is_read(arrow):
    [message] = steps(f"A{arrow}B: text: with colon")

    assert message == Message("A", "B", ["text: with colon"], arrow)


def test_messages_are_numbered_after_autonumber():
    assert [step.number for step in steps("A->>B: x", "autonumber", "A->>B: y", "B->>A: z")] == [None, 1, 2]


def test_plus_starts_the_receiver_and_minus_ends_the_sender():
    assert steps("A->>+B: x", "B-->>-A: y")[1::2] == [Activation("B", True), Activation("B", False)]


def test_labels_break_at_br_and_resolve_characters():
    [message] = steps("A->>B: one<br/>two #35; #lt;b#gt;")

    assert message.text == ["one", "two # <b>"]


def test_notes_name_their_place():
    assert steps("Note over A,B: both", "note right of A: one") == [
        Note(["A", "B"], "over", ["both"]),
        Note(["A"], "right of", ["one"]),
    ]


def test_blocks_nest():
    found = steps("alt yes", "loop 3 times", "A->>B: x", "end", "else no", "end")

    assert [step.word for step in found if isinstance(step, Block)] == ["alt", "loop", "end", "else", "end"]


def test_comments_and_blank_lines_say_nothing():
    assert steps("", "%% a remark", "  ") == []


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("flowchart LR\nA-->B", "line 1: only a sequenceDiagram can be drawn"),
        ("", "line 1: only a sequenceDiagram"),
        ("sequenceDiagram\nA->>B: x\nA=>B: y", "line 3: this syntax is not known: 'A=>B: y'"),
        ("sequenceDiagram\nloop x\nA->>B: x", "loop has no end"),
        ("sequenceDiagram\nend", "nothing is open here"),
        ("sequenceDiagram\nloop x\nelse y\nend", "no block here has such a part"),
    ],
)
def test_what_is_not_known_is_an_error_with_its_line(source, complaint):
    with pytest.raises(DiagramError, match=complaint):
        read_diagram(source)


def test_the_alt_text_says_every_message():
    diagram = read_diagram("sequenceDiagram\nparticipant C as Connector\nC->>App: QR<br/>code")

    assert diagram.alt_text == "Sequence diagram with Connector, App. Connector to App: QR code."
