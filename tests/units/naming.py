"""Thousands of realistic names of Vietnamese union units in their tree, the same for the same seed.

Some names are borne by several units under different parents, as "Trường Tiểu học Lê Lợi" is; some units
have former names. Written before the finder, which must find them all.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from tests.units import vocabulary as words

T = TypeVar("T")

MOST_ALIKE = 5  # units of one name among 5,000


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedUnit:
    """``number`` counts from 1; ``parent`` is the number of the unit above. ``place`` is where people say
    it is: the commune, the estate or the province."""

    number: int
    name: str
    kind: str
    code: str
    parent: int | None
    place: str
    former: tuple[str, ...] = ()


def units(count: int, seed: int = 2026) -> Sequence[NamedUnit]:
    """``count`` units, parents before what is below them."""
    return tuple(islice(_Forest(random.Random(seed), count).grow(), count))


class _Forest:
    def __init__(self, chance: random.Random, count: int) -> None:
        self._chance = chance
        self._number = 0
        self._alike: dict[str, set[int | None]] = {}
        self._most_alike = max(MOST_ALIKE, count // 1000)
        # Communes there are: about one in twenty units; names of communes come back in other provinces.
        self._communes = max(4, count // (20 * len(words.PROVINCES)))

    def grow(self) -> Iterator[NamedUnit]:
        yield (
            root := self._unit("Tổng Liên đoàn Lao động Việt Nam", "tong-lien-doan", None, "Việt Nam", "TLD")
        )
        tops = [self._province(root, name, code) for name, code in words.PROVINCES]
        yield from tops
        grown = [
            self._below_province(top, code) for top, (_, code) in zip(tops, words.PROVINCES, strict=True)
        ]
        while True:  # province by province in turn, so that any count has some of each
            for each in grown:
                yield from islice(each, 200)

    def _province(self, root: NamedUnit, name: str, code: str) -> NamedUnit:
        former = tuple(f"Liên đoàn Lao động tỉnh {old}" for old in words.OLD_PROVINCES.get(name, ()))
        return self._unit(f"Liên đoàn Lao động tỉnh {name}", "ldld-tinh", root, name, code, former)

    def _below_province(self, top: NamedUnit, code: str) -> Iterator[NamedUnit]:
        branches = [
            self._unit(f"Công đoàn ngành {branch} tỉnh {top.place}", "cong-doan-nganh-dia-phuong", top,
                       top.place, f"{code}-{short}", (f"Công đoàn {branch} {top.place}",))
            for branch, short in (("Giáo dục", "GD"), ("Y tế", "YT"), ("Viên chức", "VC"), ("Xây dựng", "XD"))
        ]  # fmt: skip
        yield from branches
        estates = [self._estate(top, code, at) for at in range(5)]
        yield from estates
        communes = [self._commune(top, code, at) for at in range(self._communes)]
        yield from communes
        yield from self._fixed(top, branches)
        for commune in communes:
            yield from self._offices_of(commune)
        uppers = [*communes, *estates * 3]
        while True:
            yield from self._grassroots(top, branches[0], self._chance.choice(uppers))

    def _estate(self, top: NamedUnit, code: str, at: int) -> NamedUnit:
        which = [name for name, _ in words.PROVINCES].index(top.place)
        place = words.ESTATES[5 * which + at]
        name = self._chance.choice(("Công đoàn KCN {}", "Công đoàn Khu công nghiệp {}", "CĐ các KCN {}"))
        return self._unit(name.format(place), "cong-doan-khu", top, place, f"{code}-KCN{at + 1}")

    def _commune(self, top: NamedUnit, code: str, at: int) -> NamedUnit:
        level = self._pick((("xã", 8), ("phường", 4), ("đặc khu", 1)))
        place = self._fresh(self._place, lambda p: f"Công đoàn {level} {p}", top)
        old = ()
        if self._chance.random() < 0.3:
            old = (f"Liên đoàn Lao động huyện {self._chance.choice(words.DISTRICTS)}",)
        name = f"Công đoàn {level} {place}"
        return self._unit(name, "cong-doan-xa", top, place, f"{code}-{at + 1:03}", old)

    def _fixed(self, top: NamedUnit, branches: Sequence[NamedUnit]) -> Iterator[NamedUnit]:
        for name in words.HOSPITALS:
            yield self._below(branches[1], f"{self._prefix()}{name} {top.place}", top.place)
        for name in words.OFFICES:
            yield self._below(branches[2], f"{self._prefix()}{name} {top.place}", top.place)

    def _offices_of(self, commune: NamedUnit) -> Iterator[NamedUnit]:
        place = commune.place
        level = commune.name.removeprefix("Công đoàn ").removesuffix(f" {place}")
        yield self._below(commune, f"{self._prefix()}UBND {level} {place}", place)
        yield self._below(commune, f"{self._prefix()}Trạm Y tế {level} {place}", place)
        if self._chance.random() < 0.5:
            office = self._chance.choice(
                ("Chi cục Thuế khu vực {}", "Thuế cơ sở {}", "Kho bạc Nhà nước {}", "Bảo hiểm xã hội {}",
                 "Trung tâm Y tế {}", "Hạt Kiểm lâm {}", "Bệnh viện Đa khoa {}", "Agribank chi nhánh {}",
                 "Điện lực {}", "Đảng ủy {}", "Trung tâm GDNN-GDTX {}", "Thi hành án dân sự {}")
            )  # fmt: skip
            former = (f"{self._prefix()}{office.format(self._chance.choice(words.DISTRICTS))}",)
            old = former if self._chance.random() < 0.3 else ()
            yield self._below(commune, f"{self._prefix()}{office.format(place)}", place, old)

    def _grassroots(self, top: NamedUnit, schools: NamedUnit, upper: NamedUnit) -> Iterator[NamedUnit]:
        if upper.kind == "cong-doan-khu" or self._chance.random() < 0.42:
            company = self._company(upper)
            yield company
            if self._chance.random() < 0.2:
                yield from self._teams(company)
        elif self._chance.random() < 0.72:
            yield self._school(top, schools, upper)
        else:
            yield self._guild(upper)

    def _company(self, upper: NamedUnit) -> NamedUnit:
        def named() -> str:
            form, trade, brand = self._pick(words.FORMS), f"{self._pick(words.TRADES)} ", self._brand()
            if not brand.isascii() or self._chance.random() < 0.4:
                return f"{form} {trade}{brand}"
            return f"{form} {brand}"

        prefix = self._prefix()
        name = self._fresh(named, lambda each: prefix + each, upper)
        old = (prefix + named(),) if self._chance.random() < 0.08 else ()
        return self._below(upper, prefix + name, upper.place, old)

    def _brand(self) -> str:
        chance = self._chance
        last = f" {chance.choice(words.LAST)}".rstrip()
        style = chance.random()
        if style < 0.45:
            return f"{chance.choice(words.BRAND_FIRST)} {chance.choice(words.BRAND_SECOND)}"
        if style < 0.5:
            return (
                f"số {chance.randint(1, 30)}"
                if chance.random() < 0.3
                else f"Sông Lam {chance.randint(1, 12)}"
            )
        if style < 0.68:
            return " ".join(chance.sample(words.KOREAN, 2)) + last
        if style < 0.8:
            return "".join(map(chance.choice, words.JAPANESE)) + last
        if style < 0.9:
            return "".join(map(chance.choice, words.CHINESE)) + last
        return " ".join(map(chance.choice, words.ENGLISH)) + last

    def _school(self, top: NamedUnit, branch: NamedUnit, commune: NamedUnit) -> NamedUnit:
        level = self._pick(
            (("Mầm non", 6), ("Tiểu học", 6), ("THCS", 5), ("THPT", 2), ("Trung học cơ sở", 1),
             ("Trung học phổ thông", 1), ("Tiểu học và THCS", 1), ("Mẫu giáo", 1))
        )  # fmt: skip
        upper = branch if level in ("THPT", "Trung học phổ thông") else commune
        prefix = self._prefix()

        def full(own: str) -> str:
            return f"{prefix}Trường {level} {own}"

        own = self._fresh(lambda: self._school_name(level, commune), full, upper)
        old = ()
        if self._chance.random() < 0.1:
            old = (f"{prefix}Trường {level} {self._place()}",)
        return self._below(upper, full(own), commune.place, old)

    def _school_name(self, level: str, commune: NamedUnit) -> str:
        style = self._chance.random()
        if level in ("Mầm non", "Mẫu giáo"):
            if style < 0.5:
                return self._chance.choice(words.NURSERIES)
        elif style < 0.5:
            return self._chance.choice(words.FIGURES)
        place = commune.place if self._chance.random() < 0.5 else self._place()
        if style > 0.9:
            return f"số {self._chance.randint(1, 3)} {place}"
        if style > 0.8:
            return f"{place} {self._chance.choice('AB')}"
        return place

    def _guild(self, commune: NamedUnit) -> NamedUnit:
        if self._chance.random() < 0.4:
            trade = self._chance.choice(
                ("nông nghiệp", "dịch vụ nông nghiệp", "vận tải", "thủy sản", "làng nghề")
            )
            place = self._fresh(self._place, lambda p: f"CĐCS Hợp tác xã {trade} {p}", commune)
            return self._below(commune, f"CĐCS Hợp tác xã {trade} {place}", commune.place)
        guild = self._chance.choice(words.GUILDS)
        place = self._fresh(self._place, lambda p: f"{guild} {p}", commune)
        return self._unit(f"{guild} {place}", "nghiep-doan", commune, commune.place, self._code(commune))

    def _teams(self, company: NamedUnit) -> Iterator[NamedUnit]:
        for _ in range(self._chance.randint(1, 3)):

            def named() -> str:
                return self._chance.choice(words.TEAMS).format(n=self._chance.randint(1, 12))

            own = (
                company.name.removeprefix("Công đoàn cơ sở ").removeprefix("Công đoàn ").removeprefix("CĐCS ")
            )

            def full(team: str, own: str = own, alone: bool = self._chance.random() < 0.1) -> str:
                return team if alone else f"{team} - {own}"

            name = full(self._fresh(named, full, company))
            kind = "to-cong-doan" if name.startswith("Tổ") else "cong-doan-bo-phan"
            yield self._unit(name, kind, company, company.place, self._code(company))

    def _prefix(self) -> str:
        return self._pick((("CĐCS ", 6), ("Công đoàn cơ sở ", 3), ("Công đoàn ", 2), ("", 2)))

    def _place(self) -> str:
        first, second = self._chance.choice(words.PLACE_FIRST), self._chance.choice(words.PLACE_SECOND)
        return f"{first} {second}" if first != second else self._place()

    def _pick(self, weighted: Sequence[tuple[str, int]]) -> str:
        kinds, weights = zip(*weighted, strict=True)
        return str(self._chance.choices(kinds, weights)[0])

    def _fresh(self, make: Callable[[], str], full: Callable[[str], str], parent: NamedUnit) -> str:
        """What ``make`` makes, until no other unit below ``parent`` and few anywhere are called so."""
        while True:
            made = make()
            holders = self._alike.get(full(made), set())
            if parent.number not in holders and len(holders) < self._most_alike:
                return made

    def _below(self, upper: NamedUnit, name: str, place: str, former: tuple[str, ...] = ()) -> NamedUnit:
        return self._unit(name, "cdcs", upper, place, self._code(upper), former)

    def _code(self, upper: NamedUnit) -> str:
        return f"{upper.code}-{self._number + 1:05}"

    def _unit(
        self, name: str, kind: str, parent: NamedUnit | None, place: str, code: str,
        former: tuple[str, ...] = (),
    ) -> NamedUnit:  # fmt: skip
        self._number += 1
        above = parent.number if parent else None
        self._alike.setdefault(name, set()).add(above)
        return NamedUnit(
            number=self._number, name=name, kind=kind, code=code, parent=above, place=place, former=former
        )
