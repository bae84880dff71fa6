/**
 * Checks that nothing of the log was changed: a whole record on the disk, slowly beside a running service, from outside
 * through its HTTP interface, or a single proof. Judges and never changes. May import bus, config, event, merkle, log, log.message and publish.
 */
@NullMarked
package dev.evident.verify;

import org.jspecify.annotations.NullMarked;
