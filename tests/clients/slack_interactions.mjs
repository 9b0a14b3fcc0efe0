// What a person does in Slack by pressing, submitting, typing commands: signed requests in the shapes that Slack
// documents, with trigger ids that open views and response addresses that work. The emulator itself knows none of these.
import { createHmac, randomUUID } from "node:crypto";
import { BOT, TEAM } from "./slack_people.mjs";

const USES = 5;
const LIFE = 30 * 60 * 1000;
const OPTIONS = new Set(["static_select", "radio_buttons", "overflow", "external_select"]);
const MANY_OPTIONS = new Set(["checkboxes", "multi_static_select", "multi_external_select"]);
const FIELDS = {
  users_select: "selected_user", conversations_select: "selected_conversation", channels_select: "selected_channel",
  datepicker: "selected_date", timepicker: "selected_time", multi_users_select: "selected_users",
};

/** The headers that prove a request to be Slack's. */
export function signed(secret, body) {
  const stamp = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac("sha256", secret).update(`v0:${stamp}:${body}`).digest("hex")}`;
  return { "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature };
}

export class Interactions {
  /** `settings`: `url()` is where the bot listens, `base` its own address, `secret` signs requests. */
  constructor(app, slack, settings) {
    Object.assign(this, { app, slack, ...settings, whispers: [], responses: new Map() });
    app.get("/launcher/whispers", (c) => c.json(this.whispers));
    app.post("/launcher/response/:id", async (c) => this.respond(c, await c.req.json()));
    for (const name of ["press", "shortcut", "submit", "close", "command"])
      app.post(`/launcher/${name}`, async (c) => {
        try {
          return c.json({ ok: true, ...(await this[name](await c.req.json())) });
        } catch (error) {
          return c.json({ ok: false, error: String(error.message) });
        }
      });
  }

  async press({ user, channel, ts, view_id, action_id, choose }) {
    const place = view_id ? this.view(view_id) : this.message(channel, ts, user);
    const { block, element } = find(withIds(place), action_id, choose);
    const action = { ...acted(element, choose), block_id: block.block_id, action_ts: String(Date.now() / 1000) };
    const about = view_id ? { container: { type: "view", view_id }, view: shownView(place) } : this.about(place, user);
    return this.interact({ type: "block_actions", ...about, state: { values: {} }, actions: [action] }, user, view_id);
  }

  async shortcut({ user, channel, ts, callback_id }) {
    const { channel: place, message, response_url } = this.about(this.message(channel, ts, user), user);
    const more = { channel: place, message, message_ts: ts, response_url, action_ts: String(Date.now() / 1000) };
    return this.interact({ type: "message_action", callback_id, ...more }, user);
  }

  /** `values` by block id or action id. The bot's answer changes the stack of modals as Slack's client would. */
  async submit({ user, view_id, values = {} }) {
    const view = view_id ? this.view(view_id) : this.modals(user).at(-1);
    if (!view) throw new Error("no modal is open");
    withIds(view);
    const state = stateOf(view.blocks, values);
    const payload = { type: "view_submission", view: { ...shownView(view), state }, response_urls: [] };
    const sent = await this.interact(payload, user, view.view_id);
    if (sent.status !== 200) return sent;
    const { response_action: action, view: next } = sent.body ?? {};
    if (action === "errors") return sent;
    if (action === "update") await this.call("views.update", { view_id: view.view_id, view: next });
    else if (action === "push") await this.call("views.push", { trigger_id: this.trigger(user, view.view_id), view: next });
    else for (const one of action === "clear" ? this.modals(user) : [view]) this.slack.views.delete(one.id);
    return sent;
  }

  async close({ user, view_id }) {
    const view = view_id ? this.view(view_id) : this.modals(user).at(-1);
    if (!view) throw new Error("no modal is open");
    this.slack.views.delete(view.id);
    if (!view.notify_on_close) return { status: 0 };
    return this.interact({ type: "view_closed", view: shownView(view), is_cleared: false }, user);
  }

  async command({ user_id = "U000000001", channel_id = "C000000001", command = "/ask", ...typed }) {
    const place = this.slack.channels.findOneBy("channel_id", channel_id);
    const sent = await this.send({
      token: "legacy", team_id: TEAM, team_domain: "emulate", api_app_id: BOT.app, is_enterprise_install: "false",
      channel_name: place?.is_im ? "directmessage" : place?.is_private ? "privategroup" : place?.name ?? "",
      command, user_id, channel_id,
      user_name: this.slack.users.findOneBy("user_id", user_id)?.name ?? "", text: "", ...typed,
      trigger_id: this.trigger(user_id), response_url: this.address({ channel: channel_id, user: user_id }),
    });
    if (sent.body?.text || sent.body?.blocks) await this.write({ channel: channel_id, user: user_id }, sent.body);
    return sent;
  }

  modals(user) {
    return this.slack.views.all().filter((view) => view.type === "modal" && view.user_id === user);
  }

  view(id) {
    const view = this.slack.views.findOneBy("view_id", id);
    if (!view) throw new Error(`there is no view ${id}`);
    return view;
  }

  message(channel, ts, user) {
    const all = [...this.slack.messages.all(), ...this.slack.ephemeralMessages.all()];
    const message = all.find((one) => one.channel_id === channel && one.ts === ts);
    const place = this.slack.channels.findOneBy("channel_id", channel);
    if (!message || !place?.members.includes(user) || (message.target_user ?? user) !== user)
      throw new Error(`${user} sees no message ${ts} in ${channel}`);
    return message;
  }

  about(message, user) {
    const { channel_id, ts, thread_ts, target_user } = message;
    const place = this.slack.channels.findOneBy("channel_id", channel_id);
    const container = { type: "message", message_ts: ts, channel_id, is_ephemeral: Boolean(target_user) };
    if (thread_ts) container.thread_ts = thread_ts;
    const about = { container, channel: { id: channel_id, name: place.is_im ? "directmessage" : place.name } };
    about.response_url = this.address({ channel: channel_id, user, message });
    return target_user ? about : { ...about, message: shownMessage(message) };
  }

  trigger(user, view_id) {
    const trigger_id = `${Date.now()}.1.${randomUUID().slice(0, 8)}`;
    const expires_at = Math.floor(Date.now() / 1000) + this.triggerSeconds;
    const about = { trigger_id, team_id: TEAM, user_id: user, app_id: BOT.app, expires_at, used: false };
    this.slack.viewTriggers.insert(view_id ? { ...about, view_id } : about);
    return trigger_id;
  }

  interact(payload, user, view_id) {
    const person = this.slack.users.findOneBy("user_id", user);
    const who = { id: user, username: person?.name, name: person?.name, team_id: TEAM };
    const team = { id: TEAM, domain: "emulate" };
    const about = { token: "legacy", api_app_id: BOT.app, user: who, team, enterprise: null, is_enterprise_install: false };
    return this.send({ payload: JSON.stringify({ ...about, ...payload, trigger_id: this.trigger(user, view_id) }) });
  }

  async send(form) {
    const body = new URLSearchParams(form).toString();
    const headers = { ...signed(this.secret, body), "Content-Type": "application/x-www-form-urlencoded" };
    const response = await fetch(this.url(), { method: "POST", body, headers });
    const text = await response.text();
    return { status: response.status, text, body: readable(text) };
  }

  address(target) {
    const id = randomUUID();
    this.responses.set(id, { ...target, uses: 0, expires: Date.now() + LIFE });
    return `${this.base}/launcher/response/${id}`;
  }

  async respond(c, body) {
    const target = this.responses.get(c.req.param("id"));
    if (!target || target.uses >= USES || Date.now() > target.expires)
      return c.json({ ok: false, error: target && Date.now() <= target.expires ? "used_url" : "expired_url" }, 404);
    target.uses += 1;
    this.whispers.push(body);
    const { message } = target;
    const kept = message && (message.target_user ? this.slack.ephemeralMessages : this.slack.messages);
    if (message && body.delete_original) kept.delete(message.id);
    else if (message && body.replace_original) {
      const edited = { user: BOT.user, ts: message.ts };
      kept.update(message.id, { text: body.text ?? "", blocks: body.blocks, edited });
    } else target.message = await this.write(target, body);
    return c.text("ok");
  }

  /** A new message by way of a response address. It answers the one that later replacements change. */
  async write({ channel, user, message }, body) {
    const { text = "", blocks, thread_ts } = body;
    const shared = { channel, text, ...(blocks ? { blocks } : {}), ...(thread_ts ? { thread_ts } : {}) };
    const open = body.response_type === "in_channel";
    const { ts, message_ts } = open
      ? await this.call("chat.postMessage", shared)
      : await this.call("chat.postEphemeral", { ...shared, user });
    const all = open ? this.slack.messages : this.slack.ephemeralMessages;
    return message ?? all.all().find((one) => one.ts === (ts ?? message_ts));
  }

  async call(method, body) {
    const headers = { Authorization: `Bearer ${BOT.token}`, "Content-Type": "application/json", "X-Launcher-Inner": "1" };
    const request = new Request(`http://launcher/api/${method}`, { method: "POST", headers, body: JSON.stringify(body) });
    const response = await this.app.fetch(request);
    const answer = await response.json();
    if (!answer.ok) throw new Error(`${method}: ${answer.error}`);
    return answer;
  }

  /** What stands in a channel, oldest first; with `user` also what only they see. */
  shown(channel, user) {
    const alone = this.slack.ephemeralMessages.all().filter((one) => one.target_user === user);
    const all = [...this.slack.messages.all(), ...alone].filter((one) => one.channel_id === channel);
    all.sort((a, b) => (a.ts < b.ts ? -1 : 1));
    return all.map((one) => ({ ...shownMessage(one), is_ephemeral: Boolean(one.target_user) }));
  }
}

export function shownMessage({ id: _, created_at, updated_at, channel_id, target_user, reply_users, ...message }) {
  return message.user === BOT.user ? { ...message, bot_id: BOT.bot, app_id: BOT.app } : message;
}

export function shownView({ view_id, id: _, created_at, updated_at, user_id, ...view }) {
  return { ...view, id: view_id, previous_view_id: view.previous_view_id ?? null };
}

function elementsIn(block) {
  const inside = ["actions", "context_actions"].includes(block.type) ? block.elements : [];
  const single = [block.accessory, block.element].filter((one) => one && one.type !== "image");
  return [...inside, ...single, ...(Array.isArray(block.actions) ? block.actions : [])];
}

/** Slack gives every block an id, and every element that acts an action id; the emulator leaves them out. */
function withIds(place) {
  place.blocks?.forEach((block, index) => {
    block.block_id ??= `b${index}`;
    elementsIn(block).forEach((element, number) => (element.action_id ??= `a${index}_${number}`));
  });
  return place;
}

function find({ blocks = [] }, action_id, choose) {
  const all = blocks.flatMap((block) => elementsIn(block).map((element) => ({ block, element })));
  const found = all.filter(({ element }) => element.action_id === action_id);
  if (!found.length) throw new Error(`no ${action_id} among ${all.map(({ element }) => element.action_id)}`);
  return found.find(({ element }) => choose !== undefined && element.value === choose) ?? found[0];
}

function acted(element, choose) {
  const { type, action_id, text, value, url } = element;
  if (type === "feedback_buttons") {
    const { positive_button: positive, negative_button: negative } = element;
    const button = { positive, negative, [positive.value]: positive, [negative.value]: negative }[choose];
    if (!button) throw new Error(`choose positive or negative, not ${choose}`);
    return { type, action_id, text: button.text, value: button.value };
  }
  // JSON leaves out what is undefined.
  if (["button", "icon_button"].includes(type)) return { type, action_id, text, value, url };
  return { type, action_id, ...valueOf(element, choose) };
}

function valueOf(element, given) {
  const option = (value) => {
    const found = element.options?.find((one) => one.value === value);
    if (!found) throw new Error(`no option ${value} in ${element.action_id}`);
    return found;
  };
  const { type } = element;
  if (OPTIONS.has(type) && given !== undefined) return { type, selected_option: option(given) };
  if (OPTIONS.has(type)) return { type, selected_option: element.initial_option ?? null };
  if (MANY_OPTIONS.has(type)) return { type, selected_options: given?.map(option) ?? element.initial_options ?? [] };
  const field = FIELDS[type] ?? "value";
  return { type, [field]: given ?? element[field.replace("selected", "initial")] ?? element.initial_value ?? null };
}

function stateOf(blocks, values) {
  const state = { values: {} };
  for (const block of blocks.filter((one) => one.type === "input")) {
    const given = values[block.block_id] ?? values[block.element.action_id];
    const value = valueOf(block.element, given);
    const empty = Object.entries(value).every(([key, one]) => key === "type" || one === null || one.length === 0);
    if (empty && !block.optional) throw new Error(`Slack lets nobody submit while ${block.block_id} is empty`);
    state.values[block.block_id] = { [block.element.action_id]: value };
  }
  return state;
}

function readable(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return { text };
  }
}
