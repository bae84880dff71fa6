package dev.evident.bus;

/** What the API's verticle answers. */
public final class ApiMessages {

    /** Whether the API listens. */
    public static final Address<Check.Question, Check> CHECK = new Address<>("api.check");

    private ApiMessages() {}
}
