// A local Slack for tests and for trying things by hand: the `emulate` package, and what it lacks for a bot.
//
//   node tests/clients/slack_emulator.mjs --events-url http://127.0.0.1:8080/slack/events [--port 4003] [--signing-secret …]
//
// It prints one line of JSON with its address, tokens, people and channels, and serves until it is stopped.
// Added to the emulator: events go to --events-url, signed; `channel_type`, `bot_id` and `app_mention` as Slack sends them;
// POST /launcher/command types a slash command and POST /launcher/fault makes the bot's next call of a method fail.
import { createHmac, randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { createEmulator } from "emulate";

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "events-url": { type: "string" },
    "signing-secret": { type: "string", default: "local-signing-secret" },
    "until-stdin-ends": { type: "boolean", default: false },
  },
});
const secret = options["signing-secret"];
let eventsUrl = options["events-url"];
const BOT = { user: "UCORNERMAN", bot: "BCORNERMAN", token: "xoxb-local-cornerman" };
const REP_TOKEN = "xoxp-local-rep";
const whispers = [];
const faults = [];

/** The emulator's Slack plug-in is not exported by name, so it is found among the package's own files. */
async function findSlackPlugin() {
  const folder = dirname(fileURLToPath(import.meta.resolve("emulate")));
  for (const file of (await readdir(folder)).filter((name) => /^dist-.*\.js$/.test(name))) {
    const module = await import(pathToFileURL(join(folder, file)).href);
    if (module.slackPlugin) return module.slackPlugin;
  }
  throw new Error("this version of `emulate` has no Slack");
}

const channelType = (id) => (id.startsWith("D") ? "im" : id.startsWith("G") ? "mpim" : "channel");

/** Slack marks a bot's messages; a mention in a channel comes a second time, as `app_mention` with an event id of its own. */
function asSlackSends(envelope) {
  const event = envelope.event;
  if (event.type !== "message" || event.subtype) return [envelope];
  if (event.user === BOT.user) event.bot_id = BOT.bot;
  event.channel_type = channelType(event.channel);
  event.team = envelope.team_id;
  if (event.channel_type === "im" || event.bot_id || !event.text?.includes(`<@${BOT.user}`)) return [envelope];
  const { channel_type: _, ...mention } = event;
  return [envelope, { ...envelope, event_id: `Ev${randomUUID()}`, event: { ...mention, type: "app_mention" } }];
}

function addWhatIsMissing(app, webhooks, baseUrl) {
  const dispatch = webhooks.dispatch.bind(webhooks);
  webhooks.dispatch = async (event, action, payload, owner, repo) => {
    for (const envelope of asSlackSends(payload)) await dispatch(envelope.event.type, action, envelope, owner, repo);
  };
  const subscription = webhooks.register({ url: eventsUrl ?? "", events: ["*"], active: Boolean(eventsUrl), owner: "slack" });
  app.post("/launcher/events-url", async (c) => {
    eventsUrl = (await c.req.json()).url;
    webhooks.updateSubscription(subscription.id, { url: eventsUrl, active: true });
    return c.json({ ok: true });
  });
  app.use("*", async (c, next) => {
    const isBot = c.req.header("Authorization") === `Bearer ${BOT.token}`;
    const index = isBot ? faults.findIndex((fault) => c.req.path === `/api/${fault.method}`) : -1;
    if (index < 0) return next();
    const [fault] = faults.splice(index, 1);
    return c.json({ ok: false, error: fault.error }, fault.status ?? 200, { "Retry-After": String(fault.retry_after ?? 1) });
  });
  app.post("/launcher/fault", async (c) => c.json({ ok: true, queued: faults.push(await c.req.json()) }));
  app.get("/launcher/faults", (c) => c.json(faults));
  app.get("/launcher/facts", (c) => c.json(facts));
  app.get("/launcher/whispers", (c) => c.json(whispers));
  app.post("/launcher/whisper", async (c) => c.json({ ok: true, heard: whispers.push(await c.req.json()) }));
  app.post("/launcher/command", async (c) => {
    const typed = { command: "/ask", channel_id: "C000000001", user_id: "U000000001", team_id: "T000000001", ...(await c.req.json()) };
    const body = new URLSearchParams({ ...typed, trigger_id: randomUUID(), response_url: `${baseUrl.replace("//localhost", "//127.0.0.1")}/launcher/whisper` }).toString();
    const stamp = String(Math.floor(Date.now() / 1000));
    const response = await fetch(eventsUrl, {
      method: "POST",
      body,
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": `v0=${createHmac("sha256", secret).update(`v0:${stamp}:${body}`).digest("hex")}`,
      },
    });
    return c.json({ ok: response.ok, status: response.status, text: await response.text() });
  });
}

const plugin = await findSlackPlugin();
const register = plugin.register.bind(plugin);
plugin.register = (app, store, webhooks, baseUrl, tokens) => {
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
        { app_id: "ACORNERMAN", client_id: "cornerman", client_secret: "unused", name: "Cornerman", redirect_uris: [],
          bot_id: BOT.bot, bot_user_id: BOT.user, bot_name: "cornerman" },
      ],
      tokens: [
        { token: BOT.token, type: "bot", user_id: BOT.user, bot_id: BOT.bot, bot_user_id: BOT.user, app_id: "ACORNERMAN" },
        { token: REP_TOKEN, type: "user", user_id: "U000000001" },
      ],
      channels: [{ name: "sales" }],
    },
  },
});
const url = emulator.url.replace("//localhost", "//127.0.0.1");
const facts = { url, api_url: `${url}/api/`, bot_token: BOT.token, bot_user: BOT.user,
  rep_token: REP_TOKEN, rep: "U000000001", channel: "C000000001", signing_secret: secret };
const invited = await fetch(`${facts.api_url}conversations.invite`, {
  method: "POST",
  headers: { Authorization: `Bearer ${REP_TOKEN}`, "Content-Type": "application/json" },
  body: JSON.stringify({ channel: facts.channel, users: BOT.user }),
});
const { ok, error } = await invited.json();
if (!ok) throw new Error(`the bot could not be invited: ${error}`);
console.log(JSON.stringify(facts));

const stop = () => emulator.close().then(() => process.exit(0));
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
if (options["until-stdin-ends"]) process.stdin.resume().on("end", stop);
