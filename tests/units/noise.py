"""How people write the name of their unit: one function for each kind of noise, the same for the same seed.

Written before the finder. A function returns None where its noise has nothing to take hold of (a name
without a number, a unit without a former name).
"""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.text import fold
from tests.questions.typists import telex
from tests.units.naming import NamedUnit

DEVELOPING = 7  # the seed to look at while building
UNSEEN = 20261125  # the seed for the end

Noise = Callable[[NamedUnit, random.Random], str | None]

_BESIDE = {
    "a": "sqz", "b": "vn", "c": "xv", "d": "sfe", "e": "wr", "g": "fh", "h": "gj", "i": "uo", "k": "jl",
    "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi",
    "v": "cb", "x": "zc", "y": "tu",
}  # fmt: skip
_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]
_SHORTER: Sequence[tuple[str, tuple[str, ...]]] = (
    ("công đoàn cơ sở", ("cđcs", "cdcs", "CĐCS", "cđ cs")),
    ("công đoàn bộ phận", ("cđbp", "cđ bộ phận")),
    ("tổ công đoàn", ("tcđ", "tổ cđ")),
    ("liên đoàn lao động", ("lđlđ", "LĐLĐ", "ldld")),
    ("công đoàn", ("cđ", "CĐ", "cd")),
    ("chi nhánh", ("cn",)),
    ("công ty", ("cty", "Cty", "ct", "c.ty", "cti")),
    ("một thành viên", ("mtv", "1tv", "1 thành viên")),
    ("cổ phần", ("cp", "CP")),
    ("doanh nghiệp tư nhân", ("dntn",)),
    ("tiểu học và thcs", ("th&thcs", "th-thcs")),
    ("tiểu học", ("th", "TH")),
    ("trung học cơ sở", ("thcs", "THCS", "cấp 2")),
    ("trung học phổ thông", ("thpt", "THPT", "cấp 3")),
    ("thcs", ("thcs", "cấp 2")),
    ("thpt", ("thpt", "cấp 3", "ptth")),
    ("mầm non", ("mn", "MN")),
    ("mẫu giáo", ("mg",)),
    ("trường", ("trg", "tr")),
    ("bệnh viện", ("bv", "BV")),
    ("đa khoa", ("đk", "ĐK")),
    ("trung tâm y tế", ("ttyt", "TTYT")),
    ("trung tâm", ("tt",)),
    ("trạm y tế", ("tyt", "trạm yt")),
    ("kiểm soát bệnh tật", ("ksbt", "CDC")),
    ("ủy ban nhân dân", ("ubnd",)),
    ("hợp tác xã", ("htx", "HTX")),
    ("nghiệp đoàn", ("nđ",)),
    ("khu công nghiệp", ("kcn", "KCN")),
    ("xuất khẩu", ("xk", "XK")),
    ("thương mại", ("tm", "TM")),
    ("dịch vụ", ("dv", "DV")),
    ("xây dựng", ("xd", "XD")),
    ("vật liệu", ("vl",)),
    ("sản xuất", ("sx",)),
    ("đầu tư", ("đt",)),
    ("nông nghiệp", ("nn",)),
    ("điện tử", ("đtử", "đ.tử")),
    ("kho bạc nhà nước", ("kbnn", "kho bạc nn")),
    ("bảo hiểm xã hội", ("bhxh", "BHXH")),
    ("giáo dục", ("gd",)),
    ("ngân hàng", ("nh",)),
    ("việt nam", ("vn", "VN")),
    ("phường", ("p.", "p", "P.")),
    ("xã", ("x.", "x")),
    ("tỉnh", ("t.",)),
)
_LEFT_OUT = (
    "công đoàn cơ sở", "công đoàn bộ phận", "công đoàn ngành", "tổ công đoàn", "cđcs", "công đoàn", "trường",
    "công ty cổ phần", "công ty tnhh một thành viên", "công ty tnhh mtv", "công ty tnhh", "công ty cp",
    "công ty", "nhà máy", "xí nghiệp", "tnhh", "cổ phần", "nhà nước", "liên đoàn lao động", "ubnd",
    "việt nam", "vina", "hợp tác xã", "tỉnh",
)  # fmt: skip
_SAID = (
    "em làm ở {}", "mình ở {} ạ", "cho mình hỏi {}", "tôi thuộc {}", "đơn vị của em là {}", "{} nhé", "{} ạ",
    "bên {} nha", "mình bên {}", "dạ em ở {}", "tìm giúp {}", "chị ơi em công nhân {}",
)  # fmt: skip


def exact(unit: NamedUnit, chance: random.Random) -> str:
    """As it is, in whatever case and form."""
    shown = (unit.name, unit.name.lower(), unit.name.upper(), unicodedata.normalize("NFD", unit.name))
    return chance.choice(shown)


def bare(unit: NamedUnit, chance: random.Random) -> str:
    return _bare(unit.name)


def typos(unit: NamedUnit, chance: random.Random) -> str:
    """One slip of the finger, two in a long name."""
    return _slips(unit.name.lower(), chance)


def bare_typos(unit: NamedUnit, chance: random.Random) -> str:
    return _slips(_bare(unit.name), chance)


def telex_keys(unit: NamedUnit, chance: random.Random) -> str:
    """The input method is off for all of it or for some words."""
    if chance.random() < 0.5:
        return telex(unit.name.lower())
    return " ".join(telex(word) if chance.random() < 0.4 else word for word in unit.name.lower().split())


def abbreviated(unit: NamedUnit, chance: random.Random) -> str | None:
    """Common words as people shorten them, most of those there are."""
    short = _shortened(unit.name.lower(), chance, 0.85)
    return short if short != unit.name.lower() else None


def initials(unit: NamedUnit, chance: random.Random) -> str | None:
    """The last words of a school, or of a company's brand, as their initials: thpt ntmk."""
    found = re.fullmatch(
        r"(?:.*? )?(?P<kind>mầm non|mẫu giáo|tiểu học|thcs|thpt|trung học cơ sở|trung học phổ thông) "
        r"(?P<own>[^\d\s-]+(?: [^\d\s-]+){2,})",
        unit.name.lower(),
    )
    if not found:
        return None
    kind = _shortened(found["kind"], chance, 0.7)
    return _bare(f"{kind} {''.join(word[0] for word in found['own'].split())}")


def left_out(unit: NamedUnit, chance: random.Random) -> str | None:
    """Without the words that say what kind of unit or of company it is."""
    name, part = unit.name.lower(), re.compile(rf"\b(?:{'|'.join(_LEFT_OUT)})\b")
    short = part.sub(lambda word: "" if chance.random() < 0.75 else word[0], name)
    short = " ".join(short.split()).strip(" -")
    return short if short != name and _tells(short) else None


def reordered(unit: NamedUnit, chance: random.Random) -> str | None:
    """The own name first and the kind behind, or the place or trade moved."""
    words = [word for word in unit.name.lower().split() if word != "-"]
    if len(words) < 4:
        return None
    cut = len(words) - 2 if chance.random() < 0.7 else chance.randint(2, len(words) - 2)
    return " ".join(words[cut:] + words[:cut])


def old_name(unit: NamedUnit, chance: random.Random) -> str | None:
    if not unit.former:
        return None
    former = chance.choice(unit.former)
    return chance.choice((former, former.lower(), _bare(former), _shortened(former.lower(), chance, 0.5)))


def code(unit: NamedUnit, chance: random.Random) -> str:
    return chance.choice((unit.code, unit.code.lower(), f"mã {unit.code}"))


def code_without_dashes(unit: NamedUnit, chance: random.Random) -> str:
    plain = unit.code.replace("-", chance.choice(("", " ", ".", "_", "–")))
    return chance.choice((plain, plain.lower()))


def number_in_words(unit: NamedUnit, chance: random.Random) -> str | None:
    """số 3 as số ba; numbers up to ten."""
    said = re.sub(r"(?<![\w-])(\d|10)(?![\w-])", lambda digit: _DIGITS[int(digit[0])], unit.name.lower())
    return said if said != unit.name.lower() else None


def place_behind(unit: NamedUnit, chance: random.Random) -> str | None:
    """With where it is, said in one of the usual ways."""
    if unit.place in unit.name:
        return None
    name = _without_prefix(unit.name.lower())
    text = f"{name}{chance.choice((' ở ', ' ', ', ', ' xã ', ' - ', ' bên ', ' tại '))}{unit.place}"
    return _bare(text) if chance.random() < 0.4 else text


def glued(unit: NamedUnit, chance: random.Random) -> str:
    """Two words run together, once."""
    words = unit.name.lower().split()
    at = chance.randrange(max(0, len(words) - 4), len(words) - 1)
    return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])


def in_a_sentence(unit: NamedUnit, chance: random.Random) -> str:
    """As people say where they work."""
    text = chance.choice(_SAID).format(_without_prefix(unit.name))
    return _bare(text) if chance.random() < 0.3 else text


def combined(unit: NamedUnit, chance: random.Random) -> str:
    """Shortened, words left out, then no diacritics or a slip or both."""
    name = unit.name.lower()
    if chance.random() < 0.6:
        name = left_out(unit, chance) or name
    if chance.random() < 0.7:
        name = _shortened(name, chance, 0.6)
    if chance.random() < 0.2:
        name = chance.choice(_SAID).format(name)
    name = _bare(name) if chance.random() < 0.8 else name
    return _slip(name, chance) if chance.random() < 0.5 else name


KINDS: Mapping[str, Noise] = {
    kind.__name__: kind
    for kind in (
        exact, bare, typos, bare_typos, telex_keys, abbreviated, initials, left_out, reordered, old_name,
        code, code_without_dashes, number_in_words, place_behind, glued, in_a_sentence, combined,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wrote who means ``unit``."""

    kind: str
    text: str
    unit: NamedUnit


def queries(units: Sequence[NamedUnit], seed: int, each: int) -> Iterator[Asked]:
    """Up to ``each`` of every kind of noise, over units drawn evenly."""
    for kind, noise in KINDS.items():
        chance = random.Random(f"{seed} {kind}")
        made = 0
        for unit in chance.sample(units, len(units)):
            text = noise(unit, chance)
            if text is not None:
                yield Asked(kind=kind, text=text, unit=unit)
                made += 1
            if made == each:
                break


def _bare(text: str) -> str:
    return fold(text)


def _without_prefix(name: str) -> str:
    for prefix in ("Công đoàn cơ sở ", "CĐCS "):
        name = name.removeprefix(prefix).removeprefix(prefix.lower())
    return name


def _shortened(name: str, chance: random.Random, share: float) -> str:
    for words, shorter in _SHORTER:
        if chance.random() < share:
            name = re.sub(rf"\b{words}\b", chance.choice(shorter), name, count=1)
    return name.replace(". ", chance.choice((". ", ".")))


def _tells(text: str) -> bool:
    """Is there something left by which one could know the unit?"""
    return sum(char.isalnum() for char in text) >= 4


def _slips(text: str, chance: random.Random) -> str:
    text = _slip(text, chance)
    return _slip(text, chance) if len(text) > 25 and chance.random() < 0.5 else text


def _slip(text: str, chance: random.Random) -> str:
    """One letter wrong, swapped, dropped or doubled, in a word of at least three letters."""
    places = [at for at in range(1, len(text) - 1) if text[at - 1 : at + 2].isalpha()]
    if not places:
        return text
    at = chance.choice(places)
    before, here, after, rest = text[:at], text[at], text[at + 1], text[at + 2 :]
    beside = chance.choice(_BESIDE.get(fold(here), "e"))
    return before + chance.choice((beside + after, after + here, after, here + here + after)) + rest
