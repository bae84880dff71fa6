/**
 * The typed addresses by which verticles reach each other inside this process, and the messages they exchange.
 * Messages are immutable and pass by reference. The storage verticle puts the log onto the bus. May import event, query, merkle, log and log.message.
 */
@NullMarked
package dev.evident.bus;

import org.jspecify.annotations.NullMarked;
