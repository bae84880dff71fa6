// Selecting text that is a link. Browsers start no selection on a link, so dragging over a value would click it;
// here dragging selects, and a click that ended a selection filters nothing.

const SLACK = 4;

/** Whether text is selected just now. */
export function isSelecting() {
  return document.getSelection()?.isCollapsed === false;
}

/** To be called when a pointer goes down within a list of links. */
export function selectOverLinks(/** @type {PointerEvent} */ pressed) {
  const target = /** @type {Element} */ (pressed.target);
  if (pressed.button !== 0 || pressed.pointerType !== 'mouse' || !target.closest('a')) return;
  document.getSelection()?.removeAllRanges();
  const start = caret(pressed);
  const onMove = (/** @type {PointerEvent} */ moved) => {
    const end = caret(moved);
    const far = Math.abs(moved.clientX - pressed.clientX) > SLACK || Math.abs(moved.clientY - pressed.clientY) > SLACK;
    if (start && end && (far || isSelecting())) {
      document.getSelection()?.setBaseAndExtent(start.offsetNode, start.offset, end.offsetNode, end.offset);
    }
  };
  const stop = () => removeEventListener('pointermove', onMove);
  addEventListener('pointermove', onMove);
  addEventListener('pointerup', stop, { once: true });
  addEventListener('pointercancel', stop, { once: true });
}

function caret(/** @type {PointerEvent} */ at) {
  return document.caretPositionFromPoint?.(at.clientX, at.clientY) ?? null;
}
