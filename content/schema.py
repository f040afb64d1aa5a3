"""Data against the types of ``domain``, and what does not fit told in plain words."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from content.errors import ContentError, Problem
from content.source import Source, Where

T = TypeVar("T")

LONGEST = 400  # characters of a text that are read in a chat at one go

_TOLD = {
    "missing": "thiếu khóa này",
    "extra_forbidden": "khóa lạ, không có trong mẫu",
    "string_type": "phải là chữ",
    "string_too_short": "không được để trống, ít nhất {min_length} ký tự",
    "string_too_long": "dài quá {max_length} ký tự",
    "string_pattern_mismatch": "mã chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối",
    "int_type": "phải là số nguyên",
    "int_parsing": "phải là số nguyên",
    "int_from_float": "phải là số nguyên",
    "bool_type": "phải là true hoặc false",
    "bool_parsing": "phải là true hoặc false",
    "date_type": "phải là ngày, viết như 2026-05-31",
    "date_parsing": "phải là ngày, viết như 2026-05-31",
    "date_from_datetime_parsing": "phải là ngày có thật, viết như 2026-05-31",
    "date_from_datetime_inexact": "phải là ngày, viết như 2026-05-31, không kèm giờ",
    "tuple_type": "phải là danh sách",
    "frozen_set_type": "phải là danh sách",
    "dict_type": "phải là các dòng “khóa: giá trị”",
    "model_type": "phải là các dòng “khóa: giá trị”",
    "model_attributes_type": "phải là các dòng “khóa: giá trị”",
    "too_short": "không được để trống, ít nhất {min_length} mục",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "phải từ {le} trở xuống",
    "enum": "phải là một trong: {expected}",
    "literal_error": "phải là một trong: {expected}",
    "value_error": "{error}",
}


def build(kind: type[T], source: Source, data: Any = None, where: Where = ()) -> T:
    """``data`` (the whole file when not given) as ``kind``. Raises ContentError with every problem."""
    try:
        return TypeAdapter(kind).validate_python(source.data if data is None else data)
    except ValidationError as error:
        raise ContentError(
            [
                _problem(source, where, each)
                for each in error.errors(include_url=False)
                if each["type"] != "invalid_key"  # told when the file was read
            ]
        ) from error


def _problem(source: Source, where: Where, error: ErrorDetails) -> Problem:
    location = tuple(step for step in error["loc"] if step != "[key]")
    told = told_of(error["type"], error.get("ctx", {}), error["input"], error["msg"])
    return source.problem((*where, *location), told)


def told_of(kind: str, context: Mapping[str, Any], given: object, otherwise: str) -> str:
    """One error of the schema in Vietnamese; ``otherwise`` where we have no words for it."""
    if kind == "string_too_long":
        context = {"max_length": min(LONGEST, context["max_length"])}
    if "expected" in context:
        context = {"expected": str(context["expected"]).replace(" or ", ", ")}
    told = _TOLD[kind].format(**context) if kind in _TOLD else otherwise
    if kind == "string_type" and given is not None and not isinstance(given, list | dict):
        told += "; hãy để trong ngoặc kép"
    return told
