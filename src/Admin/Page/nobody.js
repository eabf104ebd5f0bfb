// How to connect, where nobody has.

import { write } from './format.js';

export function tryIt(place, services) {
  const empty = services.every(({ status }) => status.served + status.held === 0);
  place.hidden = !empty;
  if (!empty) return;
  const lines = services.filter(({ status }) => status.state === 'serving').flatMap(({ status }) => status.addresses.slice(0, 1).map(connect));
  if (!place.firstChild) place.append(document.createElement('p'), document.createElement('ul'));
  write(place.firstChild, lines.length ? 'Nobody is connected. Try it:' : 'Nobody is connected.');
  const list = place.lastChild;
  while (list.children.length < lines.length) list.appendChild(document.createElement('li')).append(document.createElement('code'));
  while (list.children.length > lines.length) list.lastElementChild.remove();
  lines.forEach((line, i) => write(list.children[i].firstElementChild, line));
}

/** An address as a command; one that stands for every address of the host is reached where this page was. */
function connect(address) {
  if (address.startsWith('unix:')) return `nc -U ${address.slice('unix:'.length)}`;
  const at = address.lastIndexOf(':');
  const host = address.slice(0, at).replace(/^\[|\]$/g, '');
  const everywhere = ['*', '0.0.0.0', '::'].includes(host);
  return `nc ${everywhere ? location.hostname.replace(/^\[|\]$/g, '') || '127.0.0.1' : host} ${address.slice(at + 1)}`;
}
