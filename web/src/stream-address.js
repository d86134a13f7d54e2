// Where to stream to: each address with a button that copies it. The key is in the page only while it is shown;
// until then it is a value in a closure, and copying it does not show it.

/** Fills `section` from `live` (GET /videos/live/{id}); what the server does not offer stays away. */
export function showStreamAddress(section, live) {
  const status = section.querySelector('.copied');
  for (const line of section.querySelectorAll('.stream-address')) {
    const name = line.dataset.of;
    const value = live[name] ?? null;
    line.hidden = value === null;
    if (value === null) continue;
    const input = line.querySelector('input');
    const show = line.querySelector('.show');
    if (show === null) input.value = value;
    else hideUntilAsked(input, show, value);
    line.querySelector('.copy').onclick = async () => {
      status.textContent = '';
      try {
        await navigator.clipboard.writeText(value);
        status.textContent = 'Copied.';
      } catch {
        // A page without HTTPS has no clipboard, and a browser may refuse: then it is shown and selected.
        if (input.value === '') show.click();
        input.select();
        status.textContent = 'Press Ctrl+C to copy.';
      }
    };
  }
}

/** Empties the fields again. */
export function forgetStreamAddress(section) {
  for (const line of section.querySelectorAll('.stream-address')) {
    line.querySelector('input').value = '';
    line.querySelector('.copy').onclick = null;
    const show = line.querySelector('.show');
    if (show !== null) show.onclick = null;
    line.hidden = true;
  }
}

function hideUntilAsked(input, button, value) {
  const show = (shown) => {
    input.value = shown ? value : '';
    button.textContent = shown ? 'Hide' : 'Show';
    button.setAttribute('aria-pressed', String(shown));
  };
  show(false);
  button.onclick = () => show(input.value === '');
}
