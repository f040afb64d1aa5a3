"""Hundreds of campaigns, invented from the real ones: the same every time, no two of one name."""

import random
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from typing import Any

from domain.campaign import Campaign
from domain.catalogue import Catalogue

_FIRST = (
    "Lạc Mường Phước Vạn Sông Trà Cẩm Hồng Đại Khe"
    " Bàu Hòn Suối Rạch Cồn Gò Dốc Thạch Nậm Ngọc Lũng Chiềng Thượng Yên Phú"
)
_SECOND = (
    "Giang Khê Thịnh Lĩnh Sơn Bảng Đình Mỹ Lợi Quới Tiến"
    " Hưng Phong Trạch Nghĩa Lương Tường Khánh Vượng Điền Cát Thủy Ninh Hậu"
)
_TOLD = frozenset({"text", "content", "label", "remark", "about"})  # texts in which words change too
_CHANGED = 0.15  # share of the words that change


def catalogue_of(count: int, real: Catalogue) -> Catalogue:
    """The real campaigns and as many invented ones as make ``count``."""
    models = list(real)
    vocabulary = sorted(
        {word for model in models for clause in model.clauses for word in clause.text.split()}
    )
    places = [f"{first} {second}" for first, second in product(_FIRST.split(), _SECOND.split())]
    invented = (
        _invented(models[number % len(models)], number, place, vocabulary)
        for number, place in enumerate(places[: count - len(models)])
    )
    return Catalogue([*models, *invented])


def _invented(model: Campaign, number: int, place: str, vocabulary: Sequence[str]) -> Campaign:
    chance = random.Random(number)
    years = number % 7 + 1
    data = _moved(model.model_dump(mode="json"), model.short_name, place, years)
    _reword(data, vocabulary, chance)
    data["id"] = f"{model.id}-{number}"
    data["short_name"] = place
    data["names"] = [place, f"tỉnh {place}", f"LĐLĐ {place}", f"công đoàn {place}"]
    data["features"] = [f"{feature} {place}" for feature in data["features"]]
    data["document"]["issuer"]["short"] = f"LĐLĐ {place}"
    return Campaign.model_validate(data)


def _moved(value: Any, old: str, new: str, years: int) -> Any:
    """The same with another place in it and every day some years later."""
    if isinstance(value, dict):
        moved = {key: _moved(each, old, new, years) for key, each in value.items()}
        if isinstance(moved.get("year"), int):
            moved["year"] += years
        return moved
    if isinstance(value, list):
        return [_moved(each, old, new, years) for each in value]
    return _moved_text(value, old, new, years) if isinstance(value, str) else value


def _moved_text(text: str, old: str, new: str, years: int) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text.replace(old, new)
    return day.replace(year=day.year + years, day=min(day.day, 28 if day.month == 2 else 31)).isoformat()


def _reword(value: Any, vocabulary: Sequence[str], chance: random.Random) -> None:
    for holder, key, text in _told(value):
        words = [chance.choice(vocabulary) if chance.random() < _CHANGED else word for word in text.split()]
        holder[key] = " ".join(words)[: len(text)].strip() or text


def _told(value: Any) -> Iterator[tuple[dict[str, Any], str, str]]:
    if isinstance(value, list):
        for each in value:
            yield from _told(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key in _TOLD and isinstance(each, str):
                yield value, key, each
            else:
                yield from _told(each)
