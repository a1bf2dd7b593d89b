#pragma once

namespace workbench {

class HexView;

/// Makes every HexView a read-only text for screen readers; further calls do nothing.
void installHexViewAccessibility();

// What a screen reader is told when it happens.
void tellTextChanged(HexView& view);
void tellSelection(HexView& view);
void tellCursor(HexView& view);

} // namespace workbench
