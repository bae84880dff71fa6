package dev.evident.bus;

/** What the verticle answers that checks the record in the background. */
public final class ScrubMessages {

    /** Whether the record was found as the log says, as far as it was looked at. */
    public static final Address<Check.Question, Check> CHECK = new Address<>("scrub.check");

    private ScrubMessages() {}
}
