from typing import Any

import pytest

from app.core.json_schema import InvalidError, SchemaError, compile_schema


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "integer"}, [0, -5], [True, 1.0, "1", None]),
        ({"type": ["number", "null"]}, [1, 1.5, None], [False, "1"]),
        ({"const": 1}, [1], [True, "1"]),
        ({"enum": ["a", None]}, ["a", None], ["b", 0]),
        ({"minimum": 0, "maximum": 2}, [0, 2, "text"], [-1, 3]),
        ({"minLength": 1, "maxLength": 2}, ["a", "ab", 7], ["", "abc"]),
        ({"pattern": "^a+$"}, ["aa", 3], ["b", "a\n"]),
        ({"pattern": r"^\d$"}, ["3"], ["٣"]),
        ({"items": {"type": "string"}, "maxItems": 1}, [[], ["a"]], [[1], ["a", "b"]]),
        ({"required": ["a"], "properties": {"a": {"const": 1}}}, [{"a": 1}, 2], [{}, {"a": 2}]),
        ({"anyOf": [{"const": 1}, {"const": 2}]}, [1, 2], [3]),
        ({"properties": {"a": {}}, "additionalProperties": False}, [{}, {"a": 1}, 1], [{"b": 1}]),
        ({"additionalProperties": {"type": "string"}}, [{"a": "b"}], [{"a": 1}]),
        ({"propertyNames": {"pattern": "^[a-z]$"}}, [{"a": 1}], [{"A": 1}, {"ab": 1}]),
        ({"minProperties": 1}, [{"a": 1}], [{}]),
    ],
)
def test_the_validator_knows_its_keywords(
    schema: dict[str, Any], good: list[Any], bad: list[Any]
) -> None:
    validate = compile_schema(schema)
    for value in good:
        validate(value)
    for value in bad:
        with pytest.raises(InvalidError):
            validate(value)


@pytest.mark.parametrize(
    "schema", [{"items": {"uniqueItems": True}}, {"additionalProperties": True}]
)
def test_a_keyword_the_validator_does_not_know_is_an_error(schema: dict[str, Any]) -> None:
    with pytest.raises(SchemaError):
        compile_schema(schema)


def test_the_error_names_the_place_and_never_the_value() -> None:
    schema = {"properties": {"a": {"items": {"type": "string"}}}}
    with pytest.raises(InvalidError) as caught:
        compile_schema(schema)({"a": ["x", 4711]})
    assert str(caught.value) == "$.a[1]: type"
