"""Rules on one part of a plan by itself."""

import re
from collections.abc import Iterator

from content.checks.material import Material
from content.errors import Problem
from domain.campaign import Clause, Duty, Slogan, Unstated
from domain.dates import short

BLANK = "{đơn vị}"

_ROMAN = r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_PATH = rf"{_ROMAN}(?:\.\d{{1,2}})*(?:\.[a-zđ])?(?:,? đoạn cuối)?"
_SECTION = rf"(?:{_PATH}|phần mở đầu|phần kết|tiêu đề|toàn văn|chữ ký|Nơi nhận)"
_SECTIONS = re.compile(rf"{_SECTION}(?:, {_SECTION})*")
_GAP = re.compile(r"\{[^}]*\}?|\}|_{2,}|[.…]{3,}|…")
_PRINTED_DAY = re.compile(r"(?<![\d/])0?(\d{1,2})/0?(\d{1,2})/(\d{4})(?!\d)")


def sections_as_in_the_plan(material: Material) -> Iterator[Problem]:
    """A section is cited in the form of the plans, so that people find it: II.1.4 or a part by its name."""
    for plan in material.plans:
        cited = [((*item.where, "section"), getattr(item.part, "section", None)) for item in plan.items]
        data = plan.source.data
        cited.append((("dates_section",), data.get("dates_section") if isinstance(data, dict) else None))
        for where, section in cited:
            if isinstance(section, str) and not _SECTIONS.fullmatch(section):
                told = (
                    f"“{section}” không phải cách ghi mục; ghi như II.1.4, phần mở đầu, phần kết, tiêu đề, "
                    "Nơi nhận, toàn văn hoặc V, đoạn cuối"
                )
                yield plan.source.problem(where, told)


def blanks_in_slogans(material: Material) -> Iterator[Problem]:
    """The place where a unit writes its name is always written the same way, for the program fills it."""
    for plan in material.plans:
        for where, slogan in plan.of(Slogan):
            if wrong := [gap for gap in _GAP.findall(slogan.text) if gap != BLANK]:
                told = f"chỗ trống “{wrong[0]}” phải ghi là {BLANK}"
                yield plan.source.problem((*where, "text"), told)


def unstated_says_so(material: Material) -> Iterator[Problem]:
    """What the plan does not say is said to be not in it, in words that nobody can mistake."""
    for plan in material.plans:
        for where, unstated in plan.of(Unstated):
            if "không có trong" not in unstated.text:
                yield plan.source.problem((*where, "text"), "phải có cụm từ “không có trong”")


def clauses_have_asks(material: Material) -> Iterator[Problem]:
    """A clause without other words for it is found only by who knows the plan's own."""
    for plan in material.plans:
        for where, clause in plan.of(Clause):
            if not clause.asks:
                yield plan.source.problem((*where, "asks"), "cần ít nhất một cách hỏi")


def duties_as_printed(material: Material) -> Iterator[Problem]:
    """The day of a duty is the one in its printed words."""
    for plan in material.plans:
        for where, duty in plan.of(Duty):
            due = duty.due
            printed = ["/".join(found) for found in _PRINTED_DAY.findall(due.printed)]
            if due.on and printed and short(due.on) not in printed:
                told = f"ngày {short(due.on)} khác với ngày trong “{due.printed}”"
                yield plan.source.problem((*where, "due", "on"), told)


def strict_as_printed(material: Material) -> Iterator[Problem]:
    """ "Trước ngày" and only that makes a day strict."""
    for plan in material.plans:
        for where, duty in plan.of(Duty):
            before = "trước ngày" in duty.due.printed.casefold()
            if duty.due.on and before and not duty.due.strict:
                yield plan.source.problem((*where, "due"), "có “trước ngày” thì thêm strict: true")
            elif duty.due.strict and not (duty.due.on and before):
                told = "strict: true chỉ đi với khóa on và chữ “trước ngày” trong printed"
                yield plan.source.problem((*where, "due", "strict"), told)


RULES = (
    sections_as_in_the_plan,
    blanks_in_slogans,
    unstated_says_so,
    clauses_have_asks,
    duties_as_printed,
    strict_as_printed,
)
