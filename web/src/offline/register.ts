const rest = 2000; // ms; it fetches the whole page, and what is looked at comes first

/** Starts the service worker once the page is at work. Without one (blocked, file:, http:) the page works online. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = () => void navigator.serviceWorker.register(new URL('./sw.js', document.baseURI)).catch(() => {});
  setTimeout(register, rest);
}
