/**
 * Requests to the log and its responses: immutable values, passed by reference between threads. May import event
 * and merkle.
 */
@NullMarked
package dev.evident.log.message;

import org.jspecify.annotations.NullMarked;
