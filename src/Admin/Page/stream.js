// The server's events. Read with fetch and not with EventSource, which hides the status: 401 needs a person, all else is tried again.

const QuietFor = 5000;
const Pauses = [500, 1000, 2000, 3000];

/** Calls snapshot(data) for each one, refused() when a token is asked for, troubled(sentence) when there is no room; and comes back by itself. */
export async function follow(path, snapshot, refused, troubled) {
  for (let failures = 0; ; failures++) {
    const abort = new AbortController();
    let watchdog = setTimeout(() => abort.abort(), QuietFor);
    try {
      const answer = await fetch(path, { signal: abort.signal, cache: 'no-store', headers: { Accept: 'text/event-stream' } });
      if (answer.status === 401) {
        refused();
        return;
      }
      if (!answer.ok) troubled((await answer.text()).trim() || `the server answers ${answer.status}`);
      else {
        for await (const data of events(answer.body)) {
          clearTimeout(watchdog);
          watchdog = setTimeout(() => abort.abort(), QuietFor);
          failures = 0;
          snapshot(named(JSON.parse(data)));
        }
      }
    } catch {
      // Lost, silent or broken: the age of the data says so, and the next try follows.
    }
    clearTimeout(watchdog);
    await new Promise(resolve => setTimeout(resolve, Pauses[Math.min(failures, Pauses.length - 1)]));
  }
}

// Of a service its status and its charts are told apart here.
const named = data => ({ ...data, services: data.services.map(service => ({ ...service, status: service })) });

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    // A snapshot comes in many pieces: only the new one is searched for the end of an event.
    const from = Math.max(0, rest.length - 1);
    rest = (rest + value).replaceAll('\r', '');
    let end = rest.indexOf('\n\n', from);
    while (end >= 0) {
      const data = read(rest.slice(0, end));
      if (data) yield data;
      rest = rest.slice(end + 2);
      end = rest.indexOf('\n\n');
    }
  }
}

function read(event) {
  const lines = event.split('\n');
  const named = lines.find(line => line.startsWith('event:'));
  if (named && named.slice(6).trim() !== 'snapshot') return '';
  return lines.filter(line => line.startsWith('data:')).map(line => line.slice(5).trimStart()).join('\n');
}
