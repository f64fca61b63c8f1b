// Starts the console. A file of its own, because the console's policy allows no inline script.
import init from './console.js';

init().catch((error) => {
  console.error('Pillion: the workspace could not be started.', error);
  const words = document.createElement('p');
  words.className = 'boot-problem';
  words.setAttribute('role', 'alert');
  words.textContent = 'The workspace could not be started. Reload the page, or use a newer browser.';
  document.body.append(words);
});
