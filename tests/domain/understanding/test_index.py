"""Finding the fact a question is about."""

from domain.understanding.facts import Fact, facts_of
from domain.understanding.index import FactIndex
from domain.understanding.phrases import split_words
from tests.domain.given import knowledge
from tests.domain.invented import campaign

FUNCTION_WORDS = frozenset({"và", "của", "là"})


def fact(name: str, text: str, *asks: str) -> Fact:
    return Fact(
        id=name,
        kind="topic",
        label=name,
        text=text,
        section="I",
        search=((text, 1.0), *((ask, 1.2) for ask in asks)),
    )


NETS = fact("nets", "thu gom lưới nhựa hỏng của tàu cá", "rác biển")
TREES = fact("trees", "trồng rừng ngập mặn và chăm sóc cây")
BOOKS = fact("books", "tặng sách cho trường học")
INDEX = FactIndex([NETS, TREES, BOOKS], FUNCTION_WORDS)


def search(text: str, index: FactIndex = INDEX, **more) -> list[str]:
    words = split_words(text)
    return [hit.fact.id for hit in index.search(words, words, words, **more)]


def test_the_fact_with_the_words_is_found():
    assert search("lưới nhựa") == ["nets"]
    assert search("trong rung") == ["trees"]
    assert search("máy bay") == []


def test_more_and_rarer_words_go_first():
    same = FactIndex([fact("a", "biển đảo"), fact("b", "biển xanh"), fact("c", "biển sâu")], FUNCTION_WORDS)
    assert search("biển sâu", same)[0] == "c"
    assert sorted(search("biển", same)) == ["a", "b", "c"]
    assert same.weight("bien") < same.weight("sau") < same.weight("chua tung")


def test_neighbours_in_order_say_more_than_the_words_apart():
    same = FactIndex(
        [fact("apart", "rừng có cây trồng"), fact("together", "có cây trồng rừng")], FUNCTION_WORDS
    )
    assert search("trồng rừng", same)[0] == "together"


def test_other_words_for_a_fact_find_it_too():
    assert search("rác biển") == ["nets"]


def test_a_long_fact_is_held_back():
    long = fact("long", "trồng rừng " + "và nhiều việc khác nữa " * 30)
    short = fact("short", "trồng rừng")
    assert search("trồng rừng", FactIndex([long, short], FUNCTION_WORDS)) == ["short", "long"]


def test_favour_multiplies_and_nothing_leaves_out():
    def no_trees(each: Fact) -> float:
        return 0.0 if each.id == "trees" else 1.0

    assert search("trồng rừng sách", favour=no_trees) == ["books"]
    assert search("lưới sách", favour=lambda each: 9.0 if each.id == "books" else 1.0)[0] == "books"


def test_no_more_are_given_than_wanted():
    assert len(search("lưới rừng sách")) == 3
    assert len(search("lưới rừng sách", limit=2)) == 2


def test_coverage_is_the_share_of_the_own_words_that_are_explained():
    words = split_words("lưới nhựa máy bay")
    hit = INDEX.search(words, words, words)[0]
    assert 0 < hit.coverage < 1
    assert hit.coverage < INDEX.search(words, words, words[:2])[0].coverage < 1
    assert INDEX.search(words[:2], words[:2], words[:2])[0].coverage == 1
    assert INDEX.share_explained(NETS, words[:2]) == 1
    assert INDEX.share_explained(NETS, words[2:]) == 0
    assert INDEX.share_explained(TREES, words) == 0


def test_a_syllable_by_itself_explains_little():
    def coverage(text: str) -> float:
        words = split_words(text)
        return INDEX.search(words, words, words)[0].coverage

    assert coverage("sách đẹp") < coverage("sách trường") < coverage("trường học") == 1
    assert coverage("nhựa") < 0.5


def test_a_word_with_diacritics_is_not_another_with_the_same_letters():
    same = FactIndex([fact("báo", "báo cáo kết quả"), fact("bảo", "bảo vệ môi trường")], FUNCTION_WORDS)
    words = ("bao",)
    assert [h.fact.id for h in same.search(words, words, words, written=("bảo",))] == ["bảo", "báo"]
    assert [h.fact.id for h in same.search(words, words, words, written=("báo",))] == ["báo", "bảo"]
    told = same.search(words, words, words, written=(None,))
    assert told[0].score == told[1].score


def test_the_thing_asked_for_weighs_more_and_what_is_only_told_less():
    words = split_words("rừng sách")
    focus = INDEX.search(words, words, words, focus=frozenset({"rung"}))
    assert [hit.fact.id for hit in focus] == ["trees", "books"]
    told = INDEX.search(words, words[1:], words[1:], told=frozenset({"rung"}))
    assert [hit.fact.id for hit in told] == ["books", "trees"]


def test_the_index_names_the_facts_with_a_phrase():
    assert [each.id for each in INDEX.naming("rừng ngập mặn")] == ["trees"]
    assert INDEX.naming("ngập rừng") == ()
    assert INDEX.knows("rung")
    assert not INDEX.knows("bay")


def test_the_index_knows_what_the_plan_says():
    assert INDEX.knows_phrase("trồng rừng ngập mặn")
    assert not INDEX.knows_phrase("ngập rừng")


def test_an_empty_index_finds_nothing():
    assert search("trồng rừng", FactIndex([], FUNCTION_WORDS)) == []


def test_every_part_of_a_plan_is_a_fact_that_its_own_text_finds():
    plan = campaign()
    facts = facts_of(plan, knowledge().events)
    assert [each.id for each in facts] == [
        "clause:muc-dich", "clause:yeu-cau", "clause:luoi-nhua", "clause:day-hoc", "clause:phan-cong",
        "clause:khen",
        "quota:sang-kien", "title:ngu-dan-gioi", "title:bang-khen", "slogan:bien", "document:nq-5",
        "duty:plan-1", "duty:report-1", "phase:dot:dot-1", "phase:dot:dot-2",
        "phase:sang-kien:gd-1", "phase:sang-kien:gd-2", "erratum:1", "unstated:tau-ca",
        "anniversary:bac", "anniversary:quoc-khanh",
    ]  # fmt: skip
    index = FactIndex(facts, knowledge().lexicon.function_words)
    for each in facts:
        assert each.id in search(" ".join(text for text, _ in each.search), index, limit=3)


def test_facts_are_told_whole():
    told = {each.id: each.text for each in facts_of(campaign(), knowledge().events)}
    assert told["title:bang-khen"] == "Hình thức khen “Bằng khen”, do LĐLĐ tỉnh trao tặng."
    assert told["slogan:bien"] == "Khẩu hiệu: “… (tên địa phương/ngành/đơn vị) … giữ biển quê hương”."
    assert told["document:nq-5"] == (
        "Căn cứ: Nghị quyết 05-NQ/TU ngày 02/01/2024 của Tỉnh ủy về phát triển kinh tế biển."
    )
    assert told["duty:report-1"] == (
        "Báo cáo kết quả: công đoàn cơ sở thực hiện sau khi kết thúc 7 ngày, "
        "gửi LĐLĐ tỉnh Kim Sa (qua Ban Chính sách)."
    )
    assert told["phase:dot:dot-1"] == (
        "Đợt 1 (15/1/2024 – 31/5/2024), chủ đề “Vì biển xanh”: lập thành tích chào mừng Ngày hội Trồng rừng."
    )
    assert told["erratum:1"] == "Bản in ghi “đánh bắt cà”; phải hiểu là “đánh bắt cá”. Lỗi đánh máy."
