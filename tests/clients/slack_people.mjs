// Who and what is in the local Slack beyond what the emulator seeds, and the facts about them that it does not give.
export const TEAM = "T000000001";
export const BOT = { user: "UCORNERMAN", bot: "BCORNERMAN", app: "ACORNERMAN", token: "xoxb-local-cornerman" };
export const REP = { id: "U000000001", token: "xoxp-local-rep", name: "robin", real_name: "Robin Vale" };

/** Besides the rep: another rep, a content owner, a guest of the company, and somebody from another company. */
export const PEOPLE = {
  other_rep: { id: "U0REP0002", token: "xoxp-local-sam", name: "sam", real_name: "Sam Okoro", email: "sam@acme.example" },
  owner: { id: "U0DANA001", token: "xoxp-local-dana", name: "dana", real_name: "Dana Reyes", email: "dana@acme.example" },
  guest: { id: "U0GUEST01", token: "xoxp-local-gil", name: "gil", real_name: "Gil Guest", email: "gil@agency.example" },
  stranger: {
    id: "U0STRNG01", token: "xoxp-local-pat", name: "pat", real_name: "Pat Partner", email: "pat@globex.example",
    team: "T0PARTNER",
  },
};
export const CHANNELS = {
  channel: { id: "C000000001", members: [PEOPLE.other_rep.id, PEOPLE.owner.id] },
  private_channel: {
    id: "C0SECRET1", name: "pricing-desk", is_private: true, members: [REP.id, PEOPLE.owner.id, BOT.user],
  },
  shared_channel: {
    id: "C0GUESTS1", name: "acme-globex",
    members: [REP.id, PEOPLE.owner.id, PEOPLE.guest.id, PEOPLE.stranger.id, BOT.user],
  },
  foreign_channel: { id: "C0OTHER01", name: "no-bot-here", members: [REP.id, PEOPLE.owner.id] },
};
const GROUPS = { S0SALES01: { handle: "sales-team", name: "Sales", users: [REP.id, PEOPLE.other_rep.id] } };
const ABOUT_USERS = {
  [PEOPLE.guest.id]: { is_restricted: true },
  [PEOPLE.stranger.id]: { is_stranger: true, team_id: PEOPLE.stranger.team },
};
const ABOUT_CHANNELS = {
  [CHANNELS.shared_channel.id]: { is_ext_shared: true, is_shared: true, shared_team_ids: [TEAM, PEOPLE.stranger.team] },
};

export const isInside = (slack, channel) =>
  slack.channels.findOneBy("channel_id", channel)?.members.includes(BOT.user) ?? false;
export const isShared = (channel) => Boolean(ABOUT_CHANNELS[channel]?.is_ext_shared);

/** `channel_type` as events name it. */
export function channelType(slack, id) {
  const channel = slack.channels.findOneBy("channel_id", id);
  if (channel?.is_im || id.startsWith("D")) return "im";
  return channel?.is_mpim ? "mpim" : channel?.is_private ? "group" : "channel";
}

export function populate(slack) {
  for (const { id, token, name, real_name, email } of Object.values(PEOPLE)) {
    const profile = { display_name: name, real_name, email, image_48: "", image_192: "" };
    slack.users.insert({
      user_id: id, team_id: TEAM, name, real_name, email, profile, is_admin: false, is_bot: false, deleted: false,
      presence: "active", manual_presence: "auto", connection_count: 1,
    });
    const any = slack.tokens.findOneBy("token", REP.token);
    slack.tokens.insert({ token, token_type: "user", team_id: TEAM, user_id: id, scopes: any.scopes });
  }
  const rep = slack.users.findOneBy("user_id", REP.id);
  const { name, real_name } = REP;
  slack.users.update(rep.id, { name, real_name, profile: { ...rep.profile, display_name: name, real_name } });
  const nothing = { value: "", creator: REP.id, last_set: 0 };
  for (const { id, name, is_private = false, members } of Object.values(CHANNELS)) {
    const there = slack.channels.findOneBy("channel_id", id);
    const everybody = [...(there?.members ?? []), ...members];
    if (there) slack.channels.update(there.id, { members: everybody, num_members: everybody.length });
    else
      slack.channels.insert({
        channel_id: id, team_id: TEAM, name, is_channel: !is_private, is_private, is_archived: false, topic: nothing,
        purpose: nothing, members: everybody, creator: REP.id, num_members: everybody.length,
      });
  }
}

const shownUser = (user) => ({
  tz: "Europe/London", tz_offset: 0, is_owner: false, is_primary_owner: false, is_restricted: false,
  is_ultra_restricted: false, ...user, ...ABOUT_USERS[user.id],
});
const shownChannel = (channel) => ({
  is_shared: false, is_ext_shared: false, is_org_shared: false, is_pending_ext_shared: false, is_general: false,
  ...channel, ...ABOUT_CHANNELS[channel.id],
});
const COMPLETED = {
  "/api/users.info": (answer) => ({ ...answer, user: shownUser(answer.user) }),
  "/api/users.lookupByEmail": (answer) => ({ ...answer, user: shownUser(answer.user) }),
  "/api/users.list": (answer) => ({ ...answer, members: answer.members.map(shownUser) }),
  "/api/conversations.info": (answer) => ({ ...answer, channel: shownChannel(answer.channel) }),
};

/** The emulator reads by POST alone, leaves out facts about guests and shared channels, and lets a bot post anywhere. */
export function completeAnswers(app, slack) {
  app.use("*", async (c, next) => {
    if (c.req.path === "/api/chat.postMessage" && c.req.header("Authorization") === `Bearer ${BOT.token}`) {
      const { channel = "" } = await c.req.raw.clone().json().catch(() => ({}));
      if (/^C/.test(channel) && slack.channels.findOneBy("channel_id", channel) && !isInside(slack, channel))
        return c.json({ ok: false, error: "not_in_channel" });
    }
    const complete = COMPLETED[c.req.path];
    const byGet = c.req.method === "GET" && c.req.path.startsWith("/api/");
    if (c.req.header("X-Launcher-Inner") || !(complete || byGet)) return next();
    const headers = { "X-Launcher-Inner": "1", Authorization: c.req.header("Authorization") ?? "" };
    headers["Content-Type"] = byGet ? "application/x-www-form-urlencoded" : c.req.header("Content-Type") ?? "";
    const body = byGet ? new URL(c.req.url).search.slice(1) : await c.req.text();
    const response = await app.fetch(new Request(c.req.url, { method: "POST", headers, body }));
    if (!complete || !response.ok) return response;
    const answer = await response.json();
    return c.json(answer.ok ? complete(answer) : answer, response.status);
  });
}

/** User groups and assistant threads, which the emulator does not have. */
export function addMissingMethods(app, slack, threads) {
  const method = (name, answer) =>
    app.post(`/api/${name}`, async (c) => {
      if (!c.get("authUser")) return c.json({ ok: false, error: "not_authed" });
      const text = await c.req.text();
      const isJson = (c.req.header("Content-Type") ?? "").includes("json");
      const typed = isJson ? JSON.parse(text || "{}") : Object.fromEntries(new URLSearchParams(text));
      const body = { ...Object.fromEntries(new URL(c.req.url).searchParams), ...typed }; // Slack reads the address's own parameters as well
      const given = answer(body);
      return c.json(typeof given === "string" ? { ok: false, error: given } : { ok: true, ...given });
    });
  const yes = (value) => value === true || value === "true" || value === "1";
  method("usergroups.list", (body) => ({
    usergroups: Object.entries(GROUPS).map(([id, { users, ...about }]) => ({
      id, team_id: TEAM, is_usergroup: true, date_delete: 0, user_count: users.length, ...about,
      ...(yes(body.include_users) ? { users } : {}),
    })),
  }));
  method("usergroups.users.list", ({ usergroup }) => {
    const group = GROUPS[usergroup];
    return group ? { users: group.users } : "no_such_subteam";
  });
  const inThread = (change) => (body) => {
    if (!slack.channels.findOneBy("channel_id", body.channel_id)) return "channel_not_found";
    const thread = threads.find((one) => one.channel === body.channel_id && one.thread_ts === body.thread_ts);
    return thread ? change(thread, body) ?? {} : "invalid_thread_ts";
  };
  method("assistant.threads.setStatus", inThread((thread, body) => {
    thread.status = body.status ?? "";
    if (thread.status) thread.statuses.push(thread.status);
  }));
  method("assistant.threads.setTitle", inThread((thread, body) => void (thread.title = body.title)));
  method("assistant.threads.setSuggestedPrompts", inThread((thread, body) => {
    const prompts = typeof body.prompts === "string" ? JSON.parse(body.prompts) : body.prompts ?? [];
    if (prompts.length > 4) return "invalid_arguments";
    thread.prompts = prompts;
  }));
  app.post("/launcher/person", async (c) => {
    const { id, ...facts } = await c.req.json();
    ABOUT_USERS[id] = { ...ABOUT_USERS[id], ...facts };
    return c.json({ ok: true });
  });
  app.post("/launcher/usergroup", async (c) => {
    const { id, ...group } = await c.req.json();
    GROUPS[id] = { name: group.handle, ...group };
    return c.json({ ok: true });
  });
}
