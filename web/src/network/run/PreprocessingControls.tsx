import { Choice } from '../../ui/Choice';
import { NumberEntry } from '../../ui/NumberEntry';
import { changePreprocessing } from '../session/own-samples';
import { presetNames, presets, type PresetName } from '../session/preprocessing';
import { network } from '../session/session';

const names: Record<PresetName, string> = { '0-1': '0 to 1', '-1-1': '−1 to 1', imagenet: 'ImageNet', '0-255': '0 to 255', custom: 'Custom' };
const channelNames = ['R', 'G', 'B'];

/** How bytes become what the network takes. */
export function PreprocessingControls() {
  const { preprocessing, input } = network.value!;
  const [channels] = input.shape;
  const offered = presetNames.filter((name) => name !== 'imagenet' || channels === 3);
  const choose = (preset: PresetName) => changePreprocessing(preset === 'custom' ? { ...preprocessing, preset } : presets[preset]);
  const edit = (which: 'mean' | 'std', channel: number, value: number) =>
    changePreprocessing({ ...preprocessing, preset: 'custom', [which]: preprocessing[which].map((old, c) => (c === channel ? value : old)) });
  return (
    <div class="group preprocessing">
      <Choice
        label="Preprocessing"
        value={preprocessing.preset}
        options={offered.map((name) => [name, names[name]] as const)}
        onInput={choose}
        help={<p>What a byte v becomes: (v/255 − mean)/std, for each channel. It has to be what the network was trained with.</p>}
      />
      {preprocessing.preset === 'custom' &&
        (['mean', 'std'] as const).map((which) => (
          <div class="row" key={which}>
            <span class="hint">{which}</span>
            {Array.from({ length: channels }, (_, c) => (
              <label class="inline" key={c}>
                {channels === 3 && channelNames[c]}
                <NumberEntry
                  label={`${which} of ${channels === 3 ? channelNames[c] : 'grey'}`}
                  value={preprocessing[which][c]!}
                  min={which === 'std' ? 0.0001 : -1000}
                  max={1000}
                  step={0.01}
                  onInput={(value) => edit(which, c, value)}
                />
              </label>
            ))}
          </div>
        ))}
    </div>
  );
}
