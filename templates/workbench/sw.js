// Keeps scan pages and what they are made of, nothing else: a stale queue or approval would be worse
// than an honest "offline".
const PAGES = "scan-pages";
const PARTS = "scan-parts";
const OFFLINE = "/offline/";
const keep = async (name, urls) => {
  const cache = await caches.open(name);
  await Promise.all(urls.map((url) => cache.add(new Request(url, { credentials: "same-origin" })).catch(() => null)));
};
addEventListener("install", (event) => event.waitUntil(keep(PARTS, [OFFLINE]).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => {
  if (!event.data?.page) return;
  // What it is made of comes first: a page that is kept opens whole.
  event.waitUntil(keep(PARTS, event.data.parts).then(() => keep(PAGES, [event.data.page])));
});

const isScanPage = (url) => url.pathname.endsWith("/scan/");
// Pages vary by their reader; there is one reader here, and signing out empties this cache.
const kept = (request, name) => caches.open(name).then((cache) => cache.match(request, { ignoreVary: true }));
async function page(request) {
  try {
    return await fetch(request);
  } catch {
    const own = isScanPage(new URL(request.url)) && (await kept(request, PAGES));
    return own || (await kept(OFFLINE, PARTS)) || Response.error();
  }
}
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(async () => (await kept(request, PARTS)) || Response.error()));
});
