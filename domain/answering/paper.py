"""The paper itself: its number, day, issuer, signer, and what it rests on."""

import re
from datetime import date

from domain.answering.answer import Answer, Asked
from domain.answering.finding import SURE_SHARE, paper_kinds, search
from domain.answering.quoting import found_by
from domain.conversation import Topic
from domain.dates import short
from domain.text import fold
from domain.understanding.facts import Fact, name_of
from domain.understanding.phrases import split_words
from domain.understanding.times import day_refs


def paper_number(asked: Asked) -> Answer | None:
    """The number of this paper, or of one it cites when the question's words name that."""
    cited = _cited(asked)
    return cited or issuer(asked)


def issuer(asked: Asked) -> Answer | None:
    """What paper this is: kind, number, day, issuer, title, signer; a cited one where its number is named."""
    paper = asked.campaign.document
    if other := _numbered(asked):
        return asked.answer(
            "legal_basis", [other.text], [other.section], topic=Topic(intent="legal_basis", fact=other.id)
        )
    say = asked.say
    if paper.number and paper.issued_on:
        lines = [
            say(
                "paper.all",
                kind=paper.kind,
                number=paper.number,
                issued=short(paper.issued_on),
                issuer=paper.issuer.short,
                title=paper.title,
            )
        ]
    else:
        lines = [
            say(
                "paper.no_number", kind_lower=paper.kind.lower(), issuer=paper.issuer.short, title=paper.title
            )
        ]
    if paper.issued_printed and paper.issued_on:
        lines.append(say("paper.printed_date", printed=paper.issued_printed, issued=short(paper.issued_on)))
    return asked.answer("issuer", lines, ["tiêu đề"])


def _numbered(asked: Asked) -> Fact | None:
    """The cited paper whose number the question names, unless that is the number of this one too."""
    named = {word.lstrip("0") for word in asked.query.content if word.isdigit() and len(word) < 4}
    own = _leading(asked.campaign.document.number)
    facts = {fact.id: fact for fact in asked.reader.indexes[asked.campaign.id].facts}
    cited = (d for d in asked.campaign.documents if _leading(d.number) in named - {own})
    return next((facts[f"document:{document.id}"] for document in cited), None)


def _leading(number: str | None) -> str:
    """``10`` of 10/KH-LĐLĐ."""
    found = _LEADING.match(number or "")
    return found[1] if found else ""


_LEADING = re.compile(r"0*(\d+)[/-]")


def signer(asked: Asked) -> Answer | None:
    paper = asked.campaign.document
    if paper.signer is None:
        note = paper.signer_note or paper.breaks_off or ""
        return asked.refuse("issuer", [asked.say("paper.no_signer", note=note)])
    line = asked.say(
        "paper.signer",
        name=paper.signer.name,
        position=paper.signer.position,
        behalf=paper.signer.on_behalf_of,
    )
    lines = [line, asked.say("paper.signer_then", plan=asked.plan) if asked.query.says("now") else ""]
    return asked.answer("issuer", lines, ["chữ ký"])


_POSITIONS = ("phó chủ tịch", "chủ tịch", "trưởng ban", "phó ban", "bí thư", "giám đốc", "hiệu trưởng")


def who_is(asked: Asked) -> Answer | None:
    """Somebody asked for by name or position: the signer, or nobody the plan names."""
    own, person = asked.query.own, asked.campaign.document.signer
    if person and own and own <= set(split_words(person.name)):
        return signer(asked)
    if asked.query.says("@campaign_word") and not asked.query.says("who_is"):
        return None
    if position := _position(asked):
        signs = person is not None and fold(person.position) == fold(position)
        return signer(asked) if signs else _not_named(asked)
    if not own or not asked.query.says("who_is"):
        return None
    index = asked.reader.indexes[asked.campaign.id]
    known = index.knows_phrase(" ".join(word for word in asked.query.words if word in own))
    return None if known else _not_named(asked)


def _position(asked: Asked) -> str | None:
    """The office whose holder is asked for: chủ tịch … là ai."""
    text = f" {' '.join(asked.query.words)} "
    named = (each for each in _POSITIONS if f" {fold(each)} " in text and not asked.query.says("signer"))
    return next(named, None)


def _not_named(asked: Asked) -> Answer:
    return asked.refuse("issuer", [asked.say("refuse.plan", paper=asked.paper)])


def now_part_of(asked: Asked) -> Answer | None:
    """What became of the issuer or its place since."""
    told = asked.campaign.now_part_of
    return Answer(text=told, intent="now_part_of", campaign=asked.campaign.id) if told else None


def recipients(asked: Asked) -> Answer | None:
    """To whom the paper itself was sent (Nơi nhận); not to be taken for whom reports go to."""
    names = asked.campaign.document.recipients
    if not names:
        return asked.refuse("issuer", [asked.say("paper.no_recipients", paper=asked.paper)])
    line = asked.say("paper.recipients", names="; ".join(names))
    return asked.answer("issuer", [line], ["Nơi nhận"])


def day_of_paper(asked: Asked) -> date | None:
    """The day of the paper last talked about: a cited one, or this one."""
    wanted = (asked.topic.fact or "").removeprefix("document:")
    cited = next((document for document in asked.campaign.documents if document.id == wanted), None)
    if cited is None:
        return asked.campaign.document.issued_on if asked.topic.intent == "issuer" else None
    day = next(iter(day_refs(split_words(cited.issued or ""))), None)
    return day.near(asked.today) if day and day.year else None


def legal_basis(asked: Asked) -> Answer | None:
    """A paper the plan cites: the one the question's words find, else those it is carried out under."""
    numbered = any(word.isdigit() for word in asked.query.content)
    if not asked.query.own and not numbered and (asked.topic.fact or "").startswith("document:"):
        return _of_topic(asked)
    cited = _cited(asked)
    if cited:
        return cited
    if asked.query.own and not asked.query.says("number"):
        return None
    shown = [d for d in asked.campaign.documents if d.role == "basis"]
    if not shown:
        return None
    names = "; ".join(name_of(document) for document in shown[:6])
    topic = Topic(intent="legal_basis", fact=f"document:{shown[0].id}")
    said = [asked.say("basis.list", names=names)]
    return asked.answer("legal_basis", said, [d.section for d in shown[:6]], topic=topic)


def original(asked: Asked) -> Answer | None:
    """The paper that this one carries out, told whole."""
    shown = [document for document in asked.campaign.documents if document.role == "basis"]
    if not shown:
        return None
    facts = {fact.id: fact for fact in asked.reader.indexes[asked.campaign.id].facts}
    told = [facts[f"document:{document.id}"] for document in shown[:2]]
    topic = Topic(intent="legal_basis", fact=told[0].id)
    return asked.answer("legal_basis", [f.text for f in told], [f.section for f in told], topic=topic)


_FAVOURED = {"basis": 1.3, "cited": 1.0, "topic": 0.85, "measure": 0.85, "context": 0.85}


def _cited(asked: Asked) -> Answer | None:
    query = asked.query
    told = query.matter or paper_kinds(query) or any(word.isdigit() for word in query.content)
    if not told:
        return None
    if _told_elsewhere(asked):
        return None
    found = found_by(asked, "legal_basis", _FAVOURED, only=True, at_least=0.25, together=3, near=0.7)
    return _beside(asked, found) if found and _several(asked) else found


_FAR_BETTER = 1.5


def _told_elsewhere(asked: Asked) -> bool:
    """Does a part of the plan that is no paper explain the question far better than any paper it cites?"""
    hits = search(asked, {"basis": 1.3, "cited": 1.3, "unstated": 0.0}) if asked.query.own else ()
    papers = [hit.score for hit in hits if hit.fact.kind in _FAVOURED]
    if not hits or hits[0].fact.kind in _FAVOURED or paper_kinds(asked.query):
        return False
    return hits[0].coverage >= SURE_SHARE and hits[0].score >= _FAR_BETTER * max(papers, default=0.0)


_COUNTED = frozenset({"may", "nhung", "cac", "hai", "ba", "2", "3", "nhieu"})


def _several(asked: Asked) -> bool:
    """Is more than one paper asked for: mấy nghị định, 2 quyết định nào?"""
    words, kinds = asked.query.words, {*paper_kinds(asked.query), "van ban"}
    return any(
        word in _COUNTED and " ".join(words[at + 1 : at + 3]) in kinds for at, word in enumerate(words)
    )


def _beside(asked: Asked, found: Answer) -> Answer:
    """The paper found with those of its kind that the plan cites in the same place."""
    documents = asked.campaign.documents
    wanted = (found.topic.fact or "").removeprefix("document:") if found.topic else ""
    best = next((each for each in documents if each.id == wanted), None)
    if best is None:
        return found
    like = [each for each in documents if (each.kind, each.section) == (best.kind, best.section)][:4]
    facts = {fact.id: fact for fact in asked.reader.indexes[asked.campaign.id].facts}
    lines = [facts[f"document:{each.id}"].text for each in like]
    return asked.answer("legal_basis", lines, [best.section], topic=found.topic, confidence=found.confidence)


def _of_topic(asked: Asked) -> Answer | None:
    index = asked.reader.indexes[asked.campaign.id]
    fact = next((fact for fact in index.facts if fact.id == asked.topic.fact), None)
    if fact is None:
        return None
    return asked.answer("legal_basis", [fact.text], [fact.section], topic=asked.topic)
