{% autoescape off %}/* The frame for days without a connection. No library: pages from the network first, the frame's files from the
   store first, answers sent when the phone reconnects. */
importScripts('{{ outbox }}');
const SHELL = 'shell:{{ version }}', FILES = [{% for file in files %}'{{ file }}', {% endfor %}];
const OFFLINE = [{% for page in offline %}'{{ page }}', {% endfor %}];
const NEVER = /^\/(admin|answers|files|media|v)\/|^\/[a-z-]+\/(accounts|attempt|coord|unit|agency|marking|reports)\//;

addEventListener('install', e => e.waitUntil(caches.open(SHELL).then(c => c.addAll([...FILES, ...OFFLINE.map(u => new Request(u, { credentials: 'omit' }))])).then(() => skipWaiting())));
addEventListener('activate', e => e.waitUntil((async () => {
  for (const k of await caches.keys()) if (k.startsWith('shell:') && k !== SHELL) await caches.delete(k);
  await clients.claim();
})()));

const timeout = (request, ms) => new Promise((ok, no) => {
  const t = setTimeout(no, ms, new Error('slow'));
  fetch(request).then(r => { clearTimeout(t); ok(r); }, no);
});

addEventListener('fetch', e => {
  const { request: r } = e, u = new URL(r.url);
  if (r.method !== 'GET' || u.origin !== location.origin || NEVER.test(u.pathname)) return;
  if (r.mode === 'navigate') {
    e.respondWith((async () => {
      const saved = await caches.match(r, { ignoreSearch: true });
      try { return await timeout(r, saved ? 4000 : 30000); } catch {
        const language = u.pathname.split('/')[1];
        return saved || await caches.match('/' + language + '/offline/') || await caches.match(OFFLINE[0]) || Response.error();
      }
    })());
  } else if (FILES.includes(u.pathname)) e.respondWith(caches.match(r).then(hit => hit || fetch(r)));
});

addEventListener('sync', e => { if (e.tag === 'outbox') e.waitUntil(outbox.flush().then(r => { if (r.left) throw new Error('still offline'); })); });
{% endautoescape %}
