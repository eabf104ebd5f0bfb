// The four tables behind their tabs, and the line above them that says what is filtered.

import { count, write } from './format.js';
import { post, tell } from './control.js';
import * as columns from './columns.js';
import { Grid, cut, found } from './grid.js';

const RowHeight = 28;
const Tabs = ['connections', 'workers', 'ends', 'warnings'];

/** Which conditions a table heeds. */
const Heeds = {
  connections: ['service', 'state', 'place', 'q'],
  workers: ['service', 'state', 'worker', 'place', 'q'],
  ends: ['service', 'state', 'reason', 'q'],
  warnings: ['q'],
};

export class Tables {
  #snapshot = null;
  #grids = {};
  #tabs = {};
  #totals = {};

  constructor(filter) {
    this.filter = filter;
    this.#make('connections', columns.connections, RowHeight, row => row.id + row.service, (...window) => this.#ask(...window));
    this.#make('workers', columns.workers, RowHeight, row => `${row.service} ${row.number}`, this.#of(({ workers }) => workers));
    this.#make('ends', columns.ends, 0, row => `${row.at} ${row.service} ${row.id} ${row.peer} ${row.reason}`, this.#of(({ recentEnds }) => recentEnds));
    this.#make('warnings', columns.warnings, 0, row => `${row.at} ${row.text}`, this.#of(({ warnings }) => warnings));
    this.#search();
    this.#level();
    filter.onChange(() => this.#filtered());
    this.#filtered();
  }

  get current() {
    return Tabs.includes(this.filter.tab) ? this.filter.tab : Tabs[0];
  }

  draw(snapshot) {
    this.#snapshot = snapshot;
    const numbers = {
      connections: snapshot.services.reduce((all, { status }) => all + status.served + status.held, 0),
      workers: snapshot.workers.length, ends: snapshot.recentEnds.length, warnings: snapshot.warnings.length,
    };
    for (const name of Tabs) {
      this.#totals[name] = numbers[name];
      write(this.#tabs[name].lastElementChild, count(numbers[name]));
    }
    document.getElementById('still').hidden = !this.#grids[this.current].still;
    this.#grids[this.current].refresh();
  }

  #make(name, make, rowHeight, identify, source) {
    const grid = new Grid({
      label: name, columns: make(this.filter), rowHeight, source, identify,
      sorted: sort => this.filter.set({ sort }),
      updated: total => write(document.getElementById('found'), found(total, this.#totals[name], name)),
    });
    this.#grids[name] = grid;
    const [tab, panel] = [document.createElement('button'), document.createElement('div')];
    Object.assign(tab, { id: `tab-${name}`, type: 'button' });
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', `panel-${name}`);
    tab.append(`${name} `, document.createElement('b'));
    // A state or a column of one table means nothing in another.
    tab.onclick = () => this.filter.set({ tab: name === Tabs[0] ? '' : name, state: '', sort: '' });
    tab.onkeydown = event => this.#step(event, name);
    Object.assign(panel, { id: `panel-${name}` });
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
    panel.append(grid.element);
    this.#tabs[name] = tab;
    document.getElementById('tabs').append(tab);
    document.getElementById('panels').append(panel);
  }

  #step(event, name) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = Tabs[(Tabs.indexOf(name) + step + Tabs.length) % Tabs.length];
    this.#tabs[next].click();
    this.#tabs[next].focus();
  }

  /** Rows of connections are the server's: only those on screen come here. */
  async #ask(skip, take, { key, descending }) {
    const { service, state, place, q } = this.filter;
    const query = new URLSearchParams({ skip, take });
    for (const [name, value] of Object.entries({ service, state, place, text: q, sortBy: key })) if (value) query.set(name, value);
    if (descending) query.set('descending', 'true');
    try {
      const answer = await fetch(`connections?${query}`, { cache: 'no-store', signal: AbortSignal.timeout(5000) });
      // No row is as the conditions say, and they stand above the table.
      if (answer.status === 400) return { total: 0, rows: [] };
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  #of(rows) {
    return (skip, take, sort) => this.#snapshot && cut(rows(this.#snapshot).filter(row => this.#matches(row)), skip, take, sort);
  }

  #matches(row) {
    const { service, state, reason, worker, place, q } = this.filter;
    const heeds = Heeds[this.current];
    const wrong = (name, value, own) => value !== '' && heeds.includes(name) && own !== value;
    if (wrong('service', service, row.service) || wrong('reason', reason, row.reason)) return false;
    if (wrong('state', state, row.state ?? row.kind) || wrong('worker', worker, String(row.number)) || wrong('place', place, String(row.place))) return false;
    return q === '' || Object.values(row).some(value => String(value).toLowerCase().includes(q.toLowerCase()));
  }

  #filtered() {
    const current = this.current;
    for (const name of Tabs) {
      const tab = this.#tabs[name];
      tab.setAttribute('aria-selected', String(name === current));
      tab.tabIndex = name === current ? 0 : -1;
      document.getElementById(`panel-${name}`).hidden = name !== current;
    }
    document.getElementById('log').hidden = current !== 'warnings';
    const search = document.getElementById('search');
    if (search.value !== this.filter.q) search.value = this.filter.q;
    this.#chips(Heeds[current].filter(key => key !== 'q' && this.filter[key] !== ''));
    this.#grids[current].sortBy(this.filter.sort);
    this.#grids[current].rewind();
    this.#grids[current].refresh(true);
  }

  #chips(keys) {
    document.getElementById('chips').replaceChildren(...keys.map(key => {
      const chip = document.createElement('button');
      chip.className = 'chip';
      chip.textContent = `${key}: ${this.filter[key]} ×`;
      chip.setAttribute('aria-label', `no longer only ${key} ${this.filter[key]}`);
      chip.onclick = () => this.filter.set({ [key]: '' });
      return chip;
    }));
  }

  #search() {
    const search = document.getElementById('search');
    let waiting;
    search.oninput = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.filter.set({ q: search.value.trim() }, true), 150);
    };
  }

  #level() {
    const form = document.getElementById('log');
    form.querySelector('button').dataset.act = 'level';
    form.onsubmit = async event => {
      event.preventDefault();
      const category = form.elements.category.value.trim();
      tell(form.querySelector('output'), await post('log-level', { level: form.elements.level.value, ...(category ? { category } : {}) }));
    };
  }
}

/** How a client of the pressed cell's state is called in the tables. */
export function statesOf(letter, workers) {
  if (workers) return { b: 'busy', i: 'idle', s: 'starting', '!': 'busy', d: 'dying' }[letter] ?? '';
  return { b: 'open', i: 'open', s: 'open', '!': 'open', d: 'lingering' }[letter] ?? '';
}

