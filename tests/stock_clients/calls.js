// Calls at a rate by gRPC for Node. As calls.py, whose usage and numbers it has,
// after the path of gRPC's own code:
//
//   calls.js GRPC TARGET SERVICE_CONFIG SNIPPET
'use strict';

const fs = require('fs');
const readline = require('readline');

const RATE = 200;
const LARGE_EVERY = 20;
const DEADLINE = 10_000;
const ENOUGH = {begun: 60, answered: 100};

const METHOD = '/conversations.authz.v1.AuthorizationService/Check';

const CHECK = Buffer.from('0a050a01611001100f', 'hex');
const LARGE_CHECK =
    Buffer.concat([CHECK, Buffer.from('1ae0a712', 'hex'), Buffer.alloc(300_000, 'x')]);

const [grpcPath, target, serviceConfig, snippet] = process.argv.slice(2);
const grpc = require(fs.realpathSync(grpcPath));
const connect = new Function('grpc', fs.readFileSync(snippet, 'utf8') + '\nreturn connect;')(grpc);
const client = connect(target, serviceConfig);

const statuses = {};
let begun = 0;
let ended = 0;
// What is waited for, of the calls that began after it was asked for.
let waitedFor = null;
let mark = 0;
let late = {};
let isEnding = false;

function count(what) {
  late[what] = (late[what] || 0) + 1;
  if (what !== waitedFor || late[what] < ENOUGH[what]) return;
  waitedFor = null;
  console.log(what);
}

function begin() {
  const number = ++begun;
  count('begun');
  client.makeUnaryRequest(
      METHOD, (bytes) => bytes, (bytes) => bytes,
      number % LARGE_EVERY === 0 ? LARGE_CHECK : CHECK, new grpc.Metadata(),
      {deadline: Date.now() + DEADLINE}, (error) => end(number, error));
}

function end(number, error) {
  ++ended;
  const status = error ? `${grpc.status[error.code]}: ${error.details}` : 'OK';
  statuses[status] = (statuses[status] || 0) + 1;
  if (!error && number > mark) count('answered');
  finish();
}

function finish() {
  if (!isEnding || ended < begun) return;
  console.log(JSON.stringify(statuses));
  process.exit(0);
}

const start = Date.now();
const pace = setInterval(() => {
  while (begun < (Date.now() - start) * RATE / 1000) begin();
}, 1000 / RATE);

const input = readline.createInterface({input: process.stdin});
input.on('line', (what) => {
  mark = begun;
  late = {};
  waitedFor = what;
});
input.on('close', () => {
  isEnding = true;
  clearInterval(pace);
  finish();
});
