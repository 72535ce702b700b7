import { useEffect, useState } from 'preact/hooks';
import type { ComponentType } from 'preact';

/** A section whose code is fetched when it is first shown. */
export function Lazy({ load }: { load: () => Promise<ComponentType> }) {
  const [loading] = useState(load); // at once: an effect would wait for a frame
  const [state, setState] = useState<{ View?: ComponentType; error?: string }>({});
  useEffect(() => {
    let here = true;
    loading.then(
      (View) => here && setState({ View }),
      (error: unknown) => here && setState({ error: String(error) }),
    );
    return () => void (here = false);
  }, [loading]);
  if (state.View) return <state.View />;
  if (state.error === undefined) return <div class="section-loading" aria-busy="true" />;
  return (
    <div class="notice" role="alert">
      <h1>This section did not load</h1>
      <p>{state.error}</p>
      <p>Check the connection, then <a href={location.pathname}>load the page again</a>.</p>
    </div>
  );
}
