import pytest

from enmeshed_kit.lessons.index import LessonError, find_checkout, read_index


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
