// Every control of the network section, in the address under keys that begin with `net`.
import { integer, oneOf, param, type Codec } from '../../state/url-state';
import { demos, type DemoId } from '../session/demos';

export const views = ['run', 'doubt', 'see', 'take-away'] as const;
export type View = (typeof views)[number];

/** Which network; one of the visitor's own is shown in its place, without being in the address. */
export const demoId = param<DemoId>('net', oneOf(demos.map(({ id }) => id)), 'fashion-mobile');
export const view = param<View>('net.v', oneOf(views), 'run');
export const sampleIndex = param('net.i', integer(0, 99_999), 0);

const text: Codec<string> = { parse: (value) => value, format: (value) => value };

/** The name of the layer that is looked at; '' before one is chosen. */
export const chosenLayer = param('net.l', text, '');

/** Where one looks at a layer's result. */
export const mapChannel = param('net.c', integer(0, 65_535), 0);
export const mapRow = param('net.y', integer(0, 65_535), 0);
export const mapColumn = param('net.x', integer(0, 65_535), 0);
export const mapZooms = [1, 2, 4] as const;
export const mapZoom = param('net.z', integer(1, 4), 1);
