// The network section's Choose panel: accuracy, agreement and size on screen against the Node API with the same recipe.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { demo, networkLab, settledNetwork } from './network-support.mjs';
import { exact } from './support.mjs';

const lab = await networkLab({ demos: ['fashion-mobile'] });
const onPage = lab.settled;
const fashion = lab.networks['fashion-mobile'];

async function assertNumbers(page, recipe, of = fashion) {
  await settledNetwork(page);
  for (const [id, value] of Object.entries(of.numbers(recipe))) assert.equal(await exact(page, id), value, `${id} of ${JSON.stringify(recipe)}`);
}

describe('numbers on screen are those of the Node API', () => {
  it('at first, with 4-bit weights, and while the bits are moved by keyboard', () =>
    onPage('', async (page) => {
      await assertNumbers(page, { weights: { bits: 4 } });
      const bits = page.getByTestId('weight-bits');
      await bits.focus();
      for (const [key, weights] of [['ArrowRight', { bits: 5 }], ['End', { bits: 8 }], ['ArrowLeft', { bits: 7 }], ['Home', { scheme: 'binary' }]]) {
        await page.keyboard.press(key);
        await assertNumbers(page, { weights });
      }
      await page.getByTestId('activation-bits').focus();
      await page.keyboard.press('Home');
      await assertNumbers(page, { weights: { scheme: 'binary' }, activations: { bits: 2 } });
    }));

  const cases = [
    ['net.w=8&net.g=tensor', { weights: { granularity: { kind: 'tensor' } } }],
    ['net.w=6&net.g=group&net.ws=affine', { weights: { bits: 6, granularity: { kind: 'group', groups: 2 }, scheme: 'affine' } }],
    ['net.w=3&net.wm=mse&net.a=6&net.am=percentile&net.ap=99.5', { weights: { bits: 3, method: 'mse' }, activations: { bits: 6, method: 'percentile', percentile: 99.5 } }],
    ['net.w=8&net.a=4&net.am=moving-average', { activations: { bits: 4, method: 'moving-average' } }],
    ['net.w=8&net.a=4&net.as=symmetric&net.am=mse', { activations: { bits: 4, scheme: 'symmetric', method: 'mse' } }],
  ];
  for (const [query, recipe] of cases) it(`with ${query}`, () => onPage(query, (page) => assertNumbers(page, recipe)));

  it('of digits as well', async () => {
    const digits = await demo(lab.zp, 'digits');
    try {
      await onPage('net=digits&net.w=3&net.g=tensor', (page) => assertNumbers(page, { weights: { bits: 3, granularity: { kind: 'tensor' } } }, digits));
    } finally {
      digits.dispose();
    }
  });

  it('with a layer that goes its own way, chosen on the picture; Back undoes it', () =>
    onPage('net.w=3', async (page) => {
      const { name } = fashion.model.layers[1];
      await page.getByTestId(`layer-${name}`).focus();
      await page.keyboard.press('Enter');
      await page.getByLabel('Which layers').getByRole('radio').last().check();
      await page.getByLabel('keep this layer in float').check();
      await assertNumbers(page, { weights: { bits: 3 }, layers: [{ match: name, float: true }] });
      const link = page.url();
      await page.goto('about:blank');
      await page.goto(link);
      await assertNumbers(page, { weights: { bits: 3 }, layers: [{ match: name, float: true }] });
      await page.getByRole('button', { name: 'Forget these' }).click();
      await assertNumbers(page, { weights: { bits: 3 } });
    }));
});

it('settings that the core refuses say why, and the numbers stay', () =>
  onPage('net.w=8', async (page) => {
    await page.getByRole('radio', { name: 'Group' }).check();
    await settledNetwork(page);
    const before = await exact(page, 'accuracy-quantized');
    const groups = page.getByLabel('Groups of output channels');
    await groups.fill('7');
    await page.getByTestId('net-refusal').filter({ hasText: '7' }).waitFor();
    assert.equal(await exact(page, 'accuracy-quantized'), before);
    await groups.fill('1');
    await assertNumbers(page, { weights: { granularity: { kind: 'group', groups: 1 } } });
  }));

describe('lessons', () => {
  it('one scale for a depthwise layer ruins the network, one for each channel does not', () =>
    onPage('', async (page) => {
      await page.getByRole('link', { name: 'One scale for a depthwise layer' }).click();
      await assertNumbers(page, { weights: { granularity: { kind: 'tensor' } } });
      assert.ok((await exact(page, 'accuracy-quantized')) < 20);
      const lesson = page.getByTestId('lesson');
      await lesson.getByRole('radio', { name: 'channel' }).check();
      await assertNumbers(page, {});
      assert.ok((await exact(page, 'accuracy-quantized')) > (await exact(page, 'accuracy-float')) - 2);
    }));

  it('per channel keeps more than per tensor with 4 bits', () =>
    onPage('', async (page) => {
      await page.getByRole('link', { name: '4 bits, per tensor or per channel' }).click();
      await page.getByTestId('net-facts').filter({ hasText: '77.7 k' }).waitFor({ timeout: 60_000 });
      await settledNetwork(page);
      const tensor = await exact(page, 'agreement');
      await page.getByTestId('lesson').getByRole('radio', { name: 'channel' }).check();
      await settledNetwork(page);
      assert.ok((await exact(page, 'agreement')) > tensor + 5);
    }));

  it('a percentile keeps more than min–max with 3-bit activations', () =>
    onPage('', async (page) => {
      await page.getByRole('link', { name: 'An outlier, min–max or percentile' }).click();
      await page.getByTestId('net-facts').filter({ hasText: '34.9 k' }).waitFor();
      await settledNetwork(page);
      const minmax = await exact(page, 'accuracy-quantized');
      await page.getByTestId('lesson').getByRole('radio', { name: 'percentile' }).check();
      await settledNetwork(page);
      assert.ok((await exact(page, 'accuracy-quantized')) > minmax + 1);
    }));
});
