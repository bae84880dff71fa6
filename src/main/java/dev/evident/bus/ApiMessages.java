package dev.evident.bus;

/** What the API's verticle serves. */
public final class ApiMessages {

    /** Whether the API listens. */
    public static final Address<Check.Request, Check> CHECK = new Address<>("api.check");

    private ApiMessages() {}
}
