// Puts a button beside each command that copies it. Without this script, or where a page may not write to the clipboard (it is not a secure
// context), commands are selected by hand.
(() => {
  const { copy, copied } = document.getElementById('main').dataset;
  if (!navigator.clipboard) {
    return;
  }
  for (const command of document.querySelectorAll('pre.command')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'plain small copy';
    button.textContent = copy;
    button.setAttribute('aria-label', `${copy}: ${command.getAttribute('aria-label')}`);
    const told = document.createElement('span');
    told.setAttribute('role', 'status');
    told.className = 'quiet';
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(command.textContent);
        told.textContent = copied;
        setTimeout(() => { told.textContent = ''; }, 4000);
      } catch {
        // The browser or its owner does not allow it: the command is marked, and Ctrl-C copies it.
        getSelection().selectAllChildren(command);
      }
    });
    const line = document.createElement('p');
    line.className = 'copies';
    line.append(button, told);
    command.after(line);
  }
})();
