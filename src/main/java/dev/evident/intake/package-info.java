/** The one way in: every intake ends here and from here events go to the store. May import event and bus. */
@NullMarked
package dev.evident.intake;

import org.jspecify.annotations.NullMarked;
