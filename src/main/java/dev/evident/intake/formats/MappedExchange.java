package dev.evident.intake.formats;

import dev.evident.event.Items;
import dev.evident.intake.IntakeExchange;

/** What requests of other forms have in common: each item stands for itself, and what is refused is kept. */
abstract class MappedExchange implements IntakeExchange {
    private final long maxBytes;
    private final boolean keyed;

    /**
     * @param maxBytes of a body
     * @param keyed whether a delivery can be told from another
     */
    MappedExchange(long maxBytes, boolean keyed) {
        this.maxBytes = maxBytes;
        this.keyed = keyed;
    }

    /** An empty batch: each of its items may be bad, since the others are stored. */
    Items.Batch batch() {
        return new Items.Batch("index", maxBytes, Integer.MAX_VALUE);
    }

    @Override
    public boolean isLinear() {
        return false; // what stands once in a body may be read for each of its events
    }

    @Override
    public long maxBytes() {
        return maxBytes;
    }

    @Override
    public boolean isAtomic() {
        return false;
    }

    @Override
    public boolean isKeyed() {
        return keyed;
    }

    @Override
    public boolean keepsRefused() {
        return true;
    }
}
