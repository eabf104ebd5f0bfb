// What an operator does. The server decides who may; here it is asked once, and what it answers is shown.

/** Null, or a sentence why not. A snapshot sets it. */
export const permission = { why: 'asking the server' };

export function allow(why) {
  if (permission.why === why) return false;
  permission.why = why;
  for (const button of document.querySelectorAll('[data-act]')) permit(button);
  return true;
}

/** Marks a button as one that changes something. */
export function permit(button) {
  button.disabled = permission.why !== null;
  button.title = permission.why ?? '';
}

/** The sentence that came of it; bad where it was not done. */
export async function post(path, body) {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: body ? { 'Content-Type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
    const text = (await answer.text()).trim();
    if (answer.ok) return { text: text || 'done' };
    if (answer.status === 401) return { bad: true, text: 'sign in again: reload the page' };
    return { bad: true, text: sentence(text) || `refused: ${answer.status}` };
  } catch {
    return { bad: true, text: 'the server did not answer' };
  }
}

/** A problem is text, or JSON with a title or detail. */
function sentence(text) {
  if (!text.startsWith('{')) return text;
  try {
    const problem = JSON.parse(text);
    return problem.detail ?? problem.title ?? text;
  } catch {
    return text;
  }
}

/** Puts a question in the button's place. What answers no stands where the button stood, so that a double click harms nothing (page.css turns the order at the right edge). */
export function ask(button, question, act) {
  const box = document.createElement('span');
  box.className = 'ask';
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', question);
  const [text, no, yes] = ['span', 'button', 'button'].map(tag => document.createElement(tag));
  text.textContent = question;
  no.textContent = 'no';
  yes.textContent = 'yes';
  yes.className = 'sure';
  for (const answer of [no, yes]) answer.type = 'button';
  const back = () => {
    box.replaceWith(button);
    button.focus();
  };
  no.onclick = back;
  yes.onclick = () => {
    box.replaceWith(button);
    act();
  };
  box.onkeydown = event => {
    if (event.key === 'Escape') back();
  };
  box.append(no, text, yes);
  button.replaceWith(box);
  no.focus();
}

/** Shows an answer for a while. */
export function tell(output, { text, bad }) {
  output.textContent = text;
  output.className = bad ? 'bad' : '';
  clearTimeout(output.timer);
  output.timer = setTimeout(() => { output.textContent = ''; }, 10000);
}
