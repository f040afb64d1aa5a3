"""Each rule finds its broken file, the real content has no problem, no file makes the checks fail."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.checks import problems
from content.errors import Problem
from content.loader import HERE as REAL
from content.loader import load_catalogue

HERE = Path(__file__).parent
BASE = HERE / "base"
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
FILES = sorted(path.relative_to(BASE).as_posix() for path in BASE.rglob("*.yaml"))


def test_the_real_content_has_no_problem() -> None:
    assert problems() == []


def test_the_example_of_the_guide_has_no_problem(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(REAL, tmp_path / "content"))
    guide = (REAL.parent / "docs" / "content-guide.md").read_text(encoding="utf-8")
    example = guide.split("## Ví dụ đầy đủ")[1].split("```yaml\n")[1].split("```")[0]
    path = folder / "campaigns" / "tinh-mau-2027.yaml"
    path.write_text(example, encoding="utf-8")
    assert [str(problem) for problem in problems(folder) if problem.path == path] == []
    assert "tinh-mau-2027" in load_catalogue(folder / "campaigns")


def test_the_small_content_has_no_problem() -> None:
    assert problems(BASE, BASE / "code") == []


@pytest.mark.parametrize("broken", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_told_with_its_line(broken: Path, tmp_path: Path) -> None:
    """A case says what to change in one file of the small content, and the one problem to be told then."""
    case = yaml.safe_load(broken.read_text(encoding="utf-8"))
    folder = _copy(tmp_path)
    _break(folder, **{key: value for key, value in case.items() if key != "told"})
    assert _told(folder) == [case["told"]]


def test_every_problem_is_told_not_only_the_first(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    plan = "campaigns/mau-2026.yaml"
    _break(folder, plan, "label: Động viên người lao động", "label: 2026")
    _break(folder, plan, "section: V, đoạn cuối", "section: cuối bài")
    _break(folder, plan, "nested_in: sang-kien", "nested_in: khac")
    _break(folder, "texts.yaml", "Chào anh/chị!", "Chào {0}!")
    _break(folder, "campaigns/khac-2027.yaml", "  kind: Hướng dẫn\n", "")
    assert _told(folder) == [
        "campaigns/khac-2027.yaml:6: document.kind: thiếu khóa này",
        "campaigns/mau-2026.yaml:53: clauses.md-1.label: phải là chữ; hãy để trong ngoặc kép",
        "campaigns/mau-2026.yaml:59: quotas.ap-dung.nested_in: không thấy “khac” trong các chỉ tiêu khác của "
        "phong trào",
        "campaigns/mau-2026.yaml:64: slogans.chung-suc.section: “cuối bài” không phải cách ghi mục; ghi như "
        "II.1.4, phần mở đầu, phần kết, tiêu đề, Nơi nhận, toàn văn hoặc V, đoạn cuối",
        "texts.yaml:4: small.hello: “{0}” không phải tên chỗ điền",
    ]


def test_an_erratum_excuses_what_the_plan_itself_has_wrong(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    plan = "campaigns/mau-2026.yaml"
    _break(folder, plan, "count: 96", "count: 95")
    _break(folder, plan, "anniversaries: [quoc-khanh-2026]", "anniversaries: [thanh-lap-dang-2026]")
    slip = (
        "errata:\n  - {section: II, printed: 95 năm, meant: null, remark: Ngày thành lập Đảng là 96 năm.}\n"
    )
    _break(folder, plan, "errata:\n", slip)
    assert _told(folder) == []


def test_an_anniversary_looked_forward_to_may_lie_behind_its_phase(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    plan = "campaigns/mau-2026.yaml"
    _break(folder, plan, "anniversaries: [thanh-lap-dang-2026]", "anniversaries: [quoc-khanh-2026]")
    _break(folder, plan, "printed: Quốc khánh,", "printed: hướng tới Quốc khánh,")
    assert _told(folder) == []


def test_right_days_in_any_form_are_no_problem(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    said = (
        "Ngày 30/02 âm lịch; 29/2/2028; Thứ Tư 02/9/2026, thứ Năm 03/9/2026; 31/5/2026 (Chủ nhật); "
        "24/24 giờ; đợt thứ hai 01/7/2026; NĐ 145/2020/NĐ-CP; 01/10/2026 rơi vào thứ 5"
    )
    _break(folder, "campaigns/mau-2026.yaml", "Chào mừng Quốc khánh, Thứ Tư 02/9/2026.", f'"{said}"')
    assert _told(folder) == []


@pytest.mark.parametrize(
    "content", [b"", b"\x00", b"\xff\xfe", b"- 1\n- [", b"&a [*a]", b"null", b"7", b"a: !!int b"]
)
@pytest.mark.parametrize("file", FILES)
def test_no_file_content_makes_the_checks_fall_over(file: str, content: bytes, tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / file).write_bytes(content)
    told = problems(folder, folder / "code")
    assert [problem.path.name for problem in told if problem.path == folder / file] != []


def test_a_folder_with_nothing_in_it_is_told(tmp_path: Path) -> None:
    names = ("anniversaries", "lexicon/concepts", "lexicon/intents", "lexicon/places", "lexicon/sectors")
    names += ("lexicon/unit_words", "lexicon/words", "samples/units", "texts", "unit_kinds")
    missing = [f"{name}.yaml" for name in names]
    expected = [Problem(path=tmp_path / name, line=1, text="không có tệp này") for name in missing]
    assert problems(tmp_path, tmp_path) == expected


def test_a_program_file_that_is_no_python_says_nothing(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / "code/domain/broken.py").write_text("def (:")
    assert _told(folder) == []


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_put_anywhere_is_survived(data: st.DataObject, tmp_path: Path) -> None:
    folder = tmp_path / "content"
    if not folder.exists():
        shutil.copytree(BASE, folder)
    file = data.draw(st.sampled_from(FILES))
    original = (BASE / file).read_text(encoding="utf-8")
    changed = _with_something_else(yaml.safe_load(original), data)
    (folder / file).write_text(yaml.safe_dump(changed, allow_unicode=True), encoding="utf-8")
    told = problems(folder, folder / "code")
    (folder / file).write_text(original, encoding="utf-8")
    assert told == sorted(set(told))


def _with_something_else(value: Any, data: st.DataObject) -> Any:
    """``value`` with one of the values in it replaced."""
    if not isinstance(value, dict | list) or not value or data.draw(st.integers(0, 5)) == 0:
        return data.draw(_ANYTHING)
    key = data.draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
    value[key] = _with_something_else(value[key], data)
    return value


def _copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "content"))


def _break(
    folder: Path, file: str, find: str = "", put: str = "", rename: str | None = None, encoding: str = "utf-8"
) -> None:
    """Replace the one ``find`` in a file by ``put`` (in some encoding), or rename the file."""
    path = folder / file
    if rename:
        path.rename(folder / rename)
        return
    text = path.read_text(encoding="utf-8")
    assert text.count(find) == 1
    before, after = text.split(find)
    path.write_bytes(before.encode() + put.encode(encoding) + after.encode())


def _told(folder: Path) -> list[str]:
    return [str(problem).removeprefix(f"{folder}/") for problem in problems(folder, folder / "code")]
