import json

import pytest

from enmeshed_kit.client.exchange import Exchange
from enmeshed_kit.notebook.comparison import LONGEST_RUN, compare, marked, shortened


def exchange(path="/api/v2/Things", body=None, answer=None, status=200):
    return Exchange(
        number=1,
        method="POST",
        path=path,
        headers={},
        raw_body=None if body is None else json.dumps(body).encode(),
        status=status,
        answer_headers={"content-type": "application/json"},
        raw_answer=b"" if answer is None else json.dumps(answer).encode(),
    )


def marks(*columns):
    return [[one.mark + one.text for one in column] for column in marked([list(column) for column in columns])]


def test_what_a_column_has_new_and_what_the_next_one_lacks_is_marked():
    assert marks("abc", "bcd", "bce") == [["-a", " b", " c"], [" b", " c", "±d"], [" b", " c", "+e"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"id": "RELUvXtgLM6qH8082CSD",', '"id": "REL2qMOSGgVAUJQwKPHI"'),
        ('"by": "id16o6tSs5W6Hptimgy7Dqc62M2c3fiboUqo"', '"by": "did:e:localhost:dids:3f90ad68c9889535b002ca"'),
        ('"at": "2026-01-05T09:00:02.000Z"', '"at": "2026-01-05T10:11:12.131Z"'),
    ],
    ids=["id", "address", "moment"],
)
def test_what_differs_between_any_two_connectors_is_no_difference_of_eras(one, other):
    assert [column[0][0] for column in marks([one], [other])] == [" ", " "]


def test_a_path_with_another_shape_is_a_difference():
    shown = marks(["PUT /Relationships/RELUvXtgLM6qH8082CSD/Changes/x/Accept"], ["PUT /Relationships/RELx/Accept"])

    assert [column[0][0] for column in shown] == ["-", "+"]


def test_long_runs_are_shortened_and_say_by_how_much():
    alike = [str(number) for number in range(LONGEST_RUN + 20)]
    [short, _] = [shortened(column) for column in marked([[*alike, "old"], [*alike, "new"]])]

    assert [one.text for one in short] == ["0", "1", "2", "⋮ 24 lines alike", "27", "28", "29", "old"]


def test_the_picture_has_a_column_for_each_era_and_its_text_says_the_same():
    picture = compare({"old": exchange(body={"a": 1}), "new": exchange("/api/core/v1/Things", {"b": 1}, status=201)})

    assert picture.html.count('scope="col"') == 2
    assert '-  "a": 1' in picture.text
    assert '+  "b": 1' in picture.text
    assert "old, call\n- POST /api/v2/Things" in picture.text


def test_no_answer_and_no_body_are_borne():
    silent = exchange(status=None)

    assert "no answer" in compare({"one": silent, "two": exchange(answer=[])}).text


def test_what_strangers_wrote_is_escaped():
    html = compare({"<b>": exchange(body={"x": "<script>"}), "other": exchange(answer="<i>")}).html

    assert "<script>" not in html
    assert "<b>" not in html
    assert "<i>" not in html


def test_secrets_stay_hidden():
    shown = compare({"one": exchange(answer={"result": {"secretKey": "hush", "truncatedReference": "hush"}})})

    assert "hush" not in shown.html + shown.text
