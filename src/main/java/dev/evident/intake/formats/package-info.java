/**
 * The forms in which senders send events over HTTP, one file each. May import config, event, http, intake and log.message.
 */
@NullMarked
package dev.evident.intake.formats;

import org.jspecify.annotations.NullMarked;
