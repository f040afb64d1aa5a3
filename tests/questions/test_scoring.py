"""The scorer itself: what counts as the same fact, and what the report says."""

import json
import unicodedata

import pytest

from tests.questions.__main__ import main
from tests.questions.scoring import Expected, Report, expected_of, judge, read_rows, score, words

ROW = {
    "id": "q1",
    "question": "hạn nộp?",
    "intent": "report_deadline",
    "form": "full",
    "must_contain": [["5 ngày", "năm ngày"], ["LĐLĐ tỉnh"]],
    "must_not_contain": ["06/3/2021"],
}


def expected(**changes) -> Expected:
    return expected_of([ROW | changes])[0]


@pytest.mark.parametrize(
    ("answer", "fact"),
    [
        ("nộp sau 5 ngày.", "5 ngày"),
        ("Nộp Sau 5\u00a0NGÀY", "5 ngày"),
        (unicodedata.normalize("NFD", "sau 5 ngày"), "5 ngày"),
        ("(KH 50/KH - LĐLĐ)", "50/KH-LĐLĐ"),
        ("50/KH–LĐLĐ", "50/KH-LĐLĐ"),
        ("“Vì lợi ích của đoàn viên”", '"Vì lợi ích của đoàn viên"'),
        ("phong trào *Lao động giỏi*", "lao động giỏi"),
        ("Thanh Hoá", "Thanh Hóa"),
        ("Thanh Hóa", "Thanh Hoá"),
        ("đạt 70 %", "70%"),
        ("CSPL & QHLĐ", "CSPL&QHLĐ"),
        ("đ\u200bợt 1", "đợt 1"),
        ("ngày 5/6/2022.", "5/6/2022"),
        ("Đợt\n2", "đợt 2"),
    ],
)
def test_the_same_fact_in_another_spelling_counts(answer, fact):
    assert words(fact) in words(answer)


@pytest.mark.parametrize(
    ("answer", "fact"),
    [
        ("sau 15 ngày", "5 ngày"),
        ("ngày 15/6/2022", "5/6/2022"),
        ("Đại hội XII", "Đại hội XI"),
        ("170%", "70%"),
        ("đợt 12", "đợt 1"),
        ("bảo cáo", "báo cáo"),
        ("bao cao", "báo cáo"),
        ("không có", "có ngày"),
        ("", "5 ngày"),
    ],
)
def test_another_fact_does_not(answer, fact):
    assert words(fact) not in words(answer)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("Sau 5 ngày, gửi LĐLĐ tỉnh.", None),
        ("Sau năm ngày, gửi LĐLĐ tỉnh.", None),
        ("Sau 15 ngày, gửi LĐLĐ tỉnh.", "lacks '5 ngày / năm ngày'"),
        ("Sau 5 ngày.", "lacks 'LĐLĐ tỉnh'"),
        ("Sau 5 ngày, gửi LĐLĐ tỉnh trước 06/3/2021.", "says '06/3/2021'"),
        ("", "no answer"),
        (" \n", "no answer"),
    ],
)
def test_a_right_answer_has_one_of_each_group_and_nothing_forbidden(answer, fault):
    assert judge(expected(), answer).fault == fault


def test_turns_of_a_dialogue_are_scored_one_by_one():
    turns = [{"question": "a", "must_contain": []}, {"question": "b", "must_contain": [["x"]]}]
    both = expected_of([{"id": "d1", "turns": turns}])
    assert [each.id for each in both] == ["d1#1", "d1#2"]
    assert [verdict.right for verdict in score(both, {"d1#1": "gì cũng được", "d1#2": "y"}).verdicts] == [
        True,
        False,
    ]


def report() -> Report:
    asked = [
        expected(id="right"),
        expected(id="wrong", form="typo"),
        expected(id="refused"),
        expected(id="silent"),
        expected(id="guessed", intent="out_of_scope", must_contain=[["không có trong"]], must_not_contain=[]),
        expected(
            id="admitted", intent="out_of_scope", must_contain=[["không có trong"]], must_not_contain=[]
        ),
    ]
    answers = {
        "right": "5 ngày, LĐLĐ tỉnh",
        "wrong": "Ngày mai.",
        "refused": "Nội dung này không có trong kế hoạch.",
        "guessed": "Chắc là 5 ngày.",
        "admitted": "Tiền thưởng không có trong kế hoạch.",
    }
    return score(asked, answers)


def test_the_report_counts_false_answers_and_wrong_refusals_apart():
    found = report()
    assert found.right == 2 / 6
    assert found.false_answers == 1 / 2
    assert found.wrong_refusals == 1 / 4
    assert found.right_by("intent") == {"out_of_scope": (1, 2), "report_deadline": (1, 4)}
    assert found.right_by("form") == {"full": (2, 5), "typo": (0, 1)}


def test_lengths_are_those_of_all_answers():
    lengths = Report(tuple(judge(expected(), "x" * n) for n in range(1, 101)))
    assert (lengths.median_length, lengths.long_length) == (50.5, 95)
    assert (Report(()).median_length, Report(()).long_length, Report(()).right) == (0, 0, 0.0)


def test_others_can_score_their_own_files(tmp_path, capsys):
    questions, answers = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text(json.dumps(ROW) + "\n\n" + json.dumps(ROW | {"id": "q2"}), encoding="utf-8")
    answers.write_text(
        json.dumps({"id": "q1", "answer": "5 ngày, LĐLĐ tỉnh", "intent": "x"}), encoding="utf-8"
    )
    assert len(read_rows(questions)) == 2
    assert main([str(questions), str(answers), "5"]) == 0
    printed = capsys.readouterr().out
    assert "right             50.0%  (1 of 2)" in printed
    assert "q2: hạn nộp?\n  no answer" in printed


def test_without_files_it_says_how_it_is_used(capsys):
    assert main([]) == 2
    assert "QUESTIONS ANSWERS" in capsys.readouterr().err
