// SPDX-License-Identifier: EUPL-1.2
// A message centre that we did not write (npm's smpp) on this machine, and a small HTTP port by which
// tests and measurements tell it how to behave and ask what it got. Prints {"smpp": port, "http": port}.
//
//   POST /rules    how to behave from now on, see `rules`
//   POST /deliver  {from, text, order?}: somebody writes; answers with our statuses, one for each part
//   POST /drop     hang up on everybody
//   GET  /state    what came, how many are bound, how many tried to
//   POST /drive    {per_second, messages}: people write, each once; how long they waited for an answer
import http from 'node:http';
import { createRequire } from 'node:module';

const smpp = createRequire(import.meta.url)('smpp');

const PASSWORD = 'secret';
const rules = {
  throttle: 0,         // so many messages are refused with 0x58
  per_second: 0,       // more than so many are, too; 0: no limit
  refuse: {},          // number → status
  undeliverable: [],   // numbers to which nothing can be delivered
  undeliverable_parts: [], // numbers of parts of which that is so
  receipts: 'each',    // each | none | backwards (held back until there are three)
  receipts_first: false, // the receipt is quicker than the answer to the message
  decimal_receipts: false,
  hang_up_after: 0,    // hang up when so many have come, before they are answered
  refuse_bind: false,
};
const received = [];
const sessions = new Set();
let binds = 0;
let refusals = 0;
let acknowledged = 0; // receipts
let lastId = 0xa0;
let second = 0;
let inThisSecond = 0;
let heldBack = [];
const waiting = new Map(); // number → {at, done} of those who wait for an answer (/drive)

function isTooMany() {
  if (rules.throttle > 0) {
    rules.throttle -= 1;
    return true;
  }
  const now = Math.floor(Date.now() / 1000);
  if (now !== second) [second, inThisSecond] = [now, 0];
  inThisSecond += 1;
  return rules.per_second > 0 && inThisSecond > rules.per_second;
}

function partOf(pdu) {
  const udh = (pdu.short_message.udh ?? []).map((one) => [...one])[0];
  return udh ? { reference: udh[2], of: udh[3], number: udh[4] } : null;
}

function takeSubmit(session, pdu) {
  const to = pdu.destination_addr;
  if (rules.refuse[to] !== undefined) return session.send(pdu.response({ command_status: rules.refuse[to] }));
  if (isTooMany()) {
    refusals += 1;
    return session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }));
  }
  const text = pdu.short_message.message.toString();
  received.push({
    at: Date.now(), from: pdu.source_addr, to, text, coding: pdu.data_coding,
    part: partOf(pdu),
  });
  if (rules.hang_up_after && received.length % rules.hang_up_after === 0) return session.socket.destroy();
  lastId += 1;
  const id = lastId.toString(16);
  const answer = () => session.send(pdu.response({ message_id: id.toUpperCase() }));
  const wantsReceipt = pdu.registered_delivery && rules.receipts !== 'none';
  if (wantsReceipt && rules.receipts_first) sendReceipt(session, pdu, lastId);
  answer();
  if (wantsReceipt && !rules.receipts_first) queueReceipt(session, pdu, lastId);
  const waits = waiting.get(to);
  if (waits) {
    waiting.delete(to);
    waits.done(Date.now() - waits.at);
  }
  return undefined;
}

function queueReceipt(session, pdu, number) {
  if (rules.receipts === 'each') return void setTimeout(() => sendReceipt(session, pdu, number), 5);
  heldBack.push(() => sendReceipt(session, pdu, number));
  if (heldBack.length === 3) {
    heldBack.reverse().forEach((send) => send());
    heldBack = [];
  }
  return undefined;
}

function sendReceipt(session, pdu, number) {
  const id = rules.decimal_receipts ? String(number) : number.toString(16).padStart(10, '0');
  const part = partOf(pdu)?.number;
  const isLost = rules.undeliverable.includes(pdu.destination_addr) || rules.undeliverable_parts.includes(part);
  const state = isLost ? 'UNDELIV' : 'DELIVRD';
  session.deliver_sm({
    esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT,
    source_addr: pdu.destination_addr, source_addr_ton: 1, destination_addr: pdu.source_addr,
    short_message: `id:${id} sub:001 dlvrd:001 submit date:2004020900 done date:2004020900 stat:${state} `
      + `err:${isLost ? '011' : '000'} text:`,
  }, (answer) => {
    if (answer.command_status === 0) acknowledged += 1;
  });
}

const server = smpp.createServer({}, (session) => {
  session.setMaxListeners(0);
  session.on('error', () => {});
  session.on('close', () => sessions.delete(session));
  session.on('bind_transceiver', (pdu) => {
    binds += 1;
    if (rules.refuse_bind || pdu.password !== PASSWORD) {
      session.send(pdu.response({ command_status: smpp.ESME_RINVPASWD }));
      return session.close();
    }
    session.send(pdu.response({ system_id: 'smsc' }));
    return sessions.add(session);
  });
  session.on('submit_sm', (pdu) => takeSubmit(session, pdu));
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => {
    session.send(pdu.response());
    session.close();
  });
});

const isLatin = (text) => /^[\x20-\x7e\n]*$/.test(text);

function partsOf(text, reference) {
  const octets = isLatin(text) ? Buffer.from(text, 'latin1') : Buffer.from(text, 'utf16le').swap16();
  const [alone, size] = isLatin(text) ? [160, 153] : [140, 134];
  if (octets.length <= alone) return [{ short_message: octets }];
  const of = Math.ceil(octets.length / size);
  return Array.from({ length: of }, (_, at) => ({
    esm_class: 0x40,
    short_message: {
      udh: Buffer.from([5, 0, 3, reference, of, at + 1]),
      message: octets.subarray(at * size, (at + 1) * size),
    },
  }));
}

let reference = 0;

function deliver({ from, text, order, to = '3013' }) {
  reference = (reference + 1) % 256;
  const parts = partsOf(text, reference);
  const data_coding = isLatin(text) ? 0 : 8;
  const [session] = sessions;
  if (!session) return Promise.resolve([]);
  return Promise.all((order ?? parts.map((_, at) => at)).map((at) => new Promise((resolve) => {
    session.once('close', () => resolve('closed'));
    session.deliver_sm({
      source_addr: from.replace('+', ''), source_addr_ton: 1, source_addr_npi: 1,
      destination_addr: to, data_coding, ...parts[at],
    }, (answer) => resolve(answer.command_status));
  })));
}

// As real ones do: what is not acknowledged is brought again.
async function deliverUntilTaken(message) {
  const statuses = await deliver(message);
  if (statuses.length && statuses.every((status) => status === 0)) return;
  await new Promise((resolve) => setTimeout(resolve, 100));
  await deliverUntilTaken(message);
}

// One after the other writes, evenly, whether or not those before have an answer.
async function drive({ per_second, messages, patience = 60 }) {
  const waits = [];
  let unacknowledged = 0;
  const began = Date.now();
  for (const [n, message] of messages.entries()) {
    const due = began + (n * 1000) / per_second;
    if (due > Date.now()) await new Promise((resolve) => setTimeout(resolve, due - Date.now()));
    waits.push(new Promise((resolve) => {
      waiting.set(message.from.replace('+', ''), { at: Date.now(), done: resolve });
      setTimeout(() => resolve(null), patience * 1000).unref();
    }));
    unacknowledged += 1;
    deliverUntilTaken(message).then(() => { unacknowledged -= 1; });
  }
  const written = (Date.now() - began) / 1000;
  const answers = await Promise.all(waits);
  const inTime = answers.filter((wait) => wait !== null).sort((a, b) => a - b);
  const share = (part) => inTime[Math.max(0, Math.ceil(inTime.length * part) - 1)] / 1000;
  return {
    sent: answers.length, answered: inTime.length, unacknowledged,
    seconds: (Date.now() - began) / 1000, seconds_of_writing: written,
    p50: share(0.5), p99: share(0.99), longest: share(1),
  };
}

const actions = {
  '/rules': (said) => Object.assign(rules, said),
  '/deliver': deliver,
  '/drive': drive,
  '/state': () => ({ received, bound: sessions.size, binds, refusals, acknowledged }),
  '/forget': () => { received.length = 0; return {}; },
  '/drop': () => { sessions.forEach((session) => session.socket.destroy()); return {}; },
};

const control = http.createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => { body += chunk; });
  request.on('end', async () => {
    const answer = await actions[request.url](JSON.parse(body || '{}'));
    response.end(JSON.stringify(answer));
  });
});

server.listen(0, '127.0.0.1', () => control.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ smpp: server.address().port, http: control.address().port }));
}));
process.stdin.on('close', () => process.exit(0)).resume();
