"""The commands: what is typed behind a slash, the words that mean the same, and who answers."""

from dataclasses import dataclass

from handlers import (
    accounts,
    campaigns,
    data_rights,
    enrolment,
    help,
    invitations,
    kept_questions,
    my_pledges,
    officer_question,
    pledge_export,
    pledge_listing,
    pledging,
    redeeming,
    registration,
    roles,
    scoping,
    start,
    telling,
)
from handlers.turn import Handler


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """``names`` are typed behind a slash, the first is the one we show; ``words`` mean the same without.
    ``opens`` are words behind which something follows (mời chủ tịch …), heard from officers and admins only:
    from others it is a question. ``about`` is the key of what it says in a platform's menu; none: it is not
    shown there. ``private`` is what a group must not hear; ``personal`` what is done as who one is: whoever
    has agreed to an older text only is asked first. Seeing what is kept of oneself is not."""

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    about: str | None = None
    private: bool = False
    personal: bool = False
    handler: Handler


COMMANDS = (
    Command(names=("start", "batdau"), words=("bắt đầu",), about="command.start", handler=start.greet),
    Command(
        names=("help", "trogiup"), words=("trợ giúp", "help"), about="command.help", handler=help.explain
    ),
    Command(
        names=("phongtrao",),
        words=("phong trào", "chọn phong trào", "đổi phong trào", "chuyển phong trào"),
        about="command.campaigns",
        handler=campaigns.offer,
    ),
    Command(
        names=("thamgia",),
        words=("tham gia", "ghi danh", "ghi tên"),
        about="command.enrol",
        private=True,
        personal=True,
        handler=enrolment.begin,
    ),
    Command(
        names=("dangky",),
        words=("đăng ký", "đăng ký thi đua", "đăng ký danh hiệu"),
        about="command.pledge",
        private=True,
        personal=True,
        handler=pledging.pledge,
    ),
    Command(
        names=("dangkycuatoi",),
        words=("đăng ký của tôi", "đăng ký của mình", "đăng ký của em"),
        about="command.my_pledges",
        private=True,
        handler=my_pledges.show_mine,
    ),
    Command(
        names=("congtrinh",),
        words=("đăng ký công trình", "đăng ký gắn biển"),
        about="command.pledge_work",
        private=True,
        personal=True,
        handler=pledging.pledge_work,
    ),
    Command(
        names=("giaouoc",),
        words=("giao ước", "lập giao ước", "giao ước thi đua"),
        about="command.pledge_unit",
        private=True,
        personal=True,
        handler=pledging.pledge_for_unit,
    ),
    Command(
        names=("duyet",),
        words=("duyệt", "duyệt đăng ký", "duyệt giao ước"),
        about="command.review",
        private=True,
        personal=True,
        handler=pledge_listing.waiting,
    ),
    Command(
        names=("tyle",),
        words=("tỷ lệ đăng ký", "ai chưa đăng ký", "chưa đăng ký"),
        about="command.registration",
        private=True,
        personal=True,
        handler=registration.show,
    ),
    Command(
        names=("xuatdangky",),
        words=("xuất đăng ký", "xuất danh sách đăng ký"),
        about="command.export",
        private=True,
        personal=True,
        handler=pledge_export.ask_for,
    ),
    Command(
        names=("cauhoi",),
        words=("câu hỏi chờ trả lời", "câu hỏi của đoàn viên"),
        about="command.kept",
        private=True,
        personal=True,
        handler=kept_questions.show,
    ),
    Command(
        names=("phamvi",),
        words=("đặt phạm vi",),
        about="command.scope",
        private=True,
        handler=scoping.scope,
    ),
    Command(
        names=("hoicanbo",),
        words=("hỏi cán bộ", "gửi câu hỏi cho cán bộ"),
        about="command.ask_officer",
        private=True,
        handler=officer_question.begin,
    ),
    Command(
        names=("suadulieu",),
        words=("sửa dữ liệu", "sửa thông tin của tôi"),
        about="command.correct",
        private=True,
        personal=True,
        handler=enrolment.correct,
    ),
    Command(
        names=("toi",),
        words=("tôi là ai", "mình là ai"),
        about="command.me",
        private=True,
        handler=accounts.who_am_i,
    ),
    Command(names=("ma",), words=("mã", "nhập mã"), private=True, handler=redeeming.ask_for_code),
    Command(
        names=("moi",),
        words=("mời",),
        opens=invitations.OPENS,
        private=True,
        personal=True,
        handler=invitations.invite,
    ),
    Command(
        names=("bangiao",),
        words=("bàn giao", "bàn giao vai"),
        private=True,
        personal=True,
        handler=invitations.hand_over,
    ),
    Command(
        names=("thoivai",),
        words=("thôi vai",),
        opens=roles.OPENS,
        private=True,
        personal=True,
        handler=roles.end,
    ),
    Command(
        names=("lienket",),
        words=("liên kết", "liên kết tài khoản"),
        about="command.link",
        private=True,
        personal=True,
        handler=accounts.link,
    ),
    Command(
        names=("bolienket",),
        words=("bỏ liên kết", "bỏ liên kết tài khoản"),
        private=True,
        handler=accounts.ask_unlink,
    ),
    Command(
        names=("dulieu",),
        words=("dữ liệu", "dữ liệu của tôi", "xem dữ liệu của tôi"),
        about="command.data",
        private=True,
        handler=data_rights.show,
    ),
    Command(
        names=("dongy",),
        words=("đồng ý lại", "nội dung đồng ý"),
        private=True,
        handler=data_rights.consent,
    ),
    Command(
        names=("rutdongy",),
        words=("rút đồng ý", "rút lại đồng ý"),
        private=True,
        handler=data_rights.ask_withdraw,
    ),
    Command(
        names=("xoadulieu",),
        words=("xóa dữ liệu", "xóa dữ liệu của tôi"),
        private=True,
        handler=data_rights.ask_erase,
    ),
    Command(words=telling.ASKED, handler=telling.agree),
    Command(words=telling.DECLINED, handler=telling.decline),
)
