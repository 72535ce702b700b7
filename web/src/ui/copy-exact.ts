/** Copying numbers from the page gives all their digits, not the three that are shown. */
export function copyExactNumbers(): void {
  document.addEventListener('copy', (event) => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    // Inside one number, the number is meant.
    const around = (range.commonAncestorContainer.parentElement ?? undefined)?.closest<HTMLElement>('[data-exact]');
    if (around && range.toString() === around.textContent) {
      event.clipboardData?.setData('text/plain', around.dataset.exact!);
      return event.preventDefault();
    }
    const copy = range.cloneContents();
    const numbers = copy.querySelectorAll<HTMLElement>('[data-exact]');
    if (numbers.length === 0) return;
    for (const hidden of copy.querySelectorAll('[popover]')) hidden.remove();
    for (const number of numbers) number.textContent = number.dataset.exact!;
    // Rows of a table lose their tabs and ends in textContent.
    for (const cell of copy.querySelectorAll('td, dd')) cell.before('\t');
    for (const row of copy.querySelectorAll('tr, dl > div')) row.append('\n');
    event.clipboardData?.setData('text/plain', copy.textContent ?? '');
    event.preventDefault();
  });
}
