// The page that a mail leads to: another password.

import { onSubmit } from './form.js';
import { resetPassword } from './server.js';

const form = document.querySelector('form');
const link = new URLSearchParams(location.search);

onSubmit(form, async (fields) => {
  await resetPassword(link.get('userId'), fields.get('password'), link.get('verificationString'));
  form.hidden = true;
  document.querySelector('.message').textContent = 'The password is changed. Sign in with it.';
});
