const gap = 6;

/** Puts a popover under what it belongs to, or above where there is no room, within the window. */
export function placeBeside(popover: HTMLElement, owner: HTMLElement): void {
  const at = owner.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  const left = Math.max(gap, Math.min(at.left, innerWidth - width - gap));
  const below = at.bottom + gap;
  const top = below + height <= innerHeight ? below : Math.max(gap, at.top - height - gap);
  popover.style.left = `${left}px`;
  popover.style.top = `${top}px`;
}
