// Forms that are sent by script: the button rests while the answer is awaited, a refusal is told below it.

/** Calls `send(fields)` when `form` is submitted; what it throws is shown in the form's `.problem`. */
export function onSubmit(form, send) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button');
    const problem = form.querySelector('.problem');
    button.disabled = true;
    problem.textContent = '';
    try {
      await send(new FormData(form));
    } catch (error) {
      problem.textContent = error.message;
    } finally {
      button.disabled = false;
    }
  });
}
