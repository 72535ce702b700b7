import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { engine } from '../core/engine';
import { place, titles } from '../state/url-state';
import { Footer } from './Footer';
import { Header } from './Header';
import { Lazy } from './Lazy';
import { supported, Unsupported } from './Unsupported';

const photograph = () => import('../lab/PhotoLab').then((module) => module.PhotoLab);
const network = () => import('../network/NetworkLab').then((module) => module.NetworkLab);
const numberLine = () => import('../number-line/NumberLine').then((module) => module.NumberLine);
const notes = () => import('../notes/Notes').then((module) => module.Notes);

// The core loads while the section's code does. Who needs it says so when it fails.
if (supported) engine().catch(() => {});

export function App() {
  useNewSection();
  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>Skip to the laboratory</a>
      <Header />
      <main id="main" tabIndex={-1}>{supported ? <SectionOfAddress /> : <Unsupported />}</main>
      <Footer />
    </>
  );
}

/** Another section has another title and begins at its top. */
function useNewSection() {
  const last = useRef(place.peek());
  useSignalEffect(() => {
    const now = place.value;
    document.title = `${titles[now]} · Zeropoint`;
    if (now !== last.current) scrollTo(0, 0);
    last.current = now;
  });
}

function SectionOfAddress() {
  switch (place.value) {
    case 'photograph':
      return <Lazy key="photograph" load={photograph} />;
    case 'network':
      return <Lazy key="network" load={network} />;
    case 'number-line':
      return <Lazy key="number-line" load={numberLine} />;
    case 'notes':
      return <Lazy key="notes" load={notes} />;
  }
}

// The address belongs to the sections, so the link moves the focus without changing it.
function skipToMain(event: Event) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
