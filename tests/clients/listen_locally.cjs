// Preloaded into a server that would listen on every address: it listens on this machine alone, and ends with its parent.
const { Server } = require("node:net");

const listen = Server.prototype.listen;

Server.prototype.listen = function listenLocally(...how) {
  const [port, host] = how;
  if (typeof port === "object" && port !== null && port.port !== undefined) how[0] = { ...port, host: "127.0.0.1" };
  else if (typeof host === "string") how[1] = "127.0.0.1";
  else how.splice(1, 0, "127.0.0.1");
  return listen.apply(this, how);
};

process.stdin.on("end", () => process.exit()).resume();
