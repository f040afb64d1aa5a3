"""A question for the officers, written in a form: /hoicanbo."""

from collections.abc import Sequence

from domain.forms.declaration import YES, Answers, Complaint, Form, Kind, Option, Step, Value
from domain.reply import Reply
from domain.text import plain
from handlers import forms
from handlers.forms import Filling, TurnSource
from handlers.questions import unit_above
from handlers.turn import Turn
from store import questions

QUESTION = Form(
    id="officer-question",
    name="gửi câu hỏi cho cán bộ",
    steps=(
        Step(
            id="campaign",
            label="Phong trào",
            ask="officer_question.ask.campaign",
            kind=Kind.ONE,
            optional=True,
        ),
        Step(
            id="question",
            label="Câu hỏi",
            ask="officer_question.ask.question",
            kind=Kind.TEXT,
            takes_questions=True,
        ),
        Step(id="tell", label="Báo lại cho tôi", ask="officer_question.ask.tell", kind=Kind.YES_NO),
    ),
)


class _Asking(TurnSource):
    def options(self, step: Step, answers: Answers) -> Sequence[Option]:
        if step.id != "campaign":
            return ()
        return [Option(campaign.id, campaign.short_name) for campaign in self.turn.catalogue]

    def check(self, step: Step, value: Value, answers: Answers) -> Complaint | None:
        if step.id == "question" and len(plain(str(value)).split()) < 3:
            return Complaint(key="officer_question.short")
        return None


def begin(turn: Turn) -> Sequence[Reply]:
    """The chosen campaign is taken for the one it is about."""
    chosen = turn.catalogue.get(turn.conversation.campaign)
    return forms.begin(turn, ASKING, {"campaign": chosen.id} if chosen else {})


def _file(turn: Turn, answers: Answers) -> Sequence[Reply]:
    """Keep the question; the address only when its asker wants to be told."""
    campaign = turn.catalogue.get(str(answers["campaign"]))
    number = questions.keep(
        turn.connection,
        str(answers["question"]),
        turn.now,
        campaign=campaign.id if campaign else None,
        campaign_version=campaign.version if campaign else None,
        unit_id=unit_above(turn),
    )
    if answers["tell"] != YES:
        return [Reply(text=turn.say("officer_question.filed", number=number))]
    questions.tell_asker(turn.connection, number, turn.message.chat)
    return [Reply(text=turn.say("officer_question.filed_tell", number=number))]


ASKING = Filling(id=QUESTION.id, form=lambda turn: QUESTION, source=_Asking, file=_file)
