// The one word on top. docs/status-page.md explains the words; `actor-server top` uses the same.

import { cap, count, rate, sum } from './format.js';

const Minute = 60;
const FailuresAtLeast = 3;
const FailingShare = 0.01;
const Failures = ['handler-failed', 'worker-died', 'worker-unavailable'];

/** Seconds without data after which the page is stale. */
export const StaleAfter = 3;

export class Verdict {
  #past = new Map();
  #process = null;

  /** Counters of the last minute, a row a second. Those of another process do not compare. */
  see(snapshot) {
    const process = `${snapshot.server.pid} ${snapshot.server.startedAt}`;
    if (process !== this.#process) this.#past.clear();
    this.#process = process;
    for (const { status } of snapshot.services) {
      const past = this.#past.get(status.name) ?? [];
      past.push(counters(status));
      if (past.length > Minute + 1) past.shift();
      this.#past.set(status.name, past);
    }
  }

  judge(snapshot) {
    const several = snapshot.services.length > 1;
    const served = snapshot.services.reduce((all, { status }) => all + status.served, 0);
    const held = snapshot.services.reduce((all, { status }) => all + status.held, 0);
    if (snapshot.server.state === 'draining') return { word: 'draining', reason: `the server ends when ${clients(served + held)} ${served + held === 1 ? 'has' : 'have'} finished` };
    const first = says => snapshot.services.map(service => says.call(this, service, several)).find(reason => reason);
    const failing = first(this.#failing);
    if (failing) return { word: 'failing', reason: failing };
    const draining = first(({ status }) => status.state === 'draining' && `${status.name} takes nobody new, ${clients(status.served + status.held)} left`);
    if (draining) return { word: 'draining', reason: draining };
    const busy = first(this.#busy);
    if (busy) return { word: 'busy', reason: busy };
    if (snapshot.server.state === 'starting') return { word: 'busy', reason: 'the server is starting' };
    return { word: 'well', reason: served ? `${clients(served)} served, nobody waits` : 'nobody is connected' };
  }

  /** What a service has counted in the last minute. */
  lastMinute(name) {
    const past = this.#past.get(name) ?? [];
    const [from, to] = [past[0], past.at(-1)];
    return to ? Object.fromEntries(Object.keys(to).map(key => [key, to[key] - from[key]])) : counters(null);
  }

  #failing({ status }, several) {
    const past = this.lastMinute(status.name);
    const whose = several ? `${status.name}: ` : '';
    if (past.failed >= FailuresAtLeast && past.failed >= FailingShare * past.ended)
      return `${whose}${count(past.failed)} of ${clients(past.ended)} failed in the last minute`;
    if (past.died >= FailuresAtLeast && past.died >= FailingShare * past.started)
      return `${whose}${count(past.died)} workers died in the last minute`;
    return null;
  }

  #busy({ status, refusedRate }) {
    const refused = this.lastMinute(status.name).refused;
    if (status.state === 'paused') return `${status.name} is paused, new clients wait`;
    const turnedAway = refused ? `, ${refusedRate ? `${rate(refusedRate)}/s` : `${count(refused)} in the last minute`} refused` : '';
    if (status.served >= cap(status)) return `${status.name} is full, ${count(status.held)} wait${turnedAway}`;
    if (status.held) return `${status.name}: ${count(status.held)} wait for a place${turnedAway}`;
    if (refused) return `${status.name}: ${turnedAway.slice(2)}`;
    return status.state === 'starting' ? `${status.name} is starting` : null;
  }
}

const clients = number => `${count(number)} ${number === 1 ? 'client' : 'clients'}`;

function counters(status) {
  if (!status) return { failed: 0, ended: 0, refused: 0, died: 0, started: 0 };
  const refused = sum(status.refusedTotal);
  return {
    failed: Failures.reduce((all, reason) => all + (status.closedTotal[reason] ?? 0) + (status.refusedTotal[reason] ?? 0), 0),
    ended: sum(status.closedTotal) + refused,
    refused,
    died: status.workers?.diedTotal ?? 0,
    started: status.workers?.startedTotal ?? 0,
  };
}
