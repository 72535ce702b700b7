import { commit } from './url-state';

/** The address of what is on screen, with all controls. */
export function link(): string {
  commit();
  return location.href;
}
