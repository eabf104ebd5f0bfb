// A row a service: its room to scale, five minutes of rate, duration and bytes, and what may be done to it.

import { brief, bytes, cap, count, rate, write } from './format.js';
import { ask, permit, post, tell } from './control.js';
import { History } from './history.js';

const Limits = ['max-connections', 'max-waiting', 'queue-timeout', 'idle-timeout', 'first-byte-timeout', 'send-stall-timeout', 'linger-timeout', 'max-lifetime'];

export class Services {
  #rows = new Map();

  constructor(place, template, filter) {
    this.place = place;
    this.template = template;
    this.filter = filter;
  }

  /** Adds a second to the charts; after a gap as many empty ones first. */
  see(snapshot, missed) {
    const names = new Set(snapshot.services.map(service => service.status.name));
    for (const [name, row] of this.#rows) {
      if (!names.has(name)) {
        row.element.remove();
        this.#rows.delete(name);
      }
    }
    for (const service of snapshot.services) {
      const row = this.#rows.get(service.status.name) ?? this.#add(service.status.name);
      for (let i = 0; i < missed; i++) row.remember({});
      row.remember(service);
    }
  }

  draw(snapshot) {
    for (const service of snapshot.services) this.#rows.get(service.status.name).draw(service);
  }

  #add(name) {
    const row = new ServiceRow(name, this.template.content.firstElementChild.cloneNode(true), this.filter);
    this.#rows.set(name, row);
    this.place.append(row.element);
    return row;
  }
}

class ServiceRow {
  #histories = { rate: new History(), p50: new History(), p99: new History(), bytes: new History() };
  #status = null;

  constructor(name, element, filter) {
    this.name = name;
    this.element = element;
    this.filter = filter;
    this.output = element.querySelector('output');
    element.setAttribute('aria-label', `service ${name}`);
    this.#filters();
    this.#controls();
  }

  remember({ rate, p50, p99, bytesRate }) {
    this.#histories.rate.push(rate);
    this.#histories.p50.push(p50);
    this.#histories.p99.push(p99);
    this.#histories.bytes.push(bytesRate);
  }

  draw(service) {
    const { status } = service;
    this.#status = status;
    write(this.#find('[data-filter=name]'), status.name);
    write(this.#of('state'), status.state === 'serving' ? '' : status.state);
    write(this.#of('what'), `${status.isolation} · ${status.handler}`);
    write(this.#of('where'), status.addresses.join('  '));
    write(this.#of('workers'), status.workers ? workers(status.workers) : '');
    write(this.#find('[data-act=pause]'), status.state === 'paused' ? 'resume' : 'pause');
    this.#drawRoom(service);
    this.#drawReasons(status);
    this.#drawCharts(service);
  }

  /** The bar is the cap, and beyond its mark the room to wait in. */
  #drawRoom({ status, refusedRate }) {
    const places = cap(status);
    const capped = places !== Infinity;
    const whole = Math.max(1, (capped ? places : Math.max(status.served * 1.25, 10)) + status.maxWaiting);
    const share = number => `${(100 * number) / whole}%`;
    const put = (part, from, size) => {
      const element = this.#find(`.bar .${part}`);
      element.style.left = share(from);
      element.style.width = share(size);
      element.hidden = size === 0;
    };
    put('served', 0, status.served);
    put('parked', status.served, status.parked);
    put('held', capped ? Math.max(places, status.served) : status.served, status.held);
    this.#find('.bar .cap').hidden = !capped || status.maxWaiting === 0;
    this.#find('.bar .cap').style.left = share(Math.min(places, whole));
    this.#find('.bar .refused').hidden = refusedRate === 0;
    this.#part('served', `${count(status.served)} of ${capped ? count(places) : 'any number'} served`, status.served);
    this.#part('held', `${count(status.held)} of ${count(status.maxWaiting)} held`, status.held);
    this.#part('parked', `${count(status.parked)} parked`, status.parked);
    this.#part('refused', `${rate(refusedRate)}/s refused`, refusedRate);
  }

  #part(name, text, value) {
    const button = this.#find(`.parts [data-filter=${name}]`);
    write(button.lastElementChild, text);
    button.classList.toggle('none', value === 0);
    button.hidden = name === 'parked' && value === 0;
  }

  #drawReasons(status) {
    const place = this.#find('.reasons');
    const entries = [...top(status.closedTotal, 'ended', 5), ...top(status.refusedTotal, 'refused', 3)];
    const key = entries.map(({ reason }) => reason).join();
    if (place.key !== key) {
      place.key = key;
      place.replaceChildren(...entries.map(({ reason, kind }) => {
        const button = document.createElement('button');
        button.className = 'plain';
        button.title = `${kind} since the start; shows the last of them`;
        button.onclick = () => this.filter.only({ tab: 'ends', service: this.name, reason });
        return button;
      }));
    }
    entries.forEach(({ reason, kind, number }, i) => write(place.children[i], `${kind === 'refused' ? 'refused ' : ''}${reason} ${count(number)}`));
  }

  #drawCharts({ rate: now, p50, p99, bytesRate }) {
    const { rate: clients, p50: half, p99: most, bytes: moved } = this.#histories;
    this.#chart('rate', `${rate(now)}/s`, `peak ${rate(clients.peak)}/s`, clients.peak, clients, null);
    this.#chart('duration', p50 === undefined ? '–' : `${brief(p50)} · ${brief(p99)}`, most.peak ? `peak ${brief(most.peak)}` : '', most.peak, half, most);
    this.#chart('bytes', `${bytes(bytesRate)}/s`, `peak ${bytes(moved.peak)}/s`, moved.peak, moved, null);
  }

  #chart(name, now, peak, scale, first, second) {
    const figure = this.#find(`[data-chart=${name}]`);
    write(figure.querySelector('strong'), now);
    write(figure.querySelector('small'), peak);
    figure.querySelector('path.a').setAttribute('d', first.line(scale));
    figure.querySelector('path.area')?.setAttribute('d', scale > 0 ? first.area(scale) : '');
    figure.querySelector('path.b')?.setAttribute('d', second.line(scale));
  }

  #filters() {
    const shows = {
      name: { tab: 'connections' },
      served: { tab: 'connections', state: 'open' },
      held: { tab: 'connections', state: 'held' },
      parked: { tab: 'connections', state: 'parked' },
      refused: { tab: 'ends', state: 'refused' },
    };
    for (const [part, values] of Object.entries(shows)) {
      const show = () => this.filter.only({ service: this.name, ...values });
      this.#find(`button[data-filter=${part}]`).onclick = show;
      const bar = this.#find(`.bar .${part}`);
      if (bar) bar.onclick = show;
    }
  }

  #controls() {
    for (const button of this.element.querySelectorAll('[data-act]')) permit(button);
    const path = `services/${encodeURIComponent(this.name)}`;
    const send = async (verb, body) => tell(this.output, await post(`${path}/${verb}`, body));
    this.#find('[data-act=pause]').onclick = () => send(this.#status.state === 'paused' ? 'resume' : 'pause');
    const drain = this.#find('[data-act=drain]');
    drain.onclick = () => ask(drain, `close the port of ${this.name}, for good?`, () => send('drain'));
    const form = this.#find('.limits');
    const [open, { key, value }] = [this.#find('[data-act=limits]'), form.elements];
    key.append(...Limits.map(limit => new Option(limit)));
    key.onchange = () => { value.value = this.#current(key.value); };
    open.onclick = () => {
      form.hidden = !form.hidden;
      open.setAttribute('aria-expanded', String(!form.hidden));
      if (!form.hidden) key.onchange();
    };
    form.onsubmit = event => {
      event.preventDefault();
      send('limits', { [key.value]: value.value.trim() });
    };
  }

  /** Of what status.json says; the others are typed. */
  #current(limit) {
    if (limit === 'max-connections') return String(this.#status.maxConnections);
    return limit === 'max-waiting' ? String(this.#status.maxWaiting) : '';
  }

  #find(selector) {
    return this.element.querySelector(selector);
  }

  #of(name) {
    return this.#find(`[data-of=${name}]`);
  }
}

const top = (totals, kind, most) => Object.entries(totals).filter(([, number]) => number > 0)
  .sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).slice(0, most).map(([reason, number]) => ({ kind, reason, number }));

const workers = ({ starting, idle, busy, dying, max }) => `${count(starting + idle + busy + dying)} of ${count(max)} workers`;
