/* Enhancements only: every page works without this file. The class "js" is set by the one inline line in <head>. */
(() => {
  const root = document.documentElement, $ = (s, el = document) => el.querySelector(s), $$ = s => [...document.querySelectorAll(s)];

  /* answers: save on change, keep on the phone when there is no connection */
  const form = $('form[data-autosave]'), url = form?.dataset.autosave, question = form?.dataset.question;
  const say = (name, time = '') => {
    const el = $('[data-save-state]'); if (!el) return;
    el.lastChild.textContent = (form.dataset['say' + name] || '').replace('{}', time);
    const good = name === 'Saved' || name === 'Saving';
    el.classList.toggle('ok', good); el.classList.toggle('warn', !good);
    $('use', el)?.setAttribute('href', good ? '#i-check' : '#i-off');
    const note = $('[data-offline-note]'); if (note) note.hidden = name !== 'Kept';
  };
  /* One control: its value. Several of one name: a list. Named parts ("response-a"): an object. */
  const answer = () => {
    const data = new FormData(form), parts = {};
    const many = !!$('input[type=checkbox][name=response]', form);
    for (const [name] of data) if (name.startsWith('response-')) parts[name.slice(9)] = data.get(name);
    if (Object.keys(parts).length) return parts;
    return many ? data.getAll('response') : data.get('response');
  };
  const restore = value => {
    for (const f of form.elements) {
      const part = f.name.startsWith('response-') ? value?.[f.name.slice(9)] : f.name === 'response' ? value : undefined;
      if (part === undefined || f.type === 'hidden') continue;
      if (f.type === 'radio' || f.type === 'checkbox') f.checked = [].concat(part).includes(f.value); else f.value = part ?? '';
    }
  };
  const clock = at => new Intl.DateTimeFormat(root.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', numberingSystem: 'latn', timeZone: root.dataset.zone }).format(at ? new Date(at) : new Date());
  const send = async () => {
    say('Saving');
    const report = await outbox.flush();
    if (report.waits[url]) say(report.signIn ? 'SignIn' : 'Kept'); else if ((await refusedHere()).length) say('Refused'); else say('Saved', clock(report.savedAt));
    if (report.secondsLeft[url] != null) left(report.secondsLeft[url]);
    showRefused();
  };
  const refusedHere = async () => (await outbox.refused()).filter(r => r.url === url);
  const showRefused = async () => {
    const box = $('[data-refused]'), records = box ? await refusedHere() : [];
    if (box) box.hidden = !records.length;
    if (!records.length) return;
    $('[data-refused-list]', box)?.replaceChildren(...[...new Set(records.map(r => r.refused))].map(text => Object.assign(document.createElement('li'), { textContent: text })));
    const file = $('a[data-refused-file]', box);
    if (file) { file.href = URL.createObjectURL(new Blob([JSON.stringify(records.map(r => r.entry), null, 1)], { type: 'application/json' })); file.download = 'answers.json'; }
  };
  const stamp = async () => {
    const mark = await outbox.mark(url);
    if (mark) { form.elements.device.value = mark.device; form.elements.serial.value = mark.serial + 1; }
  };
  if (form) {
    let wait;
    stamp();
    const save = async () => {
      clearTimeout(wait); wait = 0;
      await outbox.keep(url, form.dataset.token, question, answer(), form.dataset.language || root.lang);
      stamp(); send();
    };
    form.addEventListener('change', e => e.target.name.startsWith('response') && save());
    form.addEventListener('input', e => { if (e.target.matches('textarea, input:not([type=radio], [type=checkbox])')) { clearTimeout(wait); wait = setTimeout(save, 800); } });
    form.addEventListener('submit', () => { clearTimeout(wait); });
    outbox.get(url + ' ' + question).then(r => { if (r && !r.refused) { restore(r.entry.response); send(); } });
    showRefused();
  }
  const flush = () => document.hidden || self.outbox && outbox.waiting().then(a => a.length && (form ? send() : outbox.flush())).catch(() => {});
  addEventListener('online', flush); document.addEventListener('visibilitychange', flush); form || flush();

  /* clock: the server decides; this redraws, and speaks at five minutes and one minute */
  const timer = $('[role=timer][data-left]');
  let end;
  const left = seconds => { end = performance.now() + seconds * 1e3; draw(); };
  const draw = () => {
    if (!timer) return;
    const m = Math.max(0, Math.ceil((end - performance.now()) / 6e4)), text = timer.dataset.text.replace('{}', m);
    timer.setAttribute('aria-live', m === 5 || m === 1 ? 'polite' : 'off');
    if (timer.textContent !== text) timer.textContent = text;
  };
  if (timer) { left(timer.dataset.left); setInterval(draw, 15e3); }

  /* signing out: send what waits, ask if something is left, drop every stored copy of a course */
  for (const out of $$('form[data-sign-out]')) out.addEventListener('submit', async e => {
    if (out.dataset.ready) return;
    e.preventDefault();
    try {
      const report = await outbox.flush();
      if (report.left && !confirm(out.dataset.unsent)) return;
      for (const key of await caches.keys()) if (key.startsWith('course:')) await caches.delete(key);
    } catch { /* private windows have no stores */ }
    out.dataset.ready = 1; out.submit();
  });

  /* more tabs than fit: the current one in sight */
  const tab = $('.tabs [aria-current]');
  if (tab) tab.closest('.tabs').scrollLeft = tab.offsetLeft - 99;

  /* a form with mistakes: start there */
  $('[data-focus]')?.focus();

  /* show password, copy a link */
  for (const b of $$('[data-show-password]')) b.addEventListener('click', () => {
    const f = document.getElementById(b.dataset.showPassword), shown = f.type === 'text';
    f.type = shown ? 'password' : 'text'; b.setAttribute('aria-pressed', !shown);
  });
  for (const b of $$('[data-copy]')) b.addEventListener('click', async () => {
    await navigator.clipboard.writeText(b.dataset.copy); b.lastChild.textContent = b.dataset.doneText;
  });

  /* print */
  for (const b of $$('[data-print]')) b.addEventListener('click', () => print());

  /* menus: one open at a time; Escape closes */
  const pops = not => $$('.pop[open]').forEach(d => { if (d !== not) d.open = false; });
  document.addEventListener('toggle', e => { if (e.target.open && e.target.matches('.pop')) pops(e.target); }, true);
  document.addEventListener('click', e => { if (!e.target.closest('.pop')) pops(); });
  addEventListener('keydown', e => { const d = e.key === 'Escape' && $('.pop[open]'); if (d) { pops(); $('summary', d).focus(); } });

  if ('serviceWorker' in navigator && isSecureContext) navigator.serviceWorker.register('/sw.js').catch(() => {});
})();
