import { failure, opening } from './photo';
import { refusal } from './work';

/** What is being opened, or why it was not; the picture stays as it is meanwhile. */
export function OpeningNotice() {
  const { name, doing, done } = opening.value ?? {};
  return (
    <>
      {opening.value && (
        <div class="opening" role="status" data-testid="opening">
          <p>{doing} {name}</p>
          <progress value={done} aria-label={`Opening ${name}`} />
        </div>
      )}
      {failure.value && (
        <div class="failure" role="alert" data-testid="failure" onPointerDown={(event) => event.stopPropagation()}>
          <h2>{failure.value.title}</h2>
          <p>{failure.value.why}</p>
          <p>{failure.value.advice}</p>
          <button type="button" class="button" onClick={() => (failure.value = undefined)}>Close</button>
        </div>
      )}
      {refusal.value && !failure.value && (
        <div class="failure refusal" role="alert" data-testid="refusal">
          <h2>These settings do not go together</h2>
          <p>{refusal.value}. Change one of them; until then the picture shows the last that did.</p>
        </div>
      )}
    </>
  );
}
