// A table that holds only the rows on screen, and holds still while somebody points at it.

import { count, write } from './format.js';

const Spare = 8;
const Few = 10;

/**
 * columns: [{ key, label, width, number, text(row), title(row), filter(row, grid) or fill(cell, row) }].
 * source(skip, take, sort) answers { total, rows } or null for no news. rowHeight 0 shows every row at its own height.
 */
export class Grid {
  #asked = 0;
  #reading = false;
  #top = 0;
  #height = 0;
  #pool = new Map();
  #sort = { key: '', descending: false };

  constructor({ label, columns, rowHeight, source, identify, sorted, updated }) {
    Object.assign(this, { label, columns, rowHeight, source, identify, sorted, updated });
    this.element = document.createElement('div');
    this.element.className = 'scroll';
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'region');
    this.element.setAttribute('aria-label', label);
    this.table = document.createElement('table');
    this.table.style.minWidth = `${columns.reduce((all, column) => all + column.width, 0)}px`;
    this.body = document.createElement('tbody');
    this.above = spacer();
    this.below = spacer();
    this.body.append(this.above, this.below);
    this.table.append(this.#widths(), this.#head(), this.body);
    this.element.append(this.table);
    this.#watch();
  }

  sortBy(text) {
    this.#sort = { key: text.replace(/^-/, ''), descending: text.startsWith('-') };
    for (const heading of this.table.tHead.rows[0].cells) {
      if (!heading.key) continue;
      const own = heading.key === this.#sort.key;
      if (own) heading.setAttribute('aria-sort', this.#sort.descending ? 'descending' : 'ascending');
      else heading.removeAttribute('aria-sort');
    }
  }

  /** Somebody points at a row, is at one with the keyboard, or is being asked something. What a mouse has clicked has the focus too, but not visibly. */
  get still() {
    return this.pointed || this.body.querySelector(':focus-visible') !== null || this.body.querySelector('.ask') !== null;
  }

  /** From the first row again. */
  rewind() {
    this.element.scrollTop = this.#top = 0;
  }

  /** Reads the rows on screen; while the table holds still only when that is what somebody wants. */
  async refresh(wanted = false) {
    if (this.element.parentElement.hidden || (this.still && !wanted)) return;
    if (this.#reading && !wanted) return;
    const asked = ++this.#asked;
    const skip = this.rowHeight ? Math.max(0, Math.floor(this.#top / this.rowHeight) - Spare) : 0;
    const take = this.rowHeight ? Math.ceil(Math.max(this.#height, Few * this.rowHeight) / this.rowHeight) + 2 * Spare : Infinity;
    this.#reading = true;
    const page = await this.source(skip, take, this.#sort);
    if (asked === this.#asked) this.#reading = false;
    if (!page || asked !== this.#asked || (this.still && !wanted)) return;
    // Fewer rows than one had scrolled to: what is asked for is the last of them.
    if (skip > 0 && page.rows.length === 0 && page.total > 0) {
      this.rewind();
      await this.refresh(wanted);
      return;
    }
    this.element.classList.toggle('few', page.total <= Few);
    this.#draw(skip, page);
    this.updated(page.total);
  }

  #draw(skip, { total, rows }) {
    this.table.setAttribute('aria-rowcount', String(total + 1));
    const kept = new Map();
    for (const row of rows) {
      let key = this.identify(row);
      // Two that cannot be told apart, such as a warning said twice, are two rows all the same.
      while (kept.has(key)) key += '+';
      kept.set(key, this.#pool.get(key) ?? this.#make());
      this.#pool.delete(key);
    }
    for (const element of this.#pool.values()) element.remove();
    this.#pool = kept;
    this.#place([...kept.values()], rows, skip);
    stretch(this.above, skip * this.rowHeight);
    stretch(this.below, Math.max(0, total - skip - rows.length) * this.rowHeight);
  }

  #place(elements, rows, skip) {
    let before = this.above;
    elements.forEach((element, i) => {
      if (before.nextSibling !== element) before.after(element);
      before = element;
      element.setAttribute('aria-rowindex', String(skip + i + 2));
      this.#fill(element, rows[i]);
    });
  }

  #make() {
    const element = document.createElement('tr');
    for (const column of this.columns) {
      const cell = document.createElement('td');
      cell.className = kindOf(column);
      if (column.filter) {
        const button = document.createElement('button');
        button.className = 'plain';
        button.onclick = () => column.filter(element.row);
        cell.append(button);
      }
      element.append(cell);
    }
    return element;
  }

  #fill(element, row) {
    element.row = row;
    this.columns.forEach((column, i) => {
      const cell = element.cells[i];
      if (column.fill) {
        column.fill(cell, row);
        return;
      }
      const text = column.text(row);
      write(column.filter ? cell.firstElementChild : cell, text);
      if (column.clip) cell.title = text;
    });
  }

  #widths() {
    const group = document.createElement('colgroup');
    for (const column of this.columns) {
      const element = document.createElement('col');
      element.className = kindOf(column);
      if (!column.grows) element.style.width = `${column.width}px`;
      group.append(element);
    }
    return group;
  }

  #head() {
    const head = document.createElement('thead');
    const row = head.insertRow();
    for (const column of this.columns) {
      const { key, label, number } = column;
      const heading = document.createElement('th');
      heading.scope = 'col';
      heading.className = kindOf(column);
      if (key) {
        heading.key = key;
        const button = document.createElement('button');
        button.className = 'plain';
        button.textContent = label;
        button.onclick = () => this.sorted(this.#next(key, number));
        heading.append(button);
      } else {
        heading.append(Object.assign(document.createElement('span'), { className: label === 'actions' ? 'unseen' : '', textContent: label }));
      }
      row.append(heading);
    }
    return head;
  }

  /** Numbers begin with the largest; the third click gives the order of arrival back. */
  #next(key, number) {
    const [first, second] = number ? [`-${key}`, key] : [key, `-${key}`];
    const now = this.#sort.key === key ? (this.#sort.descending ? `-${key}` : key) : '';
    return now === first ? second : now === second ? '' : first;
  }

  #watch() {
    // A finger has no place where it rests: what was tapped keeps the focus instead.
    this.body.addEventListener('pointerenter', event => { this.pointed = event.pointerType === 'mouse'; });
    this.body.addEventListener('pointerleave', () => { this.pointed = false; });
    if (!this.rowHeight) return;
    // Told, not asked for, as the scoreboard's width is.
    new ResizeObserver(([{ contentRect }]) => { this.#height = contentRect.height; }).observe(this.element);
    let waiting = false;
    this.element.addEventListener('scroll', () => {
      this.#top = this.element.scrollTop;
      if (waiting) return;
      waiting = true;
      setTimeout(() => {
        waiting = false;
        this.refresh(true);
      }, 60);
    }, { passive: true });
  }
}

/** Rows that are at hand, filtered already: sorts and cuts them as the server does with those of connections. */
export function cut(rows, skip, take, { key, descending }) {
  const sorted = key ? rows.toSorted((a, b) => compare(a[key], b[key]) * (descending ? -1 : 1)) : rows;
  return { total: rows.length, rows: sorted.slice(skip, skip + take) };
}

/** What is missing comes first. */
function compare(a, b) {
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  return typeof a === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true });
}

const kindOf = ({ key, number, last, wraps }) => [key === 'service' && 'service', number && 'number', last && 'last', wraps && 'wraps'].filter(Boolean).join(' ');

/** Stands for the rows that are not on screen. */
function spacer() {
  const row = document.createElement('tr');
  row.className = 'spacer';
  row.setAttribute('aria-hidden', 'true');
  row.insertCell();
  return row;
}

function stretch(row, height) {
  row.hidden = height === 0;
  row.cells[0].style.height = `${height}px`;
}

export const found = (shown, all, what) => (shown === all ? `${count(all)} ${what}` : `${count(shown)} of ${count(all)} ${what}`);
