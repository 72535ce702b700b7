/** The photographs that come with the page; public/photos/README.md says how they were made. */
export const samples = [
  { id: 'coffee', file: 'coffee.webp', title: 'Coffee cup', source: 'Rachel Michetti, Pikolo Espresso Bar', licence: 'CC0' },
  { id: 'chelsea', file: 'chelsea.png', title: 'Chelsea the cat', source: 'Stefan van der Walt', licence: 'CC0' },
  { id: 'rocket', file: 'rocket.jpg', title: 'Falcon 9 at night', source: 'SpaceX Photos', licence: 'public domain' },
  { id: 'astronaut', file: 'astronaut.webp', title: 'Eileen Collins', source: 'NASA Great Images', licence: 'public domain' },
  { id: 'hubble', file: 'hubble_deep_field.webp', title: 'Hubble eXtreme Deep Field', source: 'HubbleSite, NASA', licence: 'public domain' },
  { id: 'retina', file: 'retina.jpg', title: 'Retina of a left eye', source: 'Mikael Häggström, Wikimedia Commons', licence: 'CC0' },
  { id: 'camera', file: 'camera.png', title: 'Man with a camera', source: 'Lav Varshney', licence: 'CC0' },
] as const;

export type Sample = (typeof samples)[number];
export type SampleId = Sample['id'];

export const photoUrl = (sample: Sample) => `./photos/${sample.file}`;
export const thumbUrl = (sample: Sample) => `./photos/thumbs/${sample.file.replace(/\.\w+$/, '')}.webp`;
