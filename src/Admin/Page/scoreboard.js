// A cell for each worker or connection, on one canvas. A cell keeps its place for life. Only what has changed is drawn again.

import { cap, count } from './format.js';
import { Ages, Crossed, Ended, States, Taken, hatch, letterOf, paint } from './cells.js';

const Large = { pitch: 14, size: 12 };
const Small = { pitch: 4, size: 3 };
const LargeUpTo = 500;
const CrossedFor = 10;
const Title = 20;
const Free = 0;
const NothingYet = -1;
const EndedItself = 'code:0';

export class Scoreboard {
  #bands = [];
  #shape = '';
  #cells = Large;
  #columns = 1;
  #second = 0;
  #width = 0;
  #gone = new Map();

  constructor(canvas, dark) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d', { alpha: true });
    this.dark = dark;
    dark.addEventListener('change', () => { this.#shape = ''; });
    // The width is told, not asked for: to ask between two changes lays the page out once more.
    new ResizeObserver(([{ contentRect }]) => {
      this.#width = Math.floor(contentRect.width);
      this.redraw?.();
    }).observe(canvas.parentElement);
  }

  /** Notes which places have become free, once a second, drawn or not. */
  see(snapshot) {
    this.#second++;
    const seen = new Map();
    for (const { status, scoreboard, ages } of snapshot.services) {
      const before = this.#gone.get(status.name) ?? { letters: '', crossed: new Map(), workers: [] };
      const workers = snapshot.workers.filter(row => row.service === status.name && row.place !== undefined);
      const crossed = this.#cross(before, scoreboard);
      for (const place of dead(before.workers, workers, snapshot.recentEnds)) crossed.set(place, { letter: 'b', age: '0', until: this.#second + CrossedFor, died: true });
      seen.set(status.name, { letters: scoreboard, ages, crossed, workers });
    }
    this.#gone = seen;
  }

  #cross({ letters, ages, crossed }, now) {
    for (const [place, { until, died }] of crossed) {
      if (until <= this.#second || (!died && isTaken(now, place))) crossed.delete(place);
    }
    if (letters === now) return crossed;
    for (let place = 0; place < letters.length; place++) {
      if (letters[place] !== '.' && !isTaken(now, place)) crossed.set(place, { letter: letters[place], age: ages[place], until: this.#second + CrossedFor });
    }
    return crossed;
  }

  draw(snapshot) {
    this.redraw = () => this.draw(snapshot);
    if (this.#width === 0) return;
    this.#layOut(snapshot.services);
    snapshot.services.forEach(({ status, scoreboard, ages }, i) => {
      const { crossed } = this.#gone.get(status.name) ?? { crossed: new Map() };
      this.#drawBand(this.#bands[i], scoreboard, ages, crossed);
    });
  }

  /** How many cells are in each state, the crossed ones under their own letter. */
  counts(snapshot) {
    const counts = {};
    for (const { status, scoreboard } of snapshot.services) {
      for (const letter of scoreboard) counts[letter] = (counts[letter] ?? 0) + 1;
      counts[Ended] = (counts[Ended] ?? 0) + this.#gone.get(status.name).crossed.size;
    }
    return counts;
  }

  /** The cell at a point of the canvas, or null. */
  at(x, y) {
    const { pitch } = this.#cells;
    const band = this.#bands.find(one => y >= one.top && y < one.top + one.rows * pitch);
    const column = Math.floor(x / pitch);
    if (!band || column >= this.#columns) return null;
    const place = Math.floor((y - band.top) / pitch) * this.#columns + column;
    const code = band.drawn[place] ?? Free;
    if (code <= Free || place >= band.places) return null;
    return { service: band.name, place, letter: letterOf(code), age: Math.floor(code / 8) % 8, ended: code >= Crossed && code < Taken };
  }

  /** What free places are drawn: all up to the cap where they fit in large cells, else those before the last that is taken. */
  #layOut(services) {
    const scale = window.devicePixelRatio || 1;
    const width = this.#width;
    const wanted = services.map(service => Math.max(places(service.status), reach(service.scoreboard, this.#gone.get(service.status.name))));
    const taken = services.map(service => reach(service.scoreboard, this.#gone.get(service.status.name)));
    const all = wanted.reduce((a, b) => a + b, 0) <= LargeUpTo;
    const drawn = all ? wanted : taken;
    const total = drawn.reduce((a, b) => a + b, 0);
    this.#cells = total > (this.#cells === Small ? LargeUpTo * 0.8 : LargeUpTo) ? Small : Large;
    this.#columns = Math.max(1, Math.floor(width / this.#cells.pitch));
    const titles = services.length > 1;
    // Rows come as they are needed and go when half of them are empty, so that nothing below moves all the time.
    const rows = drawn.map((number, i) => this.#rows(services[i].status.name, Math.ceil(number / this.#columns)));
    const shape = `${width} ${scale} ${this.#cells.pitch} ${services.map(({ status }, i) => `${status.name}:${rows[i]}`)}`;
    if (shape !== this.#shape) this.#start(shape, services, rows, width, scale, titles);
    this.#bands.forEach((band, i) => { band.places = drawn[i]; });
  }

  #rows(name, needed) {
    const before = this.#bands.find(band => band.name === name && band.columns === this.#columns)?.rows ?? 0;
    return before > needed && before <= needed * 2 + 2 ? before : needed;
  }

  #start(shape, services, rows, width, scale, titles) {
    this.#shape = shape;
    let top = 0;
    this.#bands = services.map(({ status }, i) => {
      top += titles ? Title : 0;
      const band = { name: status.name, top, rows: rows[i], columns: this.#columns, places: 0, drawn: new Int16Array(rows[i] * this.#columns).fill(NothingYet) };
      top += rows[i] * this.#cells.pitch + (titles ? 4 : 0);
      return band;
    });
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${top}px`;
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(top * scale);
    this.context.setTransform(scale, 0, 0, scale, 0, 0);
    if (!titles) return;
    this.context.font = '600 12px system-ui, sans-serif';
    this.context.textBaseline = 'alphabetic';
    this.context.textAlign = 'left';
    this.context.fillStyle = getComputedStyle(this.canvas).color;
    for (const band of this.#bands) this.context.fillText(band.name, 0, band.top - 6);
  }

  #drawBand(band, letters, ages, crossed) {
    const { pitch, size } = this.#cells;
    for (let place = 0; place < band.drawn.length; place++) {
      const code = codeAt(place, band.places, letters, ages, crossed);
      if (band.drawn[place] === code) continue;
      band.drawn[place] = code;
      const x = (place % this.#columns) * pitch;
      const y = band.top + Math.floor(place / this.#columns) * pitch;
      this.context.clearRect(x, y, pitch, pitch);
      if (code !== Beyond) paint(this.context, x, y, size, code, this.dark.matches);
    }
  }
}

const Beyond = -2;

/** State in the lowest three bits, age in the next three; crossed out; and taken again since. */
function codeAt(place, places, letters, ages, crossed) {
  if (place >= places) return Beyond;
  const letter = letters[place] ?? '.';
  const ended = crossed.get(place);
  if (letter !== '.') return States[letter].code + 8 * digit(ages[place]) + (ended ? Crossed + Taken : 0);
  return ended ? Crossed + States[ended.letter].code + 8 * digit(ended.age) : Free;
}

/** Places of workers that are gone and did not end of themselves: crossed out even where another has taken the place since. */
function dead(before, now, ends) {
  const alive = new Set(now.map(row => row.number));
  const gone = before.filter(row => !alive.has(row.number));
  if (gone.length === 0) return [];
  // Of one that had a client the client's end tells.
  const died = new Set(ends.filter(end => end.kind === 'worker' ? end.reason !== EndedItself : end.exit).map(end => `${end.service} ${end.worker ?? end.id}`));
  return gone.filter(row => died.has(`${row.service} ${row.number}`)).map(row => row.place);
}

const digit = age => Math.min(Ages.length - 1, age > '0' && age <= '9' ? Number(age) : 0);

const isTaken = (letters, place) => place < letters.length && letters[place] !== '.';

const places = status => status.workers?.max ?? (cap(status) === Infinity ? 0 : cap(status));

function reach(letters, gone) {
  let last = letters.length;
  for (const place of gone?.crossed.keys() ?? []) last = Math.max(last, place + 1);
  return last;
}

/** One button a state: what it looks like, how many there are, and a click shows them. */
export class Legend {
  #numbers = new Map();

  constructor(place, dark, show) {
    for (const [letter, state] of Object.entries(States)) {
      const button = document.createElement('button');
      button.className = 'plain';
      const swatch = document.createElement('canvas');
      const number = document.createElement('b');
      button.append(swatch, ` ${state.name} `, number);
      button.onclick = () => show(letter);
      this.#numbers.set(letter, { number, button });
      const redraw = () => hatch(swatch, state.code, dark.matches);
      dark.addEventListener('change', redraw);
      redraw();
      place.append(button);
    }
  }

  draw(counts) {
    for (const [letter, { number, button }] of this.#numbers) {
      number.textContent = count(counts[letter] ?? 0);
      button.classList.toggle('none', !counts[letter]);
    }
  }
}
