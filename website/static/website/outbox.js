/* Answers that wait for a connection. Loaded by pages and by the service worker.

   Hooks in the page of a question:
     form[data-autosave="/answers/<attempt uuid>/"][data-token][data-question][data-language]
         every control named "response" is the answer ("response" once or more, or "response-<part id>" for each part)
     [data-save-state]      role=status; last child node is its text, <use> its icon
     [data-say-saved] …     on the form: data-say-saving, -saved ("Saved {}"), -kept, -sign-in, -refused
     [data-offline-note]    shown while answers wait
     [role=timer][data-left="seconds"][data-text="{} min left"]
     [data-refused]         shown when the server refused answers; [data-refused-list] gets the reasons,
                            a[data-refused-file] the answers as a file

     input[name=device], input[name=serial]   filled in: the form's own post takes its place among the saves

   Sent:     {token, sent_at, entries: [{client_id, question, response, answered_at, language, device, serial}]}
   Received: {results: [{client_id, status: stored | late | superseded | refused, message}], saved_at, seconds_left}
   A record leaves the phone only when the server has said stored, late or superseded.
   "device" is random, for one attempt; "serial" grows, so a request given up here is known there to be older. */
self.outbox = (() => {
  const db = () => new Promise((ok, no) => {
    const r = indexedDB.open('answers', 1);
    r.onupgradeneeded = () => { r.result.createObjectStore('answers', { keyPath: 'key' }); r.result.createObjectStore('serials', { keyPath: 'url' }); };
    r.onsuccess = () => ok(r.result); r.onerror = () => no(r.error);
  });
  const run = async (mode, fn) => {
    const t = (await db()).transaction(['answers', 'serials'], mode), q = fn(t.objectStore('answers'), t.objectStore('serials'));
    return new Promise((ok, no) => { t.oncomplete = () => ok(q?.result); t.onerror = t.onabort = () => no(t.error); });
  };
  const all = () => run('readonly', s => s.getAll());
  const get = key => run('readonly', s => s.get(key));
  /* Waiting, not refused: what a sending would try. */
  const waiting = async () => (await all()).filter(r => !r.refused);
  const id = () => self.crypto.randomUUID?.() || '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, c => (c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> c / 4).toString(16));
  /* The newest serial of an attempt. */
  const mark = url => run('readonly', (s, serials) => serials.get(url));
  /* One record a question: a later answer replaces an earlier one not yet sent. Serials go by twos: the number
     between is for the form's own post. */
  const keep = async (url, token, question, response, language) => {
    await run('readwrite', (s, serials) => {
      const g = serials.get(url);
      g.onsuccess = () => {
        const { device = id(), serial = 0 } = g.result || {}, next = { device, serial: serial + 2 };
        serials.put({ url, ...next });
        s.put({ key: url + ' ' + question, url, token, entry: { client_id: id(), question, response, answered_at: new Date().toISOString(), language, ...next } });
      };
    });
    self.registration || navigator.serviceWorker?.ready.then(r => r.sync?.register('outbox')).catch(() => {});
  };
  /* Change or delete a record, but only if it still holds the answer that was sent. */
  const settle = (record, change) => run('readwrite', s => {
    const g = s.get(record.key);
    g.onsuccess = () => {
      if (g.result?.entry.client_id !== record.entry.client_id) return;
      if (change) s.put({ ...g.result, ...change }); else s.delete(record.key);
    };
    return g;
  });
  /* Sends everything, one request for each attempt. Says what became of it. */
  const sendAll = async () => {
    const report = { left: 0, waits: {}, signIn: false, savedAt: null, secondsLeft: {} }, groups = {};
    const stays = (url, n) => { report.left += n; report.waits[url] = (report.waits[url] || 0) + n; };
    for (const r of await waiting()) (groups[r.url] ||= []).push(r);
    for (const [url, records] of Object.entries(groups)) try {
      const r = await fetch(url, {
        method: 'POST', credentials: 'same-origin', redirect: 'manual', signal: AbortSignal.timeout?.(60000),
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify({ token: records[0].token, sent_at: new Date().toISOString(), entries: records.map(x => x.entry) }),
      });
      if (r.status === 401 || r.status === 403 || r.type === 'opaqueredirect') { report.signIn = true; stays(url, records.length); continue; }
      if (!r.ok) { stays(url, records.length); continue; }
      const answer = await r.json();
      report.savedAt = answer.saved_at; report.secondsLeft[url] = answer.seconds_left;
      for (const record of records) {
        const result = answer.results.find(x => x.client_id === record.entry.client_id);
        if (result && ['stored', 'late', 'superseded'].includes(result.status)) await settle(record);
        else if (result?.status === 'refused') await settle(record, { refused: result.message });
        else stays(url, 1);
      }
    } catch { stays(url, records.length); }
    return report;
  };
  /* One sending at a time on this device, by a page or the worker: answers arrive once and in order. */
  let last = Promise.resolve();
  const flush = () => navigator.locks ? navigator.locks.request('outbox', sendAll) : last = last.then(sendAll, sendAll);
  const refused = async () => (await all()).filter(r => r.refused);
  return { keep, mark, get, all, waiting, refused, flush };
})();
