// Keeps the intake form in step with the service's last answer: questions that matter are shown, the others fold away, and what was
// typed stays in place. Without this script the Check button does the same.
(() => {
  const order = question => Number(question.dataset.place);

  const move = (question, to) => {
    const next = [...to.children].find(other => order(other) > order(question));
    to.insertBefore(question, next || null);
  };

  const refold = wanted => {
    for (const section of document.querySelectorAll('[data-section]')) {
      const shown = section.querySelector('.shown');
      const later = section.querySelector('.later');
      const rest = later.querySelector('.rest');
      for (const question of section.querySelectorAll('.question')) {
        const to = wanted.has(question.dataset.fact) ? shown : rest;
        if (question.parentElement !== to && !question.contains(document.activeElement)) {
          move(question, to);
        }
      }
      const number = rest.children.length;
      later.hidden = number === 0;
      later.querySelector('summary').textContent =
        number === 1 ? later.dataset.one : later.dataset.many.replace('#', number);
    }
  };

  // A question in use is never folded away under its user; it folds once they have moved on. Not on focusin: a page that moves between
  // a mouse's press and release would lose the click.
  let asked = null;
  const movedOn = () => { if (asked) { refold(asked); } };
  document.addEventListener('keyup', event => { if (event.key === 'Tab') { movedOn(); } });
  document.addEventListener('click', movedOn);

  const heard = yes => { document.getElementById('unheard').hidden = yes; };

  document.addEventListener('htmx:afterSwap', event => {
    if (event.target.id === 'outcome') {
      heard(true);
      asked = new Set(document.getElementById('asked').dataset.asked.split(' '));
      refold(asked);
    }
  });
  document.addEventListener('htmx:sendError', () => heard(false));
  document.addEventListener('htmx:responseError', () => heard(false));
})();
