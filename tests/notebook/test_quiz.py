"""The quiz finds its answers in the records; pandas, asked by a reader, must find the same on any data."""

import sys
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enmeshed_kit import connect, kernel_sandbox, tables
from enmeshed_kit.notebook import Quiz, QuizError, memory
from enmeshed_kit.notebook.quiz import shapes
from enmeshed_kit.notebook.quiz.answers import Held, frequent_writers
from enmeshed_kit.notebook.quiz.quiz import EXERCISES, Question

PASTS = [
    ("v7", {"relationships": 60, "messages": 500, "days": 90}, "one"),
    ("v6", {"relationships": 200, "messages": 900, "days": 300}, "two"),
    ("classic", {"relationships": 80, "messages": 300, "days": 60}, "three"),
    ("v7", {"relationships": 9, "messages": 40, "days": 20}, "four"),
]


@pytest.fixture(scope="module", params=PASTS, ids=lambda past: f"{past[0]}-{past[2]}")
def quiz(request):
    era, scope, seed = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["enmeshed_kit.connect"], "_kernel_sandboxes", {})
        memory.forget()
        connector = connect(era=era)
        kernel_sandbox(era).sandbox.populate(**scope, seed=seed)
        yield Quiz(connector)


def read_by_pandas(quiz):
    """What a reader would find, by number."""
    relationships, audit_log = tables.relationships(quiz.relationships), tables.audit_log(quiz.relationships)
    messages, requests = tables.messages(quiz.messages), tables.requests(quiz.requests)
    items = tables.request_items(quiz.requests)
    asking = relationships.query('status == "Pending" and begun_by == "peer"').sort_values("created_at")
    yield 1, (relationships["status"] == "Active").sum()
    if len(asking):
        yield 2, asking["peer"].iloc[0]
    begun = audit_log.groupby("relationship_id")["created_at"].first()
    accepted = audit_log.query('reason == "AcceptanceOfCreation"').set_index("relationship_id")["created_at"]
    yield 3, (accepted - begun).median()
    received = messages.query('direction == "received"')
    yield 4, received["created_at"].dt.day_name().value_counts().idxmax()
    first = received["sender"].value_counts().idxmax()
    yield 5, quiz.names[first]
    sent = requests.query('direction == "outgoing" and source == "Message"')
    if len(sent):
        yield 6, sent["answered_at"].notna().mean()
    asked = items.query('direction == "outgoing" and type == "ReadAttributeRequestItem" and not must_be_accepted')
    yield 7, (asked["result"] == "Accepted").groupby(asked["value_type"]).mean().idxmax()
    mails = messages.query('type == "Mail"')
    heard = set(mails.query('direction == "received"')["sender"])
    written = set(mails.query('direction == "sent"')["recipients"].str.split(", ").explode())
    yield 8, (written & set(relationships.query('status == "Active"')["peer"])) - heard


def test_what_pandas_finds_is_right_on_any_data(quiz):
    found = dict(read_by_pandas(quiz))

    assert {number: quiz[number].check(answer).text for number, answer in found.items()} == {
        number: f"✔ Question {number}: right." for number in found
    }
    assert set(found) >= {1, 3, 4, 5, 7, 8}


def test_a_wrong_answer_gets_a_hint_and_never_the_right_one(quiz):
    wrong = {
        1: -1,
        2: "nobody",
        3: pd.Timedelta(days=999),
        4: "Sunday" if "✔" not in quiz[4].check("Sunday").text else "Monday",
        5: "Nobody",
        6: 0.123456,
        7: "Affiliation",
        8: ["nobody"],
    }
    for number, answer in wrong.items():
        said = quiz[number].check(answer).text
        if quiz[number].state == "nothing to ask":
            continue
        assert said == f"✘ Question {number}: not yet. {quiz[number].exercise.hint}"
        texts = [str(right) for right in quiz[number].exercise.right(quiz[number]._held)]
        assert [text for text in texts if len(text) > 4 and text in said] == []


def test_a_likely_mistake_is_told_by_name(quiz):
    received = tables.messages(quiz.messages).query('direction == "received"')
    begun = {one.id: one.audit_log[0].created_at for one in quiz.relationships}
    log = tables.audit_log(quiz.relationships).query('reason == "AcceptanceOfCreation"')
    mistakes = {
        1: (len(quiz.relationships), "whatever their status."),
        3: ((log["created_at"] - log["relationship_id"].map(begun)).mean(), "The median is the one in the middle."),
        5: (received["sender"].value_counts().idxmax(), "the name is asked for."),
    }
    for number, (answer, said) in mistakes.items():
        assert quiz[number].check(answer).text.endswith((said, ": right."))
        assert quiz[number].check(answer).text.endswith(said) or number != 5


def test_an_unanswered_question_is_open_and_no_error(quiz):
    fresh = Question(1, EXERCISES[0], quiz[1]._held)

    assert fresh.check(...).text.startswith("○ Question 1 is open.")
    assert fresh.check().text.startswith("○ Question 1 is open.")
    assert fresh.state == "open"


def test_every_likely_mistake_is_wrong_where_it_differs(quiz):
    for number in range(1, len(quiz) + 1):
        exercise, held = quiz[number].exercise, quiz[number]._held
        right = list(exercise.right(held))
        for slip, said in exercise.slips:
            wrong = [one for one in slip(held) if not any(exercise.shape.same(one, other) for other in right)]
            given = [timedelta(seconds=one) if exercise.shape is shapes.DURATION else one for one in wrong]
            for one in given if right else []:
                assert quiz[number].check(one).text == f"✘ Question {number}: not yet. {said}"


def test_the_list_tells_how_each_question_stands(quiz):
    again = {number: answer for number, answer in read_by_pandas(quiz) if number in (1, 4)}
    for number, answer in again.items():
        quiz[number].check(answer)

    assert repr(quiz).count("✔ right") >= len(again)
    assert "Waiting longest" in quiz._repr_mimebundle_()["text/html"]
    assert "How many of your Relationships are Active?" in repr(quiz[1])


@pytest.mark.parametrize("number", [0, 9, -1, "1"])
def test_a_question_that_is_not_there_is_said(quiz, number):
    with pytest.raises(QuizError, match="no question"):
        quiz[number]


def test_an_empty_connector_leaves_little_to_ask(connector):
    quiz = Quiz(connector)

    assert quiz[1].check(0).text == "✔ Question 1: right."
    for number in range(2, len(quiz) + 1):
        assert quiz[number].check(...).text.startswith(f"○ Question {number} has no answer here")
        assert quiz[number].check("anything").text.startswith("○")


def test_who_shares_the_first_place_is_right_as_well(quiz):
    by_sender = {}
    for message in quiz.messages:
        if not message.is_own:
            by_sender.setdefault(message.created_by, message)
    held = Held([], list(by_sender.values()), [], {})
    question = Question(5, EXERCISES[4], held)

    assert set(frequent_writers(held)) == set(by_sender)
    for address in by_sender:
        assert question.check(address).text == "✔ Question 5: right."


@pytest.mark.parametrize(
    ("read", "good", "value"),
    [
        (shapes.read_count, [7, 7.0, np.int64(7), pd.Series([7]), np.array([[7]]), pd.array([7])], 7),
        (shapes.read_share, [0.5, np.float32(0.5), pd.Series([0.5])], 0.5),
        (
            shapes.read_duration,
            [timedelta(hours=1), pd.Timedelta(hours=1), np.timedelta64(3600, "s"), pd.Series([pd.Timedelta(hours=1)])],
            3600.0,
        ),
        (shapes.read_text, ["x", " x ", pd.Series(["x"]), pd.Index(["x"]), pd.Categorical(["x"])], "x"),
        (shapes.read_weekday, ["Monday", "monday", 0, np.int64(0), pd.Series(["Monday"])], "Monday"),
        (
            shapes.read_addresses,
            [{"a", "b"}, ["b", "a", "a"], pd.Series(["a", "b"]), pd.Index(["a", "b"]), np.array(["a", "b"])],
            frozenset("ab"),
        ),
    ],
)
def test_whatever_pandas_makes_of_a_value_is_read(read, good, value):
    assert [read(one) for one in good] == [value] * len(good)


ODD = [None, float("nan"), pd.NaT, pd.NA, pd.DataFrame({"a": [1, 2]}), pd.Series([1, 2]), object(), b"x", [1], True]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.title)
@pytest.mark.parametrize("answer", ODD, ids=lambda answer: type(answer).__name__)
def test_what_is_no_answer_at_all_is_not_yet_right(quiz, exercise, answer):
    said = Question(1, exercise, quiz[1]._held).check(answer).text

    assert said.startswith(("✘ Question 1: not yet", "○ Question 1 has no answer here"))


@given(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.lists(st.text()),
        st.timedeltas(),
        st.binary(),
    )
)
def test_no_answer_is_an_error(answer):
    held = Held([], [], [], {})
    for exercise in EXERCISES:
        question = Question(1, exercise, held)
        assert question.check(answer).text
