// How figures are written. Every number a person reads on the page goes through here.

const whole = new Intl.NumberFormat('en');

export const count = number => whole.format(number);

export function rate(perSecond) {
  return perSecond > 0 && perSecond < 10 ? perSecond.toFixed(1) : whole.format(Math.round(perSecond));
}

export function bytes(number) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  while (number >= 999.5 && unit < units.length - 1) {
    number /= 1000;
    unit++;
  }
  return `${unit > 0 && number < 9.95 ? number.toFixed(1) : Math.round(number)} ${units[unit]}`;
}

// Two units at most: what is less than the second does not matter any more.
export function seconds(value) {
  if (value === undefined || value === null) return '–';
  if (value === 0) return '0 s';
  if (value < 0.0995) return `${(value * 1000).toFixed(value < 0.00995 ? 1 : 0)} ms`;
  if (value < 0.9995) return `${Math.round(value * 1000)} ms`;
  if (value < 9.95) return `${Number.isInteger(value) ? value : value.toFixed(1)} s`;
  const whole = Math.round(value);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** An age in a table: parts of a second would only flicker. */
export const age = value => seconds(value === undefined ? value : Math.floor(value));

/** One unit, for a figure beside a chart. */
export function brief(value) {
  if (value < 59.5) return seconds(value);
  if (value < 99.5) return `${Math.round(value)} s`;
  if (value < 5970) return `${(value / 60).toFixed(value < 597 ? 1 : 0)} min`;
  return value < 356400 ? `${(value / 3600).toFixed(value < 35820 ? 1 : 0)} h` : `${Math.round(value / 86400)} d`;
}

export function clock(at) {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(part => String(part).padStart(2, '0')).join(':');
}

export const sum = totals => Object.values(totals).reduce((all, one) => all + one, 0);

// Writes only what differs: a text that is set again costs a layout.
export function write(element, text) {
  if (element.written === text) return;
  element.written = text;
  element.textContent = text;
}

// How many clients a service serves at once: max-connections, and no more than its workers have places. Infinity for no cap.
export function cap(status) {
  const { workers } = status;
  return Math.min(status.maxConnections || Infinity, workers ? workers.max * (workers.clientsAtOnce ?? 1) : Infinity);
}
