import { commit } from '../state/url-state';
import { isSame, presets } from './presets';
import { addressOf, type Settings } from './state';

export function Presets({ settings }: { settings: Settings }) {
  return (
    <section class="nl-presets" aria-labelledby="nl-presets-title">
      <h2 id="nl-presets-title">Ranges to try</h2>
      <ul>
        {presets.map(({ name, sentence, settings: wanted }) => (
          <li key={name}>
            <a href={addressOf(wanted)} aria-current={isSame(wanted, settings) ? 'true' : undefined} onClick={commit}>{name}</a>
            <p class="hint">{sentence}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
