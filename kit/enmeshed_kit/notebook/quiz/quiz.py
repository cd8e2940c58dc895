"""Questions about what a Connector holds: a reader answers, and the quiz says whether that is right.

The answers are worked out anew for each Connector, and are shown nowhere.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.notebook.markup import tag
from enmeshed_kit.notebook.picture import Picture, card
from enmeshed_kit.notebook.quiz import answers, shapes
from enmeshed_kit.notebook.quiz.answers import Held
from enmeshed_kit.notebook.quiz.shapes import MisfitError, Shape
from enmeshed_kit.notebook.table_picture import draw_table
from enmeshed_kit.tables import names

Answers = Callable[[Held], Iterable[Any]]


class QuizError(GuidedError):
    """There is no such question."""


@dataclass(frozen=True)
class Exercise:
    """A question, apart from any Connector.

    Args:  title: some words of it.  text: what is asked.  shape: of the answer.
           right: all right answers; none where the records say nothing about it.
           hint: for whoever is on the wrong way.
           slips: likely mistakes, each with what to say to it.
    """

    title: str
    text: str
    shape: Shape
    right: Answers
    hint: str
    slips: tuple[tuple[Answers, str], ...] = ()


EXERCISES: Final = (
    Exercise(
        "Active Relationships",
        "How many of your Relationships are Active?",
        shapes.COUNT,
        answers.active,
        'Compare the column "status" with "Active", and add up.',
        ((answers.of_any_status, "Those are all of them, whatever their status."),),
    ),
    Exercise(
        "Waiting longest",
        "Whose wish for a Relationship has waited longest for you to decide on?",
        shapes.ADDRESS,
        answers.waiting_longest,
        'Of the Relationships that are Pending and that the peer began, it is the one with the least "created_at".',
        ((answers.waiting_shortest, "That is the one who has waited shortest."),),
    ),
    Exercise(
        "Time to acceptance",
        "What is the median time from a wish for a Relationship to its acceptance?",
        shapes.DURATION,
        answers.median_wait,
        'Begin with the audit log: "created_at" of the row with the reason "AcceptanceOfCreation", less that of the '
        "first row of the same Relationship.",
        ((answers.mean_wait, "That is the mean, which a few long ones pull up. The median is the one in the middle."),),
    ),
    Exercise(
        "The busiest day",
        "On which day of the week (in UTC) do most Messages arrive?",
        shapes.WEEKDAY,
        answers.busiest_weekday,
        'Take the Messages whose "direction" is "received"; .dt.day_name() of their "created_at" can be counted.',
        ((answers.busiest_weekday_of_all, "You have counted those that you sent, too."),),
    ),
    Exercise(
        "Who writes most",
        "What is the name of the peer who sent you most Messages?",
        shapes.NAME,
        answers.frequent_writers,
        'tables.with_names puts "sender_name" beside "sender". Count senders, not names: two may have the same.',
        ((answers.their_addresses, "That is the address; the name is asked for."),),
    ),
    Exercise(
        "Left unanswered",
        "Which share of the Requests that you sent by Message has been answered?",
        shapes.SHARE,
        answers.answered_share,
        'Take those with "direction" outgoing and "source" Message; whoever answered left an "answered_at".',
        (
            (
                answers.answered_share_of_all,
                "You have counted the Requests of your templates, too; take those by Message.",
            ),
        ),
    ),
    Exercise(
        "Given by choice",
        "Which type of Attribute do peers give most readily, of those that your invitations do not demand?",
        shapes.TEXT,
        answers.given_most,
        'Of the Request items, take the outgoing ones of type "ReadAttributeRequestItem" that are not '
        '"must_be_accepted": what share of each "value_type" was Accepted?',
        ((answers.given_most_without_choice, "That one must be given. Take what is not demanded."),),
    ),
    Exercise(
        "Silent peers",
        "Which active peers have got a Mail from you, and never sent you one?",
        shapes.ADDRESSES,
        answers.silent,
        "Make three sets: the recipients of Mails that you sent, which commas part; the senders of Mails that you got; "
        "the peers of Active Relationships.",
        ((answers.everybody_silent, "Some of them are no longer Active."),),
    ),
)


@dataclass
class Question:
    """A question to one reader about one Connector, and how it stands."""

    number: int
    exercise: Exercise
    _held: Held = field(repr=False)
    state: str = "open"

    def check(self, answer: Any = ...) -> Picture:
        """Say whether an answer is right; `...`, which stands for none yet, is open.

        Returns:  a line for the cell to show; a wrong answer is no error, so that the notebook goes on.
        """
        right = list(self.exercise.right(self._held))
        self.state, said = self._verdict(answer, right)
        line = f"{MARKS[self.state]} {said}"
        return Picture(tag("div", line, look=LOOKS[self.state]), line)

    def _verdict(self, answer: Any, right: list[Any]) -> tuple[str, str]:
        what = f"Question {self.number}"
        if not right:
            return "nothing to ask", f"{what} has no answer here: your Connector holds nothing that it is about."
        if answer is ...:
            return "open", f"{what} is open. The answer is {self.exercise.shape.wanted}."
        try:
            given = self.exercise.shape.read(answer)
        except MisfitError as misfit:
            return "not yet", f"{what}: not yet, {misfit}."
        if self._is_among(given, right):
            return "right", f"{what}: right."
        return "not yet", f"{what}: not yet. {self._advice(given)}"

    def _advice(self, given: Any) -> str:
        slips = (said for slip, said in self.exercise.slips if self._is_among(given, slip(self._held)))
        return next(slips, self.exercise.hint)

    def _is_among(self, given: Any, known: Iterable[Any]) -> bool:
        return any(self.exercise.shape.same(given, one) for one in known)

    def __repr__(self) -> str:
        return self._picture().text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self._picture().bundle()

    def _picture(self) -> Picture:
        title, text = f"Question {self.number} · {self.exercise.title}", self.exercise.text
        answer = f"Answer with {self.exercise.shape.wanted}."
        return Picture(card(title, tag("div", text), tag("div", answer, look="quiet")), f"{title}\n{text}\n{answer}")


MARKS: Final = {"right": "✔", "open": "○", "nothing to ask": "○", "not yet": "✘"}
LOOKS: Final = {"right": "tick", "open": "aside", "nothing to ask": "aside", "not yet": "warning"}


class Quiz:
    """The questions about a Connector, and the records that they are about, as they were when the quiz was made.

    Args:  connector: whose; it is only read.
    """

    def __init__(self, connector: Connector) -> None:
        with connector.aside():
            self.relationships = connector.relationships.list()
            self.messages = connector.messages.list()
            self.requests = [*connector.incoming_requests.list(), *connector.outgoing_requests.list()]
            self.names = names(connector.attributes.list())
        held = Held(self.relationships, self.messages, self.requests, self.names)
        self._questions = [Question(number, exercise, held) for number, exercise in enumerate(EXERCISES, 1)]

    def __getitem__(self, number: int) -> Question:
        """A question by its number, from 1.

        Raises:  QuizError: there is none of this number.
        """
        found = [question for question in self._questions if question.number == number]
        if not found:
            raise QuizError(f"There is no question {number!r}.", f"Take one from 1 to {len(self._questions)}.")
        return found[0]

    def __len__(self) -> int:
        return len(self._questions)

    def __repr__(self) -> str:
        return self._picture().text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self._picture().bundle()

    def _picture(self) -> Picture:
        rows = [
            (str(one.number), one.exercise.title, one.exercise.shape.wanted, f"{MARKS[one.state]} {one.state}")
            for one in self._questions
        ]
        right = sum(one.state == "right" for one in self._questions)
        return draw_table("Questions", ("", "about", "answer with", ""), rows, f"{right} of {len(self)} right")
