"""Telling somebody else what has just happened: a notice, never at night, once."""

from domain.reply import Button, Reply
from handlers.turn import Turn
from store import deliveries, people
from store.deliveries import Lane, NewDelivery


def pass_on(turn: Turn, person_id: int, text: str, *, key: str, buttons: tuple[Button, ...] = ()) -> bool:
    """A notice to the person's account; ``key`` names the event, so that it is told once. False when the
    person has no account any more."""
    addresses = people.addresses_of(turn.connection, person_id)
    if not addresses:
        return False
    notice = NewDelivery(
        address=addresses[0],
        reply=Reply(text=text, buttons=buttons),
        lane=Lane.NOTICE,
        key=f"{key}:{person_id}",
        due_at=turn.quiet.over_at(turn.machine_now, turn.zone),
    )
    deliveries.add(turn.connection, [notice], turn.machine_now)
    return True
