/**
 * The log as it is shown to others: signing keys, checkpoints, proofs, tiles, and witnesses in both directions. Reads the
 * store over the bus. May import bus, config, event, merkle, files and log.message.
 */
@NullMarked
package dev.evident.publish;

import org.jspecify.annotations.NullMarked;
