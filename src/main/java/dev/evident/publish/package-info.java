/**
 * The log as it is shown to others: signing keys, checkpoints, proofs, tiles, and witnesses in both directions. Follows
 * the log through its feed and reads it over the bus. May import bus, config, event,
 * merkle, files, log and log.message.
 */
@NullMarked
package dev.evident.publish;

import org.jspecify.annotations.NullMarked;
