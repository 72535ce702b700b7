import { hrefTo, param } from '../../state/url-state';
import { lessons, type Lesson } from '../choose/lesson-list';
import { fieldsOf, settingKeys } from './recipe-settings';

/** The lesson that is open; '' for none. */
export const lessonId = param('net.lesson', { parse: (text) => lessons.find(({ id }) => id === text)?.id, format: (id) => id }, '');

/** The address of a lesson: its network and its settings, all else as it is; reactive. */
export function lessonAddress({ id, demo, settings }: Lesson): string {
  const [, query = ''] = hrefTo('network').split('?');
  const fields = new URLSearchParams(query);
  for (const key of [...settingKeys, 'net', 'net.l']) fields.delete(key);
  fields.set('net', demo);
  for (const [key, value] of fieldsOf(settings)) fields.set(key, value);
  fields.set('net.lesson', id);
  return `#network?${fields.toString()}`;
}
