// Five minutes of a figure, and its line.

const Samples = 300;
const Height = 40;

export class History {
  #values = new Array(Samples).fill(NaN);

  push(value) {
    this.#values.shift();
    this.#values.push(value ?? NaN);
  }

  get peak() {
    return this.#values.reduce((highest, value) => (value > highest ? value : highest), 0);
  }

  get last() {
    return this.#values.at(-1);
  }

  /** The path in an area of 299 × 40; a second without data is a gap. */
  line(peak) {
    return this.#runs().map(([from, to]) => {
      const points = this.#points(from, to, peak);
      // A second alone would have no length to be seen.
      return points.length > 1 ? `M${points.join('L')}` : `M${points[0]}h-1`;
    }).join('');
  }

  area(peak) {
    return this.#runs().map(([from, to]) => `M${from} ${Height}L${this.#points(from, to, peak).join('L')}L${to} ${Height}Z`).join('');
  }

  #points(from, to, peak) {
    const points = [];
    for (let i = from; i <= to; i++) points.push(`${i} ${(Height - 1 - (peak > 0 ? this.#values[i] / peak : 0) * (Height - 2)).toFixed(1)}`);
    return points;
  }

  #runs() {
    const runs = [];
    for (let i = 0; i < Samples; i++) {
      if (Number.isNaN(this.#values[i])) continue;
      if (runs.length && runs.at(-1)[1] === i - 1) runs.at(-1)[1] = i;
      else runs.push([i, i]);
    }
    return runs;
  }
}
