/**
 * The typed addresses by which verticles reach each other inside this process, and the messages they exchange.
 * Messages are immutable and pass by reference. May import event, query and merkle.
 */
@NullMarked
package dev.evident.bus;

import org.jspecify.annotations.NullMarked;
