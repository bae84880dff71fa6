package dev.evident.bus;

/** What the verticle that checks the record in the background serves. */
public final class ScrubMessages {

    /** Whether the record was found as the log says, as far as it was looked at. */
    public static final Address<Check.Request, Check> CHECK = new Address<>("scrub.check");

    private ScrubMessages() {}
}
