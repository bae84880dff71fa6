package dev.evident.http;

/**
 * References to other resources of this API (RFC 3986 §4.2), relative to the resource that was asked for: a reverse proxy
 * may serve the API below a path that the API never sees.
 */
public final class Reference {
    private Reference() {}

    /**
     * The reference from the resource that was asked for.
     *
     * @param path of that resource
     * @param target from the API's top, without a slash before it, such as {@code events/…}
     */
    public static String to(String path, String target) {
        long levels = path.chars().filter(c -> c == '/').count() - 1;
        return "../".repeat((int) Math.max(0, levels)) + target;
    }
}
