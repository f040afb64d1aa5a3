"""An invented plan, of "tỉnh Kim Sa", in which everything that answering tells apart occurs once.

15/1 – 30/11/2024 in two đợt with June between them; beside them a programme in two giai đoạn that runs on
into 2025. Tests change what they are about.
"""

from datetime import date
from typing import Any

from domain.campaign import (
    Campaign,
    CampaignAnniversary,
    CitedDocument,
    Clause,
    ClauseKind,
    Document,
    Due,
    Duty,
    Erratum,
    Issuer,
    Phase,
    PhaseSystem,
    Quota,
    Signer,
    Slogan,
    Title,
    Unstated,
)

STARTS, ENDS = date(2024, 1, 15), date(2024, 11, 30)

WAVES = PhaseSystem(
    id="dot",
    name="hai đợt thi đua năm 2024",
    word="đợt",
    main=True,
    section="II",
    phases=(
        Phase(
            id="dot-1",
            number=1,
            name="đợt 1",
            starts_on=STARTS,
            ends_on=date(2024, 5, 31),
            theme="Vì biển xanh",
            content="Lập thành tích chào mừng Ngày hội Trồng rừng.",
            section="II.1",
        ),
        Phase(
            id="dot-2",
            number=2,
            name="đợt 2",
            starts_on=date(2024, 7, 1),
            ends_on=ENDS,
            content="Thi đua hoàn thành kế hoạch đánh bắt cá năm 2024.",
            section="II.2",
        ),
    ),
)
PROGRAMME = PhaseSystem(
    id="sang-kien",
    name="các giai đoạn của chương trình “Vạn sáng kiến”",
    word="giai đoạn",
    main=False,
    section="III",
    asks=("vạn sáng kiến",),
    phases=(
        Phase(
            id="gd-1",
            number=1,
            name="giai đoạn 1 của chương trình “Vạn sáng kiến”",
            starts_on=date(2024, 3, 1),
            ends_on=date(2024, 8, 31),
            content="Đăng ký sáng kiến.",
            section="III.1",
        ),
        Phase(
            id="gd-2",
            number=2,
            name="giai đoạn 2 của chương trình “Vạn sáng kiến”",
            starts_on=date(2024, 9, 1),
            ends_on=date(2025, 3, 31),
            content="Áp dụng sáng kiến.",
            section="III.2",
        ),
    ),
)
PLAN_DUE = Due(on=date(2024, 3, 3), strict=True, printed="trước ngày 03/3/2024")  # a Sunday
REPORT_DUE = Due(days_after=7, printed="sau khi kết thúc 7 ngày")  # Saturday 7/12/2024
SIGNER = Signer(name="Lê Văn Biển", position="Chủ tịch", on_behalf_of="Ban Thường vụ")


def duty(kind: str, due: Due, **changes: Any) -> Duty:
    words = {"plan": "kế hoạch của cơ sở", "report": "báo cáo kết quả", "launch": "lễ phát động"}
    given: dict[str, Any] = {
        "id": f"{kind}-1",
        "kind": kind,
        "what": words.get(kind, kind),
        "levels": ("công đoàn cơ sở",),
        "to": "LĐLĐ tỉnh Kim Sa",
        "due": due,
        "section": "V",
    }
    return Duty.model_validate(given | changes)


def document(**changes: Any) -> Document:
    given: dict[str, Any] = {
        "kind": "Kế hoạch",
        "kind_short": "KH",
        "number": "77/KH-LĐLĐ",
        "title": "Phát động phong trào thi đua năm 2024",
        "issued_on": date(2024, 1, 10),
        "issuer": Issuer(name="Liên đoàn Lao động tỉnh Kim Sa", short="LĐLĐ tỉnh Kim Sa", level="tỉnh"),
        "signer": SIGNER,
        "recipients": ("Tổng Liên đoàn (để b/c)", "Các công đoàn cơ sở"),
    }
    return Document.model_validate(given | changes)


def campaign(**changes: Any) -> Campaign:
    """The plan of tỉnh Kim Sa, with other parts where a test needs them."""
    given: dict[str, Any] = {
        "id": "kim-sa-2024",
        "version": 1,
        "short_name": "tỉnh Kim Sa",
        "summary": "Phong trào thi đua biển xanh của tỉnh Kim Sa năm 2024.",
        "names": ("LĐLĐ tỉnh Kim Sa", "kế hoạch tỉnh Kim Sa"),
        "features": ("Ngày hội Trồng rừng",),
        "document": document(),
        "starts_on": STARTS,
        "ends_on": ENDS,
        "dates_section": "II",
        "phase_systems": (WAVES, PROGRAMME),
        "documents": (
            CitedDocument(
                id="nq-5",
                kind="Nghị quyết",
                number="05-NQ/TU",
                issued="02/01/2024",
                issuer="Tỉnh ủy",
                about="Phát triển kinh tế biển",
                role="basis",
                section="căn cứ",
            ),
        ),
        "clauses": _CLAUSES,
        "quotas": (
            Quota(
                id="sang-kien",
                label="Sáng kiến",
                value=12,
                unit="%",
                of="đoàn viên ngư nghiệp",
                section="IV.3",
                text="Ít nhất 12% đoàn viên ngư nghiệp có sáng kiến.",
            ),
        ),
        "titles": (
            Title(id="ngu-dan-gioi", name="Ngư dân giỏi", kind="danh hiệu", pledged=True, section="IV.1"),
            Title(
                id="bang-khen", name="Bằng khen", kind="hình thức khen", granted_by="LĐLĐ tỉnh", section="VI"
            ),
        ),
        "slogans": (
            Slogan(
                id="bien", kind="khẩu hiệu", text="{đơn vị} giữ biển quê hương", section="IV.2"
            ),
        ),
        "duties": (duty("plan", PLAN_DUE), duty("report", REPORT_DUE, via="Ban Chính sách")),
        "anniversaries": (
            CampaignAnniversary(
                id="bac", event="ngay-sinh-bac", year=2024, count=134, printed="134 năm", section="II.1"
            ),
            CampaignAnniversary(
                id="quoc-khanh", event="quoc-khanh", year=2024, count=79, printed="79 năm", section="II.2"
            ),
        ),
        "errata": (
            Erratum(section="II.2", printed="đánh bắt cà", meant="đánh bắt cá", remark="Lỗi đánh máy."),
        ),
        "unstated": (
            Unstated(
                id="tau-ca",
                text="Kế hoạch không nói về việc đóng tàu cá.",
                asks=("đóng tàu cá", "đóng tàu", "tàu cá"),
            ),
        ),
    }  # fmt: skip
    return Campaign.model_validate(given | changes)


_CLAUSES = (
    Clause(
        id="muc-dich",
        kind=ClauseKind.PURPOSE,
        section="I.1",
        label="Mục đích",
        text="Khơi dậy tinh thần gìn giữ biển đảo của đoàn viên.",
    ),
    Clause(
        id="yeu-cau",
        kind=ClauseKind.REQUIREMENT,
        section="I.2",
        label="Yêu cầu",
        text="Thi đua thiết thực, tránh phô trương, lãng phí.",
    ),
    Clause(
        id="luoi-nhua",
        kind=ClauseKind.TOPIC,
        section="IV.2",
        label="Thu gom lưới nhựa",
        text="Doanh nghiệp thủy sản thu gom lưới nhựa hỏng mỗi chuyến ra khơi.",
        sectors=("doanh-nghiep",),
    ),
    Clause(
        id="day-hoc",
        kind=ClauseKind.TOPIC,
        section="IV.4",
        label="Giáo dục biển đảo",
        text="Trường học đưa chuyện biển đảo vào giờ ngoại khóa.",
        sectors=("truong-hoc",),
    ),
    Clause(
        id="phan-cong",
        kind=ClauseKind.RESPONSIBILITY,
        section="V.1",
        label="Ban Tuyên giáo theo dõi",
        text="Ban Tuyên giáo theo dõi, tổng hợp phong trào.",
        who="Ban Tuyên giáo",
    ),
    Clause(
        id="khen",
        kind=ClauseKind.AWARD,
        section="VI",
        label="Khen thưởng",
        text="LĐLĐ tỉnh tặng Bằng khen cho tập thể, cá nhân xuất sắc.",
    ),
)
