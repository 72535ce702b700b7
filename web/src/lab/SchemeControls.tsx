import { Choice } from '../ui/Choice';
import { signed, symmetric } from './settings';

/** Where zero lies among the codes, and which integers the codes are. */
export function SchemeControls() {
  return (
    <section class="group" aria-label="Scheme">
      <div class="pair">
        <Choice
          label="Scheme"
          value={symmetric.value ? 'symmetric' : 'affine'}
          options={[['affine', 'Affine'], ['symmetric', 'Symmetric']]}
          onInput={(next) => (symmetric.value = next === 'symmetric')}
          help={<p>Affine: Z goes where the range needs it. Symmetric: Z stays in the middle of the codes; half of them lie below 0, where a photograph has nothing.</p>}
        />
        <Choice
          label="Codes"
          value={signed.value ? 'signed' : 'unsigned'}
          options={[['unsigned', 'Unsigned'], ['signed', 'Signed']]}
          onInput={(next) => (signed.value = next === 'signed')}
          help={<p>Unsigned codes start at 0, signed ones lie around it: 3 bits are 0…7 or −4…3. Affine codes only shift with it; the picture stays the same.</p>}
        />
      </div>
    </section>
  );
}
