// What the tables show. It stands in the URL, so that it can be sent to somebody and survives a reload.

const Keys = ['tab', 'service', 'state', 'reason', 'worker', 'place', 'q', 'sort'];

export class Filter {
  #changed = [];

  constructor() {
    this.#read();
    addEventListener('popstate', () => {
      this.#read();
      this.#tell();
    });
  }

  /** Sets some keys; an empty value takes one away. Each is a step back in the browser, but what is typed. */
  set(values, typed = false) {
    for (const [key, value] of Object.entries(values)) this[key] = value ?? '';
    const query = new URLSearchParams(Keys.filter(key => this[key] !== '').map(key => [key, this[key]]));
    const url = query.size ? `?${query}` : location.pathname;
    history[typed ? 'replaceState' : 'pushState'](null, '', url);
    this.#tell();
  }

  /** As set, with every other condition taken away: a click on a figure shows just that. */
  only(values) {
    this.set({ service: '', state: '', reason: '', worker: '', place: '', q: '', ...values });
  }

  onChange(listener) {
    this.#changed.push(listener);
  }

  #read() {
    const query = new URLSearchParams(location.search);
    for (const key of Keys) this[key] = query.get(key) ?? '';
  }

  #tell() {
    for (const listener of this.#changed) listener();
  }
}
