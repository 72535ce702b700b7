import { failure, network, opening, stopOpening } from '../session/session';

/** What is being opened, or why it was not: over what is on screen, which does not move for it. */
export function OpeningNotice() {
  const now = opening.value;
  const over = network.value !== undefined || undefined;
  if (now) {
    return (
      <div class="net-notice" role="status" data-over={over} data-testid="net-opening">
        <p><strong>{now.what}</strong> <span class="hint">{now.doing}</span></p>
        <progress value={now.done} aria-label={now.doing} />
        <button type="button" class="button" onClick={stopOpening}>Stop</button>
      </div>
    );
  }
  const wrong = failure.value;
  if (!wrong) return null;
  return (
    <div class="net-notice" role="alert" data-bad data-over={over} data-testid="net-failure">
      <p><strong>{wrong.title}</strong></p>
      <p class="net-why">{wrong.why}</p>
      <button type="button" class="button" onClick={() => (failure.value = undefined)}>Close</button>
    </div>
  );
}
