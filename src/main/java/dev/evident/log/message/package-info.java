/**
 * What is asked of the log and what it answers: immutable values, passed by reference between threads. May import event
 * and merkle.
 */
@NullMarked
package dev.evident.log.message;

import org.jspecify.annotations.NullMarked;
