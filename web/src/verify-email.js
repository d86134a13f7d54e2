// The page that a mail leads to: an address is confirmed. Asked by a button, since programs that look at mails follow links.

import { onSubmit } from './form.js';
import { verifyEmail, verifyRegistration } from './server.js';

const form = document.querySelector('form');
const link = new URLSearchParams(location.search);

onSubmit(form, async () => {
  const text = link.get('verificationString');
  if (link.has('registrationId')) await verifyRegistration(link.get('registrationId'), text);
  else await verifyEmail(link.get('userId'), text, link.get('isPendingEmail') === 'true');
  form.hidden = true;
  document.querySelector('.message').textContent = 'Thank you: the address is confirmed.';
});
