"""Many people who register at once, through the whole of the bot: nothing is lost, nothing filed twice."""

import asyncio

from bot.conversing import Bot, join
from content.loader import load_catalogue, load_knowledge
from domain.clock import VIETNAM, MovableClock
from store.engine import Store
from tests.bench.pledging import DAY, Crowd, all_at_once, check, settle

PEOPLE = 200


def test_of_many_who_register_at_once_each_has_one_pledge_and_a_receipt_of_their_own(store: Store) -> None:
    """Each says the last yes twice, as people do who see nothing happen."""
    clock = MovableClock()
    clock.move_to(DAY)
    bot = Bot(knowledge=load_knowledge(), catalogue=load_catalogue(), clock=clock, zone=VIETNAM)
    persons = range(PEOPLE)
    before = store.write_now(lambda c: settle(c, persons, bot.knowledge.texts.version("consent")))
    crowd = Crowd()
    engine = join(bot, store, {"telegram": crowd}, owner="test")
    asyncio.run(all_at_once(engine, crowd, persons))
    check(store, crowd, PEOPLE, before)
    assert len(set(crowd.receipts)) == PEOPLE
    assert engine.dispatcher.counts["failed"] == 0
