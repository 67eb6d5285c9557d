// Loaded into the local client before its own code (node --require): three things that it has no setting for.

const http = require("node:http");
const net = require("node:net");

// 1. It listens on every address of the machine, and whoever reaches a page acts as its person: loopback only.

const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (port, ...rest) {
  return typeof port === "number" ? listen.call(this, port, "127.0.0.1", ...rest) : listen.call(this, port, ...rest);
};

// 2. What the bot sent while no page was open is handed over the moment one connects, and the page drops it, because
//    it connects before it has its configuration. So its connection waits until it opens its first conversation.

const CONNECTION = /^\/_ws_conversation\//;
const CONFIGURATION = /^\/_internal\/v1\/config$/;
const FIRST_CONVERSATION = /^\/_debug\/conversation\/.+\/installation$/;
const PATIENCE_MS = 3000; // a page that only connects anew opens no conversation

const waiting = new Set();
let loading = 0;

function connect(page) {
  if (waiting.delete(page)) page();
}

function hold(page) {
  waiting.add(page);
  const lookAgain = () => (loading > 0 ? setTimeout(lookAgain, PATIENCE_MS) : connect(page));
  setTimeout(lookAgain, PATIENCE_MS);
}

function watch(request, response) {
  if (FIRST_CONVERSATION.test(request.url)) waiting.forEach(connect);
  if (!CONFIGURATION.test(request.url)) return;
  loading += 1;
  response.once("close", () => (loading -= 1));
}

const emit = http.Server.prototype.emit;

http.Server.prototype.emit = function (event, ...details) {
  const now = () => emit.call(this, event, ...details);
  if (event === "request") watch(...details);
  if (event !== "upgrade" || !CONNECTION.test(details[0].url)) return now();
  hold(now);
  return true;
};

// 3. It outlives a launcher that was killed, and keeps the port. The launcher holds the other end of this pipe.

process.stdin.resume();
process.stdin.once("close", () => process.exit(0));
