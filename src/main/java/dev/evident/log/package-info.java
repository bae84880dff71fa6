/**
 * The log as an engine: the contract of a store, the sequencing of appends while the log's lock is held, group commit, the
 * head file and redaction. Knows neither the event bus nor who reads.
 * May import config, event, merkle and log.message.
 */
@NullMarked
package dev.evident.log;

import org.jspecify.annotations.NullMarked;
