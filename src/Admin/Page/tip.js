// What the cell under the pointer is. Only for the pointer: the tables say the same to everybody.

import { Ages, States } from './cells.js';

export class Tip {
  constructor(canvas, tip, board, snapshot, show) {
    canvas.addEventListener('pointermove', event => {
      const cell = board.at(event.offsetX, event.offsetY);
      tip.hidden = cell === null;
      canvas.classList.toggle('on', cell !== null);
      if (!cell) return;
      tip.textContent = describe(cell, snapshot());
      const side = canvas.parentElement.parentElement.getBoundingClientRect();
      const left = Math.min(event.clientX - side.left + 14, side.width - tip.offsetWidth);
      tip.style.left = `${Math.max(0, left)}px`;
      tip.style.top = `${event.clientY - side.top + 18}px`;
    });
    canvas.addEventListener('pointerleave', () => { tip.hidden = true; });
    canvas.addEventListener('click', event => {
      const cell = board.at(event.offsetX, event.offsetY);
      if (cell) show(cell);
    });
  }
}

function describe({ service, place, letter, age, ended }, { services, workers }) {
  const worker = workers.find(row => row.service === service && row.place === place);
  const kind = services.find(({ status }) => status.name === service)?.status.workers ? 'worker' : 'connection';
  const name = worker && !ended ? `worker ${worker.number}, pid ${worker.pid}` : kind;
  return `${service}, place ${place}: ${ended ? `${kind} ended, was ${States[letter].name}` : `${name}, ${States[letter].name}`}, ${Ages[age]}`;
}
