"""What people do in Slack by pressing, choosing, submitting and typing commands; delivered as Slack delivers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fake_blocks import view_problems
from fake_delivery import Delivery
from fake_methods_writing import content, made
from fake_responses import written
from fake_values import acted, state_of, values_of
from fake_workspace import APP_ID, Channel, Message, View, Workspace, elements_in

Which = str | Callable[[dict[str, Any]], bool]


def find_element(
    blocks: list[dict[str, Any]], which: Which, choose: str | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The block and the element with this action id, or for which it holds; of several that with `choose`."""
    fits = which if callable(which) else (lambda element: element.get("action_id") == which)
    everything = [(block, element) for block in blocks for element in elements_in(block)]
    found = [(block, element) for block, element in everything if fits(element)]
    exact = [one for one in found if choose is not None and one[1].get("value") == choose]
    if not found:
        raise AssertionError(f"no {which!r} among {[element.get('action_id') for _, element in everything]}")
    return (exact or found)[0]


class Clicks:
    """Mixed into FakeSlack. Every method waits for the bot's acknowledgement."""

    courier: Any
    responses: Any
    trigger: Callable[[str], str]

    def home_of(self, user: str) -> Workspace:
        raise NotImplementedError

    def channel_of(self, channel: str) -> tuple[Workspace, Channel]:
        raise NotImplementedError

    def response_address(self, name: str) -> str:
        raise NotImplementedError

    async def press(
        self, user: str, where: Message | View, which: Which, *, choose: Any = None, **changes: Any
    ) -> Delivery:
        """Press a button or choose in a menu of a message, a home or a modal (`block_actions`).

        `choose` is the value of the option or of the feedback button (or "positive", "negative"), or what is typed.
        """
        block, element = find_element(where.get("blocks") or [], which, choose if isinstance(choose, str) else None)
        workspace = self.home_of(user)
        action = acted(element, choose) | {"block_id": block["block_id"], "action_ts": workspace.timestamp()}
        payload = self._about(workspace, user, "block_actions") | {"actions": [action]}
        payload |= (
            self._in_view(where, block, element, choose) if isinstance(where, View) else self._in_message(user, where)
        )
        delivery: Delivery = await self.courier.deliver("interactive", payload | changes)
        return delivery

    def _in_message(self, user: str, message: Message) -> dict[str, Any]:
        workspace, place = self.channel_of(message.channel)
        if user not in place.members or message.ephemeral_for not in {None, user}:
            raise AssertionError(f"{user} does not see this message")
        alone = message.ephemeral_for is not None
        container = {"type": "message", "message_ts": message["ts"], "channel_id": place.id, "is_ephemeral": alone}
        if message.get("thread_ts"):
            container["thread_ts"] = message["thread_ts"]
        name = self.responses.new(workspace, place, user, message)
        payload = {"container": container, "channel": _channel(place), "response_url": self.response_address(name)}
        payload["state"] = {"values": state_of(message.get("blocks") or [])}
        return payload if alone else payload | {"message": dict(message)}

    def _in_view(self, view: View, block: dict[str, Any], element: dict[str, Any], choose: Any) -> dict[str, Any]:
        chosen = values_of(element, choose)
        view["state"] = {"values": state_of(view["blocks"], view["state"]["values"])}
        if chosen is not None:
            view["state"]["values"].setdefault(block["block_id"], {})[element["action_id"]] = chosen
        return {"container": {"type": "view", "view_id": view["id"]}, "view": dict(view)}

    async def submit(self, user: str, view: View, values: Mapping[str, Any] | None = None, **changes: Any) -> Delivery:
        """Submit the modal on top. `values` by block id or action id; the bot's answer changes the stack of modals.

        Errors that the bot names stand in the delivery's `body`; the modal stays then.
        """
        workspace = self.home_of(user)
        stack = workspace.modals.get(user) or []
        if not stack or stack[-1] is not view:
            raise AssertionError("this modal is not on top")
        typed = dict(values or {})
        view["state"] = {"values": state_of(view["blocks"], view["state"]["values"], typed, must=True)}
        if typed:
            raise AssertionError(f"no input is named {sorted(typed)}")
        payload = self._about(workspace, user, "view_submission") | {"view": dict(view), "response_urls": []}
        delivery: Delivery = await self.courier.deliver("interactive", payload | changes)
        if delivery.status == 200:
            self._respond(workspace, user, stack, delivery.body or {})
        return delivery

    def _respond(self, workspace: Workspace, user: str, stack: list[View], body: dict[str, Any]) -> None:
        action = body.get("response_action")
        if action == "clear":
            stack.clear()
        elif action == "errors":
            inputs = {block["block_id"] for block in stack[-1]["blocks"] if block["type"] == "input"}
            if not body.get("errors") or not set(body["errors"]) <= inputs:
                raise AssertionError(f"Slack shows no errors for {sorted(body.get('errors') or {})}: no such inputs")
        elif action in {"update", "push"}:
            if problems := view_problems(body.get("view")):
                raise AssertionError(f"Slack refuses the view: {problems}")
            before = stack[-1]
            if action == "update":
                stack[-1] = made(workspace, user, body["view"], like=before)
            else:
                stack.append(made(workspace, user, body["view"], below=before))
        elif action is None and not body:
            stack.pop()
        else:
            raise AssertionError(f"Slack does not know this answer to a submission: {body}")

    async def close(self, user: str, view: View) -> Delivery | None:
        """Close the modal on top; the bot hears of it only where the view asks for that (`notify_on_close`)."""
        workspace = self.home_of(user)
        workspace.modals[user].remove(view)
        if not view["notify_on_close"]:
            return None
        payload = self._about(workspace, user, "view_closed") | {"view": dict(view), "is_cleared": False}
        payload.pop("trigger_id")
        delivery: Delivery = await self.courier.deliver("interactive", payload)
        return delivery

    async def shortcut(self, user: str, message: Message | None, callback_id: str, **changes: Any) -> Delivery:
        """A shortcut of a message (`message_action`), or without a message a global one (`shortcut`)."""
        workspace = self.home_of(user)
        payload = self._about(workspace, user, "message_action" if message else "shortcut")
        payload |= {"callback_id": callback_id, "action_ts": workspace.timestamp()}
        if message is not None:
            about = self._in_message(user, message)
            payload |= {key: about[key] for key in ("channel", "message", "response_url")}
            payload["message_ts"] = message["ts"]
        delivery: Delivery = await self.courier.deliver("interactive", payload | changes)
        return delivery

    async def command(self, user: str, channel: str, command: str, text: str = "", **changes: Any) -> Delivery:
        """Type a slash command. Words in the acknowledgement itself are shown, to the person alone by default."""
        workspace, place = self.channel_of(channel)
        name = self.responses.new(workspace, place, user)
        private = "directmessage" if place.is_im else "privategroup" if place.is_private else place.name
        payload = {
            "token": "legacy",
            "team_id": workspace.id,
            "team_domain": workspace.domain,
            "channel_id": channel,
            "channel_name": private,
            "user_id": user,
            "user_name": workspace.users[user].name,
            "command": command,
            "text": text,
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": self.response_address(name),
            "trigger_id": self.trigger(user),
        }
        delivery: Delivery = await self.courier.deliver("slash_commands", payload | changes)
        body = {"text": delivery.body} if isinstance(delivery.body, str) else delivery.body
        if delivery.status == 200 and body and (body.get("text") or body.get("blocks")):
            delivery.shown.append(written(self.responses.known[name], body, content(body)))
        return delivery

    def _about(self, workspace: Workspace, user: str, kind: str) -> dict[str, Any]:
        person = workspace.users[user]
        return {
            "type": kind,
            "user": {"id": user, "username": person.name, "name": person.name, "team_id": person.team_id},
            "api_app_id": APP_ID,
            "token": "legacy",
            "trigger_id": self.trigger(user),
            "team": {"id": workspace.id, "domain": workspace.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }


def _channel(channel: Channel) -> dict[str, str]:
    return {"id": channel.id, "name": "directmessage" if channel.is_im else channel.name or "privategroup"}
