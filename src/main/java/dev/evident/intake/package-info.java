/** The one way in: every intake ends here and from here events go to the store. May import bus, event and log.message. */
@NullMarked
package dev.evident.intake;

import org.jspecify.annotations.NullMarked;
