/**
 * The record: one writer that seals, commits and acknowledges batches, and readers beside it. Knows neither index nor api.
 * May import event, merkle, bus and config.
 */
@NullMarked
package dev.evident.log;

import org.jspecify.annotations.NullMarked;
