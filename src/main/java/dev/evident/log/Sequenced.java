package dev.evident.log;

import org.jspecify.annotations.Nullable;

/**
 * What a sequencer decided.
 *
 * @param batch to be written; null when nothing is new
 * @param result for those who wait, once the batch is written
 */
public record Sequenced<R>(@Nullable Batch batch, R result) {}
