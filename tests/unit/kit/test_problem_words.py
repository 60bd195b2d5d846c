"""Whatever a problem says, every language says it: the sentences are read out of the code."""

from string import Formatter
from typing import cast, get_args

import pytest
from fastapi import FastAPI
from pydantic_core import PydanticKnownError
from pydantic_core.core_schema import ErrorType

from praxis.kit.languages import ENGLISH, languages, words
from tests.unit.kit.sentences import Sentences, collect, error_statuses

OTHERS = [language for language in languages() if language != ENGLISH]
# Faults of Pydantic that no request can have: of Python objects, calls, and types we do not use.
UNREACHED = (
    "no_such_attribute",
    "needs_python_object",
    "frozen_",
    "get_attribute_error",
    "dataclass_",
    "named_tuple_type",
    "default_factory_not_called",
    "iterable_type",
    "iteration_error",
    "ordered_dict_type",
    "counter_type",
    "deque_type",
    "set_item_not_hashable",
    "bytes_",
    "missing_sentinel_error",
    "ellipsis_error",
    "date_past",
    "date_future",
    "datetime_past",
    "datetime_future",
    "datetime_object_invalid",
    "timezone_offset",
    "time_delta_",
    "is_",
    "callable_type",
    "arguments_type",
    "missing_argument",
    "unexpected_",
    "missing_keyword",
    "missing_positional",
    "multiple_argument",
    "fraction_",
    "complex_",
)


@pytest.fixture(scope="module")
def sentences() -> Sentences:
    return collect()


def words_of(language: str, group: str) -> dict[str, str]:
    texts = words(language, "problems").texts
    return {
        key.removeprefix(f"{group}."): text
        for key, text in texts.items()
        if key.startswith(f"{group}.")
    }


def places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text)} - {None}


def faults_of_pydantic() -> set[str]:
    return {code for code in get_args(ErrorType) if not code.startswith(UNREACHED)} | {
        "bytes_type",
        "json_invalid_at",
    }


def test_no_sentence_is_put_together_where_no_language_can_have_it(sentences: Sentences) -> None:
    assert sentences.built == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_has_its_words_and_no_word_is_left_over(
    language: str, sentences: Sentences
) -> None:
    assert words_of(language, "details").keys() == sentences.details


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_is_filled_in_with_the_same_data(language: str) -> None:
    for template, text in words_of(language, "details").items():
        assert places(text) == places(template), template


@pytest.mark.parametrize("language", OTHERS)
def test_titles(language: str, sentences: Sentences) -> None:
    assert words_of(language, "titles").keys() == sentences.titles
    assert set(map(str, error_statuses())) <= words_of(language, "http").keys()


@pytest.mark.parametrize("language", OTHERS)
def test_faults_of_fields(language: str, sentences: Sentences) -> None:
    assert words_of(language, "fields").keys() == faults_of_pydantic() | sentences.fields


@pytest.mark.parametrize("language", OTHERS)
def test_faults_of_fields_tell_only_what_pydantic_always_tells(language: str) -> None:
    for code, text in words_of(language, "fields").items():
        if code in get_args(ErrorType):
            assert places(text) <= always_told(code), code


def always_told(code: str) -> set[str | None]:
    """The data without which Pydantic would not make this fault."""
    for value in ("x", 3):
        told: dict[str, object] = {**dict.fromkeys(DATA, value), "field_type": "List"}
        try:
            return places(PydanticKnownError(cast("ErrorType", code), told).message_template)
        except TypeError:
            continue
    raise AssertionError(code)


DATA = (
    *("gt", "ge", "lt", "le", "multiple_of", "expected", "pattern", "error", "class_name"),
    *("min_length", "max_length", "max_digits", "decimal_places", "whole_digits"),
    *("discriminator", "tag", "expected_tags", "expected_schemes", "expected_version"),
    "actual_length",
)


@pytest.mark.parametrize("language", OTHERS)
def test_every_problem_of_the_openapi_file_can_be_said(language: str, app: FastAPI) -> None:
    details, titles = words_of(language, "details"), words_of(language, "titles")
    shown = [
        example["value"]
        for methods in app.openapi()["paths"].values()
        for operation in methods.values()
        for response in operation["responses"].values()
        for content in response.get("content", {}).values()
        for example in content.get("examples", {}).values()
        if "urn:praxis:problem" in str(example)
    ]
    assert len(shown) > 500
    for problem in shown:
        assert problem["title"] in titles
        # The limit of this one is data.
        assert problem["detail"] in details or problem["code"] == "request.too_large"
