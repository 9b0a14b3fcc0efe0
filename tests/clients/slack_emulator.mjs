// A local Slack for tests and for trying things by hand: the `emulate` package, and what it lacks for a bot.
//
//   node tests/clients/slack_emulator.mjs --events-url http://127.0.0.1:8080/slack/events [--port 4003] [--signing-secret …]
//
// It prints one line of JSON with its address, tokens, people and channels, and serves until it is stopped.
// Added to the emulator: events go to --events-url, signed; `channel_type`, `bot_id` and `app_mention` as Slack sends
// them; more people, channels and user groups (slack_people.mjs); buttons, modals, shortcuts and commands
// (slack_interactions.mjs); the home and the assistant; POST /launcher/fault makes the bot's next call of a method fail;
// POST /launcher/redeliver sends all events so far once more, and /launcher/events-url takes `also`: further replicas.
import { randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { createEmulator } from "emulate";
import { Interactions, shownView, signed } from "./slack_interactions.mjs";
import { BOT, CHANNELS, PEOPLE, REP, TEAM, channelType, isInside, isShared, populate } from "./slack_people.mjs";
import { addMissingMethods, completeAnswers } from "./slack_people.mjs";

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "events-url": { type: "string" },
    "signing-secret": { type: "string", default: "local-signing-secret" },
    "trigger-seconds": { type: "string", default: "3" },
    "until-stdin-ends": { type: "boolean", default: false },
  },
});
const secret = options["signing-secret"];
let eventsUrl = options["events-url"];
const faults = [];
const threads = [];
const delivered = [];
let replicas = [];
let slack;

/** The emulator's Slack is not exported by name, so it is found among the package's own files. */
async function findSlackPlugin() {
  const folder = dirname(fileURLToPath(import.meta.resolve("emulate")));
  for (const file of (await readdir(folder)).filter((name) => /^dist-.*\.js$/.test(name))) {
    const module = await import(pathToFileURL(join(folder, file)).href);
    if (module.slackPlugin) return module;
  }
  throw new Error("this version of `emulate` has no Slack");
}

const BY_BOT = { enterprise_id: null, team_id: TEAM, user_id: BOT.user, is_bot: true, is_enterprise_install: false };

/**
 * Slack tells a bot nothing of channels that it is not in, and marks a bot's messages; a mention in a channel comes a
 * second time, as `app_mention` with an event id of its own.
 */
function asSlackSends(envelope) {
  const event = envelope.event;
  const channel = event.channel?.id ?? event.channel ?? event.item?.channel;
  if (typeof channel === "string" && !isInside(slack, channel)) return [];
  envelope = { ...envelope, api_app_id: BOT.app, authorizations: [BY_BOT], is_ext_shared_channel: isShared(channel) };
  if (event.item?.ts) event.item_user = slack.messages.all().find((one) => one.ts === event.item.ts)?.user;
  if (event.type !== "message" || event.subtype) return [envelope];
  if (event.user === BOT.user) event.bot_id = BOT.bot;
  event.channel_type = channelType(slack, event.channel);
  event.event_ts = event.ts;
  event.team = event.user === PEOPLE.stranger.id ? PEOPLE.stranger.team : envelope.team_id;
  if (event.channel_type === "im" || event.bot_id || !event.text?.includes(`<@${BOT.user}`)) return [envelope];
  const { channel_type: _, ...mention } = event;
  return [envelope, { ...envelope, event_id: `Ev${randomUUID()}`, event: { ...mention, type: "app_mention" } }];
}

/** Send an event by ourselves: to a further replica, or once more. */
async function deliver(envelope, url, more = {}) {
  const body = JSON.stringify(envelope);
  const headers = { "Content-Type": "application/json", ...signed(secret, body), ...more };
  return (await fetch(url, { method: "POST", body, headers })).status;
}

/** In Slack a thread's status ends by itself when the bot has written there. */
function endStatus({ type, user, channel, thread_ts }) {
  const thread = threads.find((one) => one.channel === channel && one.thread_ts === thread_ts);
  if (thread && type === "message" && user === BOT.user) thread.status = "";
}

function addWhatIsMissing(app, webhooks, baseUrl) {
  const dispatch = webhooks.dispatch.bind(webhooks);
  webhooks.dispatch = async (event, action, payload, owner, repo) => {
    endStatus(payload.event);
    for (const envelope of asSlackSends(payload)) {
      delivered.push(envelope);
      const copies = replicas.map((url) => deliver(envelope, url));
      await Promise.all([dispatch(envelope.event.type, action, envelope, owner, repo), ...copies]);
    }
  };
  const subscription = webhooks.register({ url: eventsUrl ?? "", events: ["*"], active: Boolean(eventsUrl), owner: "slack" });
  app.post("/launcher/events-url", async (c) => {
    const given = await c.req.json();
    [eventsUrl, replicas] = [given.url, given.also ?? []];
    webhooks.updateSubscription(subscription.id, { url: eventsUrl, active: true });
    return c.json({ ok: true });
  });
  app.use("*", async (c, next) => {
    const isBot = c.req.header("Authorization") === `Bearer ${BOT.token}` && !c.req.header("X-Launcher-Inner");
    const index = isBot ? faults.findIndex((fault) => c.req.path === `/api/${fault.method}`) : -1;
    if (index < 0) return next();
    const [fault] = faults.splice(index, 1);
    const headers = { "Retry-After": String(fault.retry_after ?? 1) };
    return c.json({ ok: false, error: fault.error }, fault.status ?? 200, headers);
  });
  // Slack reads the address as well, where its SDKs put what some methods are given; the emulator, the body alone.
  const read = (path) => path.startsWith("/api/files.") || path === "/api/conversations.open";
  app.use("*", async (c, next) => {
    const { search } = new URL(c.req.url);
    if (c.req.method !== "POST" || !search || !read(c.req.path)) return next();
    c.req.raw.text = async () => search.slice(1);
    return next();
  });
  app.post("/launcher/redeliver", async (c) => {
    const again = { "X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout" };
    const every = delivered.flatMap((envelope) => [eventsUrl, ...replicas].map((url) => deliver(envelope, url, again)));
    return c.json({ ok: true, statuses: await Promise.all(every) });
  });
  app.post("/launcher/fault", async (c) => c.json({ ok: true, queued: faults.push(await c.req.json()) }));
  app.get("/launcher/faults", (c) => c.json(faults));
  app.get("/launcher/facts", (c) => c.json(facts));
  completeAnswers(app, slack);
  addMissingMethods(app, slack, threads);
  const base = baseUrl.replace("//localhost", "//127.0.0.1");
  const people = new Interactions(app, slack, {
    url: () => eventsUrl, base, secret, triggerSeconds: Number(options["trigger-seconds"]),
  });
  app.get("/launcher/messages", (c) => c.json(people.shown(c.req.query("channel"), c.req.query("user"))));
  const viewsOf = (user) => slack.views.all().filter((view) => view.user_id === user);
  app.get("/launcher/views", (c) => c.json(viewsOf(c.req.query("user")).map(shownView)));
  app.get("/launcher/threads", (c) => c.json(threads));
  const tell = (event) =>
    webhooks.dispatch(event.type, undefined, {
      token: "legacy", team_id: TEAM, type: "event_callback", event_id: `Ev${randomUUID()}`,
      event_time: Math.floor(Date.now() / 1000), event: { ...event, event_ts: String(Date.now() / 1000) },
    }, "slack");
  app.post("/launcher/home", async (c) => {
    const { user, channel } = await c.req.json();
    const view = viewsOf(user).find((one) => one.type === "home");
    await tell({ type: "app_home_opened", user, channel, tab: "home", ...(view ? { view: shownView(view) } : {}) });
    return c.json({ ok: true });
  });
  app.post("/launcher/assistant", async (c) => {
    const { user, channel, looking_at } = await c.req.json();
    const { ts } = await people.call("chat.postMessage", { channel, text: "New chat" });
    threads.push({ channel, thread_ts: ts, user, status: "", statuses: [], title: "", prompts: [] });
    const context = looking_at ? { channel_id: looking_at, team_id: TEAM, enterprise_id: null } : {};
    const thread = { user_id: user, context, channel_id: channel, thread_ts: ts };
    await tell({ type: "assistant_thread_started", assistant_thread: thread });
    return c.json({ ok: true, thread_ts: ts });
  });
}

const { slackPlugin: plugin, getSlackStore } = await findSlackPlugin();
const register = plugin.register.bind(plugin);
plugin.register = (app, store, webhooks, baseUrl, tokens) => {
  slack = getSlackStore(store);
  addWhatIsMissing(app, webhooks, baseUrl);
  register(app, store, webhooks, baseUrl, tokens);
};
const emulator = await createEmulator({
  service: "slack",
  port: Number(options.port),
  hostname: "127.0.0.1",
  seed: {
    slack: {
      signing_secret: secret,
      oauth_apps: [
        { app_id: BOT.app, client_id: "cornerman", client_secret: "unused", name: "Cornerman", redirect_uris: [],
          bot_id: BOT.bot, bot_user_id: BOT.user, bot_name: "cornerman" },
      ],
      tokens: [
        { token: BOT.token, type: "bot", user_id: BOT.user, bot_id: BOT.bot, bot_user_id: BOT.user, app_id: BOT.app },
        { token: REP.token, type: "user", user_id: REP.id },
      ],
      channels: [{ name: "sales" }],
    },
  },
});
const url = emulator.url.replace("//localhost", "//127.0.0.1");
const facts = { url, api_url: `${url}/api/`, bot_token: BOT.token, bot_user: BOT.user,
  rep_token: REP.token, rep: REP.id, channel: CHANNELS.channel.id, signing_secret: secret,
  people: Object.fromEntries(Object.entries(PEOPLE).map(([role, { id }]) => [role, id])),
  tokens: Object.fromEntries([REP, ...Object.values(PEOPLE)].map(({ id, token }) => [id, token])),
  channels: Object.fromEntries(Object.entries(CHANNELS).map(([role, { id }]) => [role, id])) };
const invited = await fetch(`${facts.api_url}conversations.invite`, {
  method: "POST",
  headers: { Authorization: `Bearer ${REP.token}`, "Content-Type": "application/json" },
  body: JSON.stringify({ channel: facts.channel, users: BOT.user }),
});
const { ok, error } = await invited.json();
if (!ok) throw new Error(`the bot could not be invited: ${error}`);
populate(slack);
console.log(JSON.stringify(facts));

const stop = () => emulator.close().then(() => process.exit(0));
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
if (options["until-stdin-ends"]) process.stdin.resume().on("end", stop);
