"""Ways of asking whose words do not stand side by side; each is a function over folded words."""

from itertools import pairwise, takewhile

from domain.text import fold
from domain.understanding.phrases import Span, Words

# Only these may stand between a movement and the question for it: phong trào nhằm mang lại gì asks otherwise.
_NAMING = frozenset(
    {
        "thi", "dua", "yeu", "nuoc", "cua", "cong", "doan", "nhan", "rieng", "lon", "chinh", "ten", "la",
        "mang", "nhung", "cac", "nao", "gi", "ra", "o", "duoc", "goi", "trong", "quan", "tinh", "nganh",
        "cap", "tren",
    }
)  # fmt: skip


def names_movement(words: Words) -> bool:
    """phong trào thi đua nào, phong trào tên là gì."""
    for at in range(len(words) - 2):
        if words[at : at + 2] == ("phong", "trao"):
            behind = list(takewhile(lambda word: word in _NAMING, words[at + 2 : at + 6]))
            if not {"nao", "gi"}.isdisjoint(behind):
                return True
    return False


def which_department(words: Words) -> bool:
    """ban chuyên môn nào: a department, and soon behind it the question."""
    return any(
        word == "ban"
        and words[at + 1 : at + 2] != ("hanh",)
        and not {"nao", "gi"}.isdisjoint(words[at + 1 : at + 4])
        for at, word in enumerate(words)
    )


_MUCH = frozenset({"bao", "mấy", "may", "nhiêu", "nhieu"})


def how_much_reward(said: Words) -> bool:
    """thưởng kèm danh hiệu bao nhiêu: a reward (no khen thưởng), and behind it how much, of nothing else."""
    for at, word in enumerate(said):
        if word in ("thưởng", "thuong") and said[max(0, at - 1) : at] not in (
            ("khen",),
            ("bình",),
            ("binh",),
        ):
            behind = said[at + 1 : at + 7]
            much = [n for n, each in enumerate(behind) if each in _MUCH]
            if much and set(behind[much[0] :]) <= _MUCH | _PARTICLES:
                return True
    return False


_PARTICLES = frozenset(
    {"vậy", "vay", "ạ", "a", "thế", "the", "nhỉ", "ad", "em", "tiền", "tien", "đồng", "dong"}
)
_COUNTED = frozenset({"ngay", "nam", "thang", "tuan", "gio", "lan", "phan", "nguoi", "trieu", "dong", "diem"})


def several_of(words: Words, span: Span) -> bool:
    """mấy đơn vị ký cái gì, làm gì cho mấy người: with another question around it, mấy is but a plural."""
    before, behind = words[max(0, span.start - 4) : span.start], words[span.start + 1 :]
    given = before[-1:] in (("cho",), ("voi",), ("cua",)) and "gi" in before
    asked_behind = not {"nao", "gi"}.isdisjoint(behind[1:4]) or any(
        pair in _WHAT for pair in pairwise(behind)
    )
    return (
        words[span.start] == "may"
        and _COUNTED.isdisjoint(set(behind[:1]) - ({"nguoi"} if given else set()))
        and (given or asked_behind)
    )


def counts_times(words: Words, span: Span) -> bool:
    """lần thứ mấy, năm thứ mấy: no day of the week."""
    thu = next((at for at in range(span.start, span.end) if words[at] == "thu"), None)
    return thu is not None and words[max(0, thu - 1) : thu] in (("lan",), ("nam",), ("dot",), ("khoa",))


_WHAT = frozenset({("cai", "gi"), ("nhung", "gi"), ("viec", "gi"), ("dieu", "gi"), ("voi", "ai")})
_TOWARDS = frozenset({"len", "ve", "cho", "toi", "den", "qua", "voi"})
_RECEIVERS = frozenset(
    {
        ("co", "quan"), ("don", "vi"), ("to", "chuc"), ("bo", "phan"), ("cong", "doan"), ("cap",), ("ban",),
        ("ben",), ("phong",), ("cho",), ("noi",), ("nguoi",), ("dau", "moi"), ("ong",), ("ba",),
    }
)  # fmt: skip


def to_whom(words: Words) -> bool:
    """nộp lên cơ quan nào, gửi về cấp nào: a way, a receiver, and the question right behind."""
    for at, word in enumerate(words):
        if word in _TOWARDS:
            for length in (1, 2):
                asked = words[at + 1 + length : at + 2 + length] == ("nao",)
                if asked and words[at + 1 : at + 1 + length] in _RECEIVERS:
                    return True
    return False


_ASKING = frozenset({"nao", "may", "bao", "gi", "dau"})


def from_to(words: Words) -> bool:
    """từ bữa nào tới bữa nào, kéo dài mấy năm: both ends of a time are asked for, or how long it is."""
    for at, word in enumerate(words):
        behind = words[at + 1 : at + 5]
        if word == "tu" and not _ASKING.isdisjoint(behind[:3]):
            end = next((n for n, each in enumerate(behind, at + 1) if each in ("den", "toi")), None)
            if end and not _ASKING.isdisjoint(words[end + 1 : end + 4]):
                return True
        if words[at : at + 2] == ("keo", "dai") and words[at + 2 : at + 3] in (("may",), ("bao",)):
            return True
    return False


def how_often(words: Words) -> bool:
    """bao lâu xét tặng một lần, mấy năm bình chọn 1 lần."""
    for at, pair in enumerate(pairwise(words)):
        if pair in (("mot", "lan"), ("1", "lan")):
            before = words[max(0, at - 8) : at]
            return (
                any(each in (("bao", "lau"), ("bao", "nhieu")) for each in pairwise(before))
                or "may" in before
            )
    return False


_OFFICES = frozenset({"tich", "thu", "ban", "doc", "dao", "truong"})
# ký kết is no signing of the paper; ký ngày nào asks for its day.
_AGREED = frozenset({"ket", "giao", "cam", "hop", "thoa", "ngay", "hom", "bua", "khi", "luc", "nam", "thang"})


def signs(words: Words) -> bool:
    """chủ tịch hay phó chủ tịch ký: an office, and signing right behind."""
    return any(
        word == "ky"
        and not _OFFICES.isdisjoint(words[max(0, at - 2) : at])
        and _AGREED.isdisjoint(words[at + 1 : at + 2])
        for at, word in enumerate(words)
    )


_PLACES = frozenset(
    {
        ("truong",), ("xa",), ("phuong",), ("huyen",), ("hoi", "truong"), ("nha", "may"), ("cong", "ty"),
        ("xuong",), ("san",), ("trung", "tam"), ("nha", "van", "hoa"), ("thon",), ("dia", "diem"),
        ("dia", "chi"), ("thanh", "pho"), ("duong",), ("khu",),
    }
)  # fmt: skip


def at_which_place(words: Words) -> bool:
    """ở trường nào, tại hội trường nào: a place, asked for right behind."""
    for at, word in enumerate(words):
        if word in ("o", "tai"):
            for length in (1, 2, 3):
                end = at + 1 + length
                if words[at + 1 : end] in _PLACES and words[end : end + 1] == ("nao",):
                    return True
    return False


_LEVELS = frozenset({"tinh", "quan", "huyen", "pho", "xa", "phuong", "tren", "phong", "nganh", "doan"})


def one_or_other_level(words: Words) -> bool:
    """gửi quận hay gửi thành phố: two levels to choose from."""
    return any(
        word == "hay"
        and not _LEVELS.isdisjoint(words[max(0, at - 2) : at])
        and not _LEVELS.isdisjoint(words[at + 1 : at + 5])
        for at, word in enumerate(words)
    )


_WISHED = frozenset({"khoe", "phuc", "khang", "vuong", "vui", "thuan", "cong", "loi", "y", "lanh", "xuan"})


def wishes(words: Words, said: Words) -> bool:
    """chúc đồng chí năm mới dồi dào sức khỏe: a wish, and something wished."""
    return any(
        word == "chuc" and said[at] in ("chúc", "chuc") and not _WISHED.isdisjoint(words[at + 1 :])
        for at, word in enumerate(words)
    )


_CAMPAIGN_NOUNS = frozenset(
    {
        ("ke", "hoach"), ("phong", "trao"), ("chuong", "trinh"), ("chien", "dich"), ("huong", "dan"),
        ("van", "ban"), ("don", "vi"), ("dia", "phuong"), ("cong", "doan"),
        ("tinh",), ("noi",), ("cho",),
    }
)  # fmt: skip


def which_campaigns(words: Words) -> bool:
    """bao nhiêu chương trình, những kế hoạch nào, tỉnh nào: campaigns counted or asked for."""
    for at in range(len(words)):
        for length in (1, 2):
            if tuple(map(fold, words[at : at + length])) not in _CAMPAIGN_NOUNS:
                continue
            before, behind = words[max(0, at - 2) : at], words[at + length : at + length + 3]
            counted = not {"nhiêu", "nhieu", "mấy", "may"}.isdisjoint(before[-1:])
            listed = not {"những", "nhung", "các", "cac"}.isdisjoint(before[-1:])
            if counted or listed or not {"nào", "nao"}.isdisjoint(behind):
                return True
    return False
