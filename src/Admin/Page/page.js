// The page: takes a snapshot a second and gives it to its parts. Numbers, bars and cells change; nothing moves.

import { cap, count, seconds, write } from './format.js';
import { Ended, ramp } from './cells.js';
import { Filter } from './filter.js';
import { Legend, Scoreboard } from './scoreboard.js';
import { Nodes } from './nodes.js';
import { Services } from './services.js';
import { StaleAfter, Verdict } from './verdict.js';
import { Tables, statesOf } from './tables.js';
import { allow, ask, permission, permit, post, tell } from './control.js';
import { follow } from './stream.js';
import { Tip } from './tip.js';
import { tryIt } from './nobody.js';

const find = id => document.getElementById(id);
const dark = matchMedia('(prefers-color-scheme: dark)');
const filter = new Filter();
const verdict = new Verdict();
const services = new Services(find('services'), find('service'), filter);
const nodes = new Nodes(find('nodes'));
const board = new Scoreboard(find('canvas'), dark);
const legend = new Legend(find('legend'), dark, showState);
const tables = new Tables(filter);
new Tip(find('canvas'), find('tip'), board, () => snapshot, showCell);

let snapshot = null;
let arrived = 0;
let due = false;
let signedOut = false;

follow('events', take, () => {
  signedOut = true;
  tick();
}, sentence => {
  if (!snapshot) write(find('reason'), sentence);
});
setInterval(tick, 1000);
addEventListener('visibilitychange', plan);

/** Notes what has happened, also where nobody looks; drawing waits for the screen. */
function take(news) {
  const now = performance.now();
  const missed = arrived ? Math.min(300, Math.max(0, Math.round((now - arrived) / 1000) - 1)) : 0;
  snapshot = news;
  arrived = now;
  verdict.see(news);
  services.see(news, missed);
  board.see(news);
  plan();
}

function plan() {
  if (due || !snapshot || document.hidden) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    draw();
  });
}

function draw() {
  drawCaps();
  services.draw(snapshot);
  nodes.draw(snapshot);
  board.draw(snapshot);
  legend.draw(board.counts(snapshot));
  tryIt(find('nobody'), snapshot.services);
  allow(snapshot.control ?? null);
  find('control').hidden = permission.why === null;
  write(find('control'), `Controls are disabled. ${permission.why}`);
  drawServer();
  document.body.classList.toggle('single', snapshot.services.length < 2);
  tables.draw(snapshot);
  tick();
}

/** The strip's words, and how old the data is: the only clock that goes on when the server is lost. */
function tick() {
  const age = snapshot ? Math.floor((performance.now() - arrived) / 1000) : 0;
  const stale = signedOut || (snapshot !== null && age >= StaleAfter);
  document.body.classList.toggle('stale', stale);
  if (!snapshot && !signedOut) return;
  const { word, reason } = stale ? { word: 'stale', reason: signedOut ? 'signed out: reload the page and sign in' : `no data for ${seconds(age)}, retrying` } : verdict.judge(snapshot);
  if (find('word').written !== word) find('spoken').textContent = `${word}: ${reason}`;
  find('strip').dataset.word = word;
  write(find('word'), word);
  write(find('reason'), reason);
  write(find('age'), snapshot ? `data ${age} s old` : '');
  document.title = `${word} · ActorServer`;
}

function drawCaps() {
  const list = find('caps');
  while (list.children.length < snapshot.services.length) list.append(document.createElement('li'));
  while (list.children.length > snapshot.services.length) list.lastElementChild.remove();
  snapshot.services.forEach(({ status }, i) => {
    const places = cap(status);
    write(list.children[i], `${status.name} ${count(status.served)} of ${places === Infinity ? 'any' : count(places)}`);
  });
}

function drawServer() {
  const { version, pid, startedAt, generation } = snapshot.server;
  const up = seconds(Math.max(0, (Date.now() - Date.parse(startedAt)) / 1000));
  write(find('server'), `ActorServer ${version} · pid ${pid} · up ${up}${generation > 1 ? ` · generation ${generation}` : ''}`);
  if (find('stop').firstChild) return;
  const [button, output] = [document.createElement('button'), document.createElement('output')];
  button.dataset.act = 'shutdown';
  button.textContent = 'stop the server';
  permit(button);
  button.onclick = () => ask(button, `drain and end pid ${snapshot.server.pid}?`, async () => tell(output, await post('shutdown')));
  find('stop').append(button, output);
}

function withWorkers(name) {
  return snapshot?.services.find(({ status }) => status.name === name)?.status.workers !== undefined;
}

function showState(letter) {
  if (letter === Ended) filter.only({ tab: 'ends' });
  else {
    const workers = snapshot?.services.some(({ status }) => status.workers) ?? false;
    filter.only({ tab: workers ? 'workers' : '', state: statesOf(letter, workers) });
  }
}

/** A cell's row: by its place where the server tells it, by its state where it does not. */
function showCell({ service, place, letter, ended }) {
  const workers = withWorkers(service);
  if (ended) filter.only({ tab: 'ends', service });
  else if (!workers || snapshot.workers.some(row => row.place !== undefined)) filter.only({ tab: workers ? 'workers' : '', service, place: String(place) });
  else filter.only({ tab: 'workers', service, state: statesOf(letter, true) });
}

const drawAges = () => ramp(document.querySelector('#ages canvas'), dark.matches);
dark.addEventListener('change', drawAges);
drawAges();
