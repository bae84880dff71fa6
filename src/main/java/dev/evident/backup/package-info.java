/**
 * Backups of a data directory: made beside a running service or without one, by hand or regularly, and restored on any
 * machine. May import bus, config, event, merkle, files, log, publish, verify and recover.
 */
@NullMarked
package dev.evident.backup;

import org.jspecify.annotations.NullMarked;
