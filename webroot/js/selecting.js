// Selecting text that is a link. Browsers start no selection on a link, so dragging over a value would click it;
// here dragging selects, and a click that ended a selection filters nothing.

const SLACK = 4;

/** Whether text is selected just now. */
export function isSelecting() {
  return document.getSelection()?.isCollapsed === false;
}

/** Copies rows as lines with a tab between the cells; within one cell the browser's own way is right. */
export function copyRows(/** @type {ClipboardEvent} */ copied) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !copied.clipboardData) return;
  const part = selection.getRangeAt(0).cloneContents();
  const rows = [...part.querySelectorAll('.row')];
  const cells = rows.length ? rows : part.querySelector('[role=gridcell]') ? [part] : [];
  if (!cells.length) return;
  for (const silent of part.querySelectorAll('.hidden, [aria-hidden=true], button')) silent.remove();
  const text = (/** @type {Element} */ cell) => (cell.textContent ?? '').trim();
  copied.clipboardData.setData('text/plain', cells.map((row) => [...row.children].map(text).join('\t').trim()).join('\n'));
  copied.preventDefault();
}

/** To be called when the mouse goes down within a list of links. */
export function selectOverLinks(/** @type {MouseEvent} */ pressed) {
  const target = /** @type {Element} */ (pressed.target);
  if (pressed.button !== 0 || pressed.detail > 1 || !target.closest('a')) return;
  pressed.preventDefault(); // the browser's own selecting would work against this one
  const list = target.closest('[tabindex="0"]');
  if (list instanceof HTMLElement) list.focus({ preventScroll: true });
  document.getSelection()?.removeAllRanges();
  const start = caret(pressed);
  const onMove = (/** @type {MouseEvent} */ moved) => {
    const end = caret(moved);
    const far = Math.abs(moved.clientX - pressed.clientX) > SLACK || Math.abs(moved.clientY - pressed.clientY) > SLACK;
    if (start && end && (far || isSelecting())) {
      document.getSelection()?.setBaseAndExtent(start.offsetNode, start.offset, end.offsetNode, end.offset);
    }
  };
  const stop = () => removeEventListener('mousemove', onMove);
  addEventListener('mousemove', onMove);
  addEventListener('mouseup', stop, { once: true });
}

function caret(/** @type {MouseEvent} */ at) {
  return document.caretPositionFromPoint?.(at.clientX, at.clientY) ?? null;
}
