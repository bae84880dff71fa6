/**
 * The one way in: every format and every listener ends here, and from here events go to the store. May import bus, event,
 * http and log.message.
 */
@NullMarked
package dev.evident.intake;

import org.jspecify.annotations.NullMarked;
