// Keeps the whole page, so that it works offline after the first visit.
import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';

declare const __PAGE_FILES__: { url: string; revision: string }[];
declare const self: { skipWaiting(): void; addEventListener(type: 'activate', listener: (event: ExtendableEvent) => void): void; clients: { claim(): Promise<void> } };
interface ExtendableEvent {
  waitUntil(work: Promise<unknown>): void;
}

self.skipWaiting();
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
cleanupOutdatedCaches();
precacheAndRoute(__PAGE_FILES__, { directoryIndex: 'index.html' });
