"""The fake's queue of updates: kept until confirmed, told by long poll or pushed to a webhook."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.fakes.telegram_rules import Refusal, bad_request

_BY_REQUEST_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}
_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
)
_TERMINATED = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


@dataclass(slots=True, kw_only=True)
class Webhook:
    url: str
    secret: str | None = None


@dataclass(slots=True)
class Updates:
    """Lives in the server's loop."""

    retry_seconds: float = 0.05  # between two pushes of a refused update
    pending: list[dict[str, Any]] = field(default_factory=list)
    nameless: tuple[Any, ...] = ()  # told first with every poll; no offset passes them
    webhook: Webhook | None = None
    pushes: list[tuple[int, int]] = field(default_factory=list)  # (update id, HTTP status; 0: no answer)
    _allowed: set[str] | None = None
    _next_id: int = 1000
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _poll: int = 0
    _pusher: asyncio.Task[None] | None = None

    def add(self, update: dict[str, Any]) -> int:
        """Queue ``update``, with the next id if it has none."""
        update_id = update.setdefault("update_id", self._next_id)
        self._next_id = max(self._next_id, update_id) + 1
        kinds = set(update) - {"update_id"}
        wanted = not kinds & _BY_REQUEST_ONLY if self._allowed is None else bool(kinds & self._allowed)
        if wanted:
            self.pending.append(update)
            self._wake()
        return int(update_id)

    async def get(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """getUpdates: only a later offset confirms; a second poll ends the first."""
        self._refuse_while_webhook()
        self._poll += 1
        this_poll = self._poll
        self._wake()
        self._confirm(int(parameters.get("offset") or 0))
        self._allow(parameters.get("allowed_updates"))
        with suppress(TimeoutError):
            async with asyncio.timeout(min(int(parameters.get("timeout") or 0), 50)):
                while not self.pending:
                    await self._changed.wait()
                    self._refuse_while_webhook()
                    if self._poll != this_poll:
                        raise Refusal(409, _TERMINATED)
        return [*self.nameless, *self.pending[: max(1, min(int(parameters.get("limit") or 100), 100))]]

    def set_webhook(self, parameters: dict[str, Any]) -> None:
        url, secret = parameters.get("url"), parameters.get("secret_token")
        if not isinstance(url, str) or not url.startswith(("https://", "http://127.0.0.1:")):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if secret is not None and not (
            1 <= len(secret) <= 256 and all(letter.isalnum() or letter in "_-" for letter in secret)
        ):
            raise bad_request("secret token contains unallowed characters")
        self.delete_webhook(parameters)
        self._allow(parameters.get("allowed_updates"))
        self.webhook = Webhook(url=url, secret=secret)
        self._pusher = asyncio.create_task(self._push(self.webhook))
        self._wake()

    def delete_webhook(self, parameters: dict[str, Any]) -> None:
        if parameters.get("drop_pending_updates"):
            self.pending.clear()
        self.webhook = None
        if self._pusher is not None:
            self._pusher.cancel()
            self._pusher = None

    async def stop(self) -> None:
        pusher = self._pusher
        self.delete_webhook({})
        if pusher is not None:
            await asyncio.gather(pusher, return_exceptions=True)

    def _confirm(self, offset: int) -> None:
        if offset >= 0:
            self.pending[:] = [update for update in self.pending if update["update_id"] >= offset]
        else:
            self.pending[:] = self.pending[offset:]

    def _allow(self, kinds: Any) -> None:
        if kinds is not None:
            self._allowed = set(kinds) or None

    def _refuse_while_webhook(self) -> None:
        if self.webhook is not None:
            raise Refusal(409, _ACTIVE)

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _push(self, webhook: Webhook) -> None:
        """One after another; a refused update comes again before any later one."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            while True:
                while not self.pending:
                    await self._changed.wait()
                update = self.pending[0]
                status = await self._post(client, webhook.url, update, headers)
                self.pushes.append((update["update_id"], status))
                if 200 <= status < 300:
                    self.pending[:] = [other for other in self.pending if other is not update]
                else:
                    await asyncio.sleep(self.retry_seconds)

    async def _post(
        self, client: httpx.AsyncClient, url: str, update: dict[str, Any], headers: dict[str, str]
    ) -> int:
        try:
            return (await client.post(url, json=update, headers=headers)).status_code
        except httpx.HTTPError:
            return 0
