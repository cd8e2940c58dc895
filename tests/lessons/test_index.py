import pytest

from enmeshed_kit.lessons.index import Lesson, LessonError, find_checkout, find_lesson, read_index


def test_the_checkout_is_found_from_a_folder_deep_inside_it(checkout, tiny):
    inside = checkout / "kit" / "deeper"
    inside.mkdir(parents=True)

    assert find_checkout(inside) == checkout.resolve()


def test_outside_a_checkout_the_error_says_to_change_into_the_clone(tmp_path):
    with pytest.raises(LessonError, match="change into it"):
        find_checkout(tmp_path)


def test_the_index_gives_the_lessons_in_order(checkout, tiny):
    [lesson] = read_index(checkout)

    assert lesson.name == "00_tiny"
    assert lesson.title == "A tiny <lesson>"
    assert lesson.original(checkout) == tiny


def test_an_entry_without_its_notebook_is_named(checkout):
    with pytest.raises(LessonError, match=r"00_tiny\.ipynb, which is not there"):
        read_index(checkout)


@pytest.mark.parametrize(
    "text",
    ["[[notebook", "[[notebook]]\nfile = 'a.ipynb'", "other = 1", "[[notebook]]\nfile = 3"],
    ids=["no TOML", "fields missing", "unknown table", "wrong type"],
)
def test_an_invalid_index_is_an_error_that_names_the_file(checkout, text):
    (checkout / "notebooks" / "index.toml").write_text(text)

    with pytest.raises(LessonError, match=r"index\.toml is not valid"):
        read_index(checkout)


def lessons(*names):
    return [Lesson(f"{name}.ipynb", name, "", 1, [], []) for name in names]


@pytest.mark.parametrize("wanted", ["02", "02_second", "02_second.ipynb"])
def test_a_lesson_is_found_by_number_name_or_file(wanted):
    assert find_lesson(lessons("01_first", "02_second"), wanted).name == "02_second"


def test_nobody_in_particular_is_the_first():
    assert find_lesson(lessons("01_first", "02_second"), "").name == "01_first"


@pytest.mark.parametrize("wanted", ["3", "0", "first", "../01_first", "01_first.html"])
def test_a_lesson_that_does_not_exist_is_told_with_those_that_do(wanted):
    with pytest.raises(LessonError, match="01_first, 02_second"):
        find_lesson(lessons("01_first", "02_second"), wanted)


def test_what_fits_several_lessons_is_none():
    with pytest.raises(LessonError, match="01_a, 01_b"):
        find_lesson(lessons("01_a", "01_b"), "01")
