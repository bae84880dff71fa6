/**
 * The record: one writer that seals, commits and answers batches, and readers beside it. May import event, bus and
 * config; knows neither index nor api.
 */
@NullMarked
package dev.evident.log;

import org.jspecify.annotations.NullMarked;
