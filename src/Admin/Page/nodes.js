// A row a node, where the server is in a cluster: how it is, what is free there, and whose clients are served where.

import { count, seconds, write } from './format.js';

const Missing = '–';
const legs = (node, number) => (node.isSelf ? Missing : count(number));

const Columns = [
  { label: 'node', text: node => node.name, title: true },
  { label: 'state', text: node => node.state },
  { label: 'free places', wraps: true, text: node => Object.entries(node.free).map(([service, places]) => `${service} ${count(places)}`).join(', ') || Missing },
  { label: 'clients there', number: true, text: node => legs(node, node.legsThere) },
  { label: 'clients here', number: true, text: node => legs(node, node.legsHere) },
  { label: 'reservation', number: true, text: node => seconds(node.reservationSeconds) },
  { label: 'roles', wraps: true, text: node => node.roles.join(', ') || Missing },
];

export class Nodes {
  #rows = new Map();
  #order = '';

  constructor(section) {
    this.section = section;
    const table = section.querySelector('table');
    const heading = table.createTHead().insertRow();
    heading.append(...Columns.map(({ label, number }) => make('th', 'columnheader', label, number, 'col')));
    this.body = table.createTBody();
    // Said, as a narrow page draws the table as blocks, and some browsers take it for no table then.
    for (const part of [table.tHead, this.body]) part.setAttribute('role', 'rowgroup');
    heading.setAttribute('role', 'row');
  }

  draw({ nodes }) {
    this.section.hidden = nodes === undefined;
    if (!nodes) return;
    this.#keep(nodes);
    for (const node of nodes) {
      const { cells } = this.#rows.get(node.name);
      Columns.forEach(({ text }, i) => write(cells[i].lastElementChild, text(node)));
      cells[0].classList.toggle('self', node.isSelf);
      cells[1].dataset.state = node.state;
    }
  }

  /** Rows of those that are there, in their order; a row is moved only when somebody comes or goes. */
  #keep(nodes) {
    const order = nodes.map(({ name }) => name).join();
    if (order === this.#order) return;
    this.#order = order;
    const before = this.#rows;
    this.#rows = new Map(nodes.map(({ name }) => [name, before.get(name) ?? row()]));
    this.body.replaceChildren(...this.#rows.values());
  }
}

function row() {
  const element = document.createElement('tr');
  element.setAttribute('role', 'row');
  element.append(...Columns.map(({ label, number, title, wraps }) => {
    const cell = title ? make('th', 'rowheader', '', number, 'row') : make('td', 'cell', '', number);
    cell.dataset.label = label;
    if (wraps) cell.className = 'wraps';
    cell.append(document.createElement('span'));
    return cell;
  }));
  return element;
}

function make(name, role, text, number, scope) {
  const cell = document.createElement(name);
  cell.setAttribute('role', role);
  if (scope) cell.scope = scope;
  if (number) cell.className = 'number';
  cell.textContent = text;
  return cell;
}
