/**
 * What the service writes into the log about itself. Other packages tell it over the bus and go on; nobody waits for it.
 * May import bus, config, event, merkle, files and log.message.
 */
@NullMarked
package dev.evident.audit;

import org.jspecify.annotations.NullMarked;
