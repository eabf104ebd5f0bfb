// What the four tables show of a row, and what may be done to it.

import { age, bytes, clock, count, seconds } from './format.js';
import { ask, permit, post } from './control.js';

const Missing = '–';
const or = value => (value === undefined || value === null ? Missing : String(value));
const service = filter => ({ key: 'service', label: 'service', width: 90, text: row => row.service, filter: row => filter.set({ service: row.service }) });
const worker = (filter, width = 66) => ({
  key: 'worker', label: 'worker', width, number: true, text: row => or(row.worker),
  filter: row => row.worker !== undefined && filter.only({ tab: 'workers', service: row.service, worker: String(row.worker) }),
});

export const connections = filter => [
  { key: 'id', label: 'id', width: 96, text: row => row.id },
  service(filter),
  { key: 'peer', label: 'peer', width: 180, grows: true, clip: true, text: row => row.peer },
  { key: 'state', label: 'state', width: 82, text: row => row.state, filter: row => filter.set({ state: row.state }) },
  { key: 'ageSeconds', label: 'age', width: 100, number: true, text: row => age(row.ageSeconds) },
  { key: 'idleSeconds', label: 'idle', width: 100, number: true, text: row => age(row.idleSeconds) },
  { key: 'in', label: 'in', width: 80, number: true, text: row => bytes(row.in) },
  { key: 'out', label: 'out', width: 80, number: true, text: row => bytes(row.out) },
  worker(filter),
  { key: 'pid', label: 'pid', width: 76, number: true, text: row => or(row.pid) },
  acts(84, row => [{
    name: 'close', question: `close ${row.id}?`, path: `connections/${encodeURIComponent(row.id)}/close`,
  }]),
];

export const workers = filter => [
  { key: 'number', label: 'worker', width: 76, number: true, text: row => String(row.number), filter: row => filter.only({ tab: 'connections', service: row.service, q: String(row.pid) }) },
  service(filter),
  { key: 'pid', label: 'pid', width: 84, number: true, text: row => (row.pid ? String(row.pid) : Missing) },
  { key: 'state', label: 'state', width: 150, text: row => (row.retired ? `${row.state}, ${row.retired}` : row.state), filter: row => filter.set({ state: row.state }) },
  { key: 'clients', label: 'clients', width: 76, number: true, text: row => (row.clientsAtOnce > 1 ? `${count(row.clients)} of ${count(row.clientsAtOnce)}` : count(row.clients)) },
  { key: 'servedTotal', label: 'served', width: 84, number: true, text: row => count(row.servedTotal) },
  { key: 'ageSeconds', label: 'age', width: 100, number: true, text: row => age(row.ageSeconds) },
  { key: 'cpuSeconds', label: 'processor', width: 96, number: true, text: row => seconds(row.cpuSeconds) },
  { key: 'memoryBytes', label: 'memory', width: 90, number: true, text: row => (row.memoryBytes === undefined ? Missing : bytes(row.memoryBytes)) },
  acts(140, row => {
    const path = `workers/${encodeURIComponent(row.service)}/${row.number}`;
    const who = `worker ${row.number}${row.pid ? `, pid ${row.pid}` : ''}`;
    return [
      { name: 'drain', question: `drain ${who}?`, path: `${path}/drain` },
      { name: 'kill', question: `kill ${who}?`, path: `${path}/kill` },
    ];
  }),
];

export const ends = filter => [
  { key: 'at', label: 'time', width: 88, text: row => clock(row.at) },
  { key: 'kind', label: 'what', width: 96, text: row => row.kind, filter: row => filter.set({ state: row.kind }) },
  service(filter),
  { key: 'id', label: 'id', width: 92, text: row => or(row.id) },
  { key: 'peer', label: 'peer', width: 178, clip: true, text: row => or(row.peer) },
  { key: 'reason', label: 'reason', width: 124, text: row => row.reason, filter: row => filter.set({ reason: row.reason }) },
  { key: 'durationSeconds', label: 'lasted', width: 78, number: true, text: row => seconds(row.durationSeconds) },
  { key: 'in', label: 'in', width: 66, number: true, text: row => bytes(row.in) },
  { key: 'out', label: 'out', width: 66, number: true, text: row => bytes(row.out) },
  { ...worker(filter), text: row => or(row.worker ?? (row.kind === 'worker' ? row.id : undefined)) },
  { label: 'how its process ended, what it said', width: 260, grows: true, fill: words },
];

export const warnings = () => [
  { key: 'at', label: 'time', width: 88, text: row => clock(row.at) },
  { key: 'level', label: 'level', width: 86, text: row => row.level },
  { key: 'category', label: 'category', width: 190, clip: true, text: row => row.category },
  { label: 'text', width: 320, grows: true, wraps: true, text: row => row.text },
];

/** Exit and error in a line; the last words of standard error unfold. */
function words(cell, row) {
  const line = [row.exit, row.error].filter(Boolean).join(' · ');
  if (cell.said === line + row.stderr) return;
  cell.said = line + row.stderr;
  cell.className = 'words';
  if (!row.stderr) {
    cell.textContent = line || Missing;
    return;
  }
  const details = document.createElement('details');
  const [summary, text] = [document.createElement('summary'), document.createElement('pre')];
  const lines = row.stderr.split('\n');
  summary.textContent = [row.exit, row.error ?? lines[0]].filter(Boolean).join(' · ');
  text.textContent = row.stderr;
  details.append(summary, text);
  cell.replaceChildren(details);
}

/** Buttons at the end of a row. They are made anew for another row only. */
function acts(width, of) {
  return {
    label: 'actions', width, last: true,
    fill(cell, row) {
      const wanted = of(row);
      const key = wanted.map(({ path }) => path).join();
      if (cell.key === key) return;
      cell.key = key;
      cell.replaceChildren(...wanted.map(act));
    },
  };
}

function act({ name, question, path }) {
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.act = name;
  button.textContent = name;
  button.setAttribute('aria-label', question.replace(/\?$/, ''));
  permit(button);
  button.onclick = () => ask(button, question, async () => {
    const said = document.createElement('output');
    said.textContent = '…';
    const cell = button.parentElement;
    cell.append(said);
    const { text, bad } = await post(path);
    said.textContent = text;
    said.className = bad ? 'bad' : '';
  });
  return button;
}
