package dev.evident.config;

import dev.evident.merkle.KeyName;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a text has to look like. */
enum Form {
    /** Anything. */
    TEXT("a text", text -> true),
    HOST("a host name or address", "[A-Za-z0-9._:%-]{1,253}"),
    HOST_NAMES(
            "a list of host names such as audit.example.org, without ports",
            "[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]"),
    /** Web origins as a browser sends them (RFC 6454 §6.2). */
    ORIGINS("a list of origins such as https://audit.example.org", Form::isOrigin),
    /** Where browsers find something. */
    ADDRESS(
            "an address such as https://audit.example.org/api, a path such as /audit/api",
            "(?:https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?)?(?:/[A-Za-z0-9._~-]+)*/?"),
    /** Where a PostgreSQL database is, RFC 3986. */
    POSTGRES_URI(
            "an address such as postgresql://evident@db.example.org:5432/evident",
            "postgres(?:ql)?://[^/?#\\s]+/[^/?#\\s]+(?:\\?\\S*)?"),
    /** What a log or the key of a witness can be called (C2SP signed-note). */
    KEY_NAME("a name such as log.example.org/audit (1 to 255 bytes, without spaces and +)", KeyName::isValid),
    /** The name of a mapping, as it stands in a path. */
    MAPPING_NAME("a name of 1 to 64 small letters, digits, - and _", "[a-z0-9_-]{1,64}"),
    /** Where events are sent to. */
    INTAKE_PATH("a path such as /k8s/audit, or none", "none|(?:/[A-Za-z0-9._~-]{1,64}){1,8}"),
    /** RFC 6901. */
    POINTER("a JSON pointer such as /items", "(?:/[^/\\s]{1,200}){1,32}"),
    TOKEN_NAME("a name of 1 to 100 characters", name -> isName(name, 100)),
    TENANT("a name of 1 to 200 characters; leave the key out for a token of every tenant", name -> isName(name, 200));

    private final String accepted;
    private final Predicate<String> check;

    Form(String accepted, Predicate<String> check) {
        this.accepted = accepted;
        this.check = check;
    }

    Form(String accepted, String pattern) {
        this(accepted, Pattern.compile(pattern).asMatchPredicate());
    }

    /** What it accepts, as it stands after "is not" in a message. */
    String accepted() {
        return accepted;
    }

    boolean allows(String text) {
        return check.test(text);
    }

    /** Whether it names a password, as part of the login or as a parameter. */
    static boolean hasPassword(String uri) {
        int login = uri.indexOf('@');
        int colon = uri.indexOf(':', uri.indexOf("//"));
        return (colon >= 0 && colon < login) || uri.contains("password=");
    }

    private static boolean isName(String text, int max) {
        return text.length() <= max && !text.isBlank() && text.chars().noneMatch(Character::isISOControl);
    }

    private static boolean isOrigin(String text) {
        try {
            URI uri = new URI(text);
            return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && text.equals(uri.getScheme() + "://" + uri.getAuthority())
                    && uri.getUserInfo() == null;
        } catch (URISyntaxException noOrigin) {
            return false;
        }
    }
}
