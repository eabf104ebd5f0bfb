// What a cell looks like. Colours of Okabe and Ito; each state has a letter too, and in small cells a pattern. Age is lightness, never hue.

/** The ranges behind the digits of ages. */
export const Ages = ['below 1 s', '1 to 10 s', '10 s to 1 min', '1 to 10 min', '10 min to 1 h', 'over 1 h'];

export const Ended = 'x';

// Lightness of the young and of the old in OKLCH, for a light page and a dark one; the middle is the colour as Okabe and Ito give it.
export const States = {
  b: { code: 1, name: 'busy', hue: 245, chroma: 0.13, light: [0.66, 0.42], dark: [0.46, 0.66] },
  i: { code: 2, name: 'idle', hue: 0, chroma: 0, light: [0.69, 0.5], dark: [0.46, 0.68] },
  s: { code: 3, name: 'starting', hue: 232, chroma: 0.105, light: [0.8, 0.74], dark: [0.74, 0.8] },
  '!': { code: 4, name: 'stalled', hue: 76, chroma: 0.15, light: [0.8, 0.7], dark: [0.72, 0.82] },
  d: { code: 5, name: 'dying', hue: 50, chroma: 0.18, light: [0.64, 0.54], dark: [0.6, 0.7] },
  [Ended]: { code: 6, name: 'ended in the last 10 s', hue: 0, chroma: 0, light: [0.5, 0.5], dark: [0.7, 0.7] },
};

const Letters = Object.keys(States);
export const Crossed = 64;
export const Taken = 128;

export const letterOf = code => Letters[(code % 8) - 1];

export function colour(letter, age, dark) {
  const { hue, chroma, light, dark: night } = States[letter];
  const [young, old] = dark ? night : light;
  const lightness = young + ((old - young) * age) / (Ages.length - 1);
  return { fill: `oklch(${lightness.toFixed(3)} ${chroma} ${hue})`, lightness };
}

const colours = new Map();

function coloured(code, dark) {
  const key = code + (dark ? 1024 : 0);
  if (!colours.has(key)) colours.set(key, colour(letterOf(code), Math.floor(code / 8) % 8, dark));
  return colours.get(key);
}

export function paint(context, x, y, size, code, dark) {
  if (code === 0) {
    free(context, x, y, size, dark);
    return;
  }
  const { fill, lightness } = coloured(code % Crossed, dark);
  if (code >= Taken) {
    context.fillStyle = fill;
    context.fillRect(x, y, size, size);
    cross(context, x, y, size, lightness > 0.62 ? '#000' : '#fff');
  } else if (code >= Crossed) crossed(context, x, y, size, dark);
  else if (size < 8) small(context, x, y, letterOf(code), fill);
  else large(context, x, y, size, letterOf(code), fill, lightness);
}

function free(context, x, y, size, dark) {
  context.fillStyle = dark ? '#343a40' : '#d5d8dc';
  if (size < 8) context.fillRect(x + 1, y + 1, 1, 1);
  else context.fillRect(x + size / 2 - 1, y + size / 2 - 1, 2, 2);
}

function large(context, x, y, size, letter, fill, lightness) {
  context.fillStyle = fill;
  context.fillRect(x, y, size, size);
  context.fillStyle = lightness > 0.62 ? '#000' : '#fff';
  context.font = '600 9px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(letter, x + size / 2, y + size / 2 + 0.5);
}

/** Three pixels square: a letter does not fit, but a pupil, a missing row, a diagonal do. */
function small(context, x, y, letter, fill) {
  context.fillStyle = fill;
  if (letter === 'd') {
    for (let i = 0; i < 3; i++) {
      context.fillRect(x + i, y + i, 1, 1);
      context.fillRect(x + i, y + 2 - i, 1, 1);
    }
    return;
  }
  context.fillRect(x, letter === 's' ? y + 1 : y, 3, letter === 's' ? 2 : 3);
  if (letter !== '!') return;
  context.fillStyle = '#000';
  context.fillRect(x + 1, y + 1, 1, 1);
}

function crossed(context, x, y, size, dark) {
  cross(context, x, y, size, dark ? '#c9ced3' : '#444b52');
  if (size >= 8) context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
}

function cross(context, x, y, size, stroke) {
  context.strokeStyle = stroke;
  context.lineWidth = 1;
  const inset = size < 8 ? 0.5 : 2.5;
  context.beginPath();
  context.moveTo(x + inset, y + inset);
  context.lineTo(x + size - inset, y + size - inset);
  context.moveTo(x + size - inset, y + inset);
  context.lineTo(x + inset, y + size - inset);
  context.stroke();
}

/** Ages from left to right, in the colour of the busy. */
export function ramp(canvas, dark) {
  const scale = window.devicePixelRatio || 1;
  const size = 10;
  canvas.width = Ages.length * size * scale;
  canvas.height = size * scale;
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  for (let age = 0; age < Ages.length; age++) {
    context.fillStyle = colour('b', age, dark).fill;
    context.fillRect(age * size, 0, size, size);
  }
}

/** A large cell for the legend, of middle age. */
export function hatch(canvas, code, dark) {
  const scale = window.devicePixelRatio || 1;
  const size = 12;
  canvas.width = canvas.height = size * scale;
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  paint(context, 0, 0, size, letterOf(code) === Ended ? Crossed + 2 : code + 8 * 3, dark);
}
